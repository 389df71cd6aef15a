using System.Net;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Access;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The public page and its data over HTTP, without sign-in on a service that has users.</summary>
[Collection(RunningService.Name)]
public sealed class PublicPageTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] s_paths = ["/public", "/public/data.json", "/public/data.csv"];

    private SignInHost _host = null!;
    private Sender _sender = null!;
    private HttpClient _nobody = null!;
    private HttpClient _operator = null!;

    public async Task InitializeAsync()
    {
        _host = await SignInHost.StartAsync(users: true, isOpen: false, "web.public.publisher=Bureau of River 1", "web.public.licence=CC BY 4.0");
        _sender = new Sender(_host.MqttPort);
        _nobody = Browser("en");
        _operator = _host.Program(Role.Operator);
        await _sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await _sender.PublishCadmiumAsync(1, "2012-01-15T01:00:00Z", "0.0247");
    }

    public async Task DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _host.DisposeAsync();
    }

    public void Dispose()
    {
        _nobody.Dispose();
        _operator.Dispose();
    }

    [Fact]
    public async Task What_a_person_approves_is_public_at_once_what_comes_after_is_not_and_what_is_withdrawn_stays()
    {
        Assert.Contains("Nothing is published.", await SeenAsync("/public"), StringComparison.Ordinal);
        Assert.Empty((await DataAsync()).GetProperty("items").EnumerateArray());

        await DoneAsync("publish");
        await _sender.PublishCadmiumAsync(1, "2012-01-15T02:00:00Z", "0.09");
        var page = await SeenAsync("/public");
        Assert.All(
            (string[])["River 1", "Station 1", "0.0247 mg/L", "4.9 times the limit", "15 Jan 2012 09:00 UTC+8", "✓ confirmed", "by a named person of Bureau of River 1"], words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Contains("限值的 4.9 倍（超标 3.9 倍）", await SeenAsync("/public", "zh-CN"), StringComparison.Ordinal);
        Assert.All(await EverythingAsync(), text => Assert.DoesNotContain("0.09", text, StringComparison.Ordinal));

        await DoneAsync("publish");
        page = await SeenAsync("/public");
        Assert.Contains("0.09 mg/L", page, StringComparison.Ordinal);
        Assert.Contains("0.0247 mg/L", page[page.IndexOf("<details", StringComparison.Ordinal)..], StringComparison.Ordinal);

        await DoneAsync("withdraw");
        page = await SeenAsync("/public");
        Assert.Contains("✕ Withdrawn", page, StringComparison.Ordinal);
        Assert.Contains("0.09 mg/L", page, StringComparison.Ordinal);
        Assert.Equal(
            [("cancel", "0.09", true), ("update", "0.09", true), ("alert", "0.0247", true)],
            (await DataAsync()).GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("type").GetString()!, i.GetProperty("value").GetRawText(), i.GetProperty("withdrawn").GetBoolean())));
        Assert.All(await EverythingAsync(), text => Assert.DoesNotContain("token-operator", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_data_name_licence_publisher_and_units_and_both_formats_say_the_same()
    {
        await DoneAsync("publish");
        var data = await DataAsync();
        Assert.Equal(
            ("CC BY 4.0", "Bureau of River 1"), (data.GetProperty("licence").GetString(), data.GetProperty("publisher").GetString()));
        Assert.Contains("unit", data.GetProperty("units").GetProperty("value").GetString(), StringComparison.Ordinal);
        var item = Assert.Single(data.GetProperty("items").EnumerateArray());
        Assert.Equal("2012-01-15T01:00:00Z", item.GetProperty("taken_at").GetString());
        var rows = (await SeenAsync("/public/data.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, rows.Length);
        var cells = rows[0].Split(',').Zip(rows[1].Split(',')).ToDictionary(c => c.First, c => c.Second);
        Assert.All(
            item.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null), member => Assert.Equal(member.Value.ToString(), cells[member.Name], ignoreCase: true));
        Assert.Equal(("CC BY 4.0", "mg/L", "actual"), (cells["licence"], cells["unit"], cells["status"]));
    }

    [Fact]
    public async Task Caches_may_keep_it_for_a_minute_and_ask_whether_it_is_still_the_same()
    {
        foreach (var path in s_paths)
        {
            using var first = await _nobody.GetAsync(path);
            Assert.Equal((true, TimeSpan.FromMinutes(1)), (first.Headers.CacheControl!.Public, first.Headers.CacheControl.MaxAge));
            Assert.False(first.Headers.Contains("Set-Cookie"));
            Assert.Equal(path == "/public" ? ["Accept-Language", "Cookie"] : [], first.Headers.Vary);
            using (var same = await AskAgainAsync(path, first.Headers.ETag!.ToString()))
            {
                Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
                Assert.Equal(first.Headers.ETag, same.Headers.ETag);
            }
        }

        using var before = await _nobody.GetAsync("/public");
        await DoneAsync("publish");
        using var changed = await AskAgainAsync("/public", before.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task It_is_the_same_for_whoever_is_signed_in_and_gives_nobody_a_cookie_but_for_a_chosen_language()
    {
        await DoneAsync("publish");
        using var person = Browser("en");
        using var signedIn = await SignInHost.SignInAsync(person, "operator");

        // Past half of its time a session is prolonged wherever its person looks, but here.
        _host.Clock.MoveTo(_host.Clock.GetUtcNow().AddHours(7));
        foreach (var path in s_paths)
        {
            using var answer = await person.GetAsync(path);
            Assert.False(answer.Headers.Contains("Set-Cookie"), path);
            Assert.True(answer.Headers.CacheControl!.Public);
            Assert.Equal(await _nobody.GetStringAsync(path), await answer.Content.ReadAsStringAsync());
        }

        using var elsewhere = await person.GetAsync("/");
        Assert.True(elsewhere.Headers.Contains("Set-Cookie"));
        using var chosen = await _nobody.GetAsync("/public?lang=zh");
        Assert.StartsWith("lang=zh", Assert.Single(chosen.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.True(chosen.Headers.CacheControl!.Private);
        Assert.Contains("河流水质信息公开", await _nobody.GetStringAsync("/public"), StringComparison.Ordinal);
    }

    private HttpClient Browser(string language)
    {
        var browser = _host.Browser();
        browser.DefaultRequestHeaders.AcceptLanguage.Clear();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return browser;
    }

    private async Task<JsonElement> DataAsync() => JsonDocument.Parse(await SeenAsync("/public/data.json")).RootElement;

    private async Task<string[]> EverythingAsync() => await Task.WhenAll(s_paths.Select(path => SeenAsync(path)));

    /// <summary>As a person reads it.</summary>
    private async Task<string> SeenAsync(string path, string language = "en")
    {
        using var browser = Browser(language);
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.Content.Headers.ContentType?.MediaType == "text/html" ? WebUtility.HtmlDecode(text) : text;
    }

    private Task<HttpResponseMessage> AskAgainAsync(string path, string tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return _nobody.SendAsync(request);
    }

    private async Task DoneAsync(string act)
    {
        using var answer = await _operator.PostAsync($"/api/v1/incidents/1/{act}", SignInHost.Json("""{"reason":"checked"}"""));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
