using System.Net;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The pages of stations, as a browser without script gets them.</summary>
[Collection(KnownRecord.Name)]
public class StationPagesTests(KnownService known)
{
    [Theory]
    [InlineData("en", "Stations", "<html lang=\"en\">")]
    [InlineData("zh", "站点", "<html lang=\"zh-CN\">")]
    public async Task Every_station_is_in_the_list(string language, string title, string html)
    {
        var page = await TextAsync($"/stations?lang={language}");

        Assert.Contains(html, page, StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.All(["s1", "s2", "s3"], id => Assert.Contains($"href=\"/stations/{id}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_is_cut_down_by_a_form_without_script()
    {
        var page = await TextAsync("/stations?lang=en&q=river2");

        Assert.Contains("href=\"/stations/s2\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/stations/s1\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/stations?q=river2&amp;lang=zh\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "corrected since: exceeds", "Judged by")]
    [InlineData("zh", "已更正，原判定：超标", "执行标准")]
    public async Task A_station_shows_its_samples_in_all_versions_with_limit_and_judgement(string language, string corrected, string by)
    {
        var page = await TextAsync($"/stations/s1?lang={language}");

        Assert.All([corrected, by, "&lt;0.0005", "0.4075", "0.4000", "0.0247", "GB 3838-2002 III"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_messages_are_shown_as_they_came()
    {
        var page = await TextAsync("/stations/s2?lang=en");

        Assert.Contains("&quot;determinand&quot;:&quot;Pb&quot;,&quot;value&quot;:0.001", page, StringComparison.Ordinal);
        Assert.Contains("=icp1", page, StringComparison.Ordinal);
        Assert.Contains("M maintenance", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_page_needs_comes_from_the_service_itself()
    {
        var page = await TextAsync("/stations/s1?lang=en");
        foreach (var script in System.Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"(/assets/[^\"]+)\"").Select(m => m.Groups[1].Value))
        {
            using var asset = await known.Service.Api.GetAsync(script);
            Assert.Equal((script, HttpStatusCode.OK), (script, asset.StatusCode));
        }

        Assert.Contains("/echarts.min.js\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "No such station")]
    [InlineData("zh", "没有此站点")]
    public async Task An_unknown_station_has_a_page_that_says_so(string language, string said)
    {
        using var answer = await known.Service.Api.GetAsync($"/stations/%3Cb%3E{new string('x', 5_000)}?lang={language}");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x", page, StringComparison.Ordinal);
        Assert.True(page.Length < 10_000, $"{page.Length} characters");
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await known.Service.Api.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
