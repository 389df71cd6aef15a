using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The pages at the desk over HTTP in both languages: looked at, filled in, refused beside the field with what was typed kept, and done once the token is right.</summary>
public sealed partial class DeskPagesTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));

    private ServiceProcess _service = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        OnDuty.Write(_home.Config, "ana");
        _service = await _home.Start().ReadyAsync();
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _service.Api.BaseAddress };
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose()
    {
        _browser.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData("en", "Limits", "Nothing is set aside.", "Put somebody else on duty")]
    [InlineData("zh", "限值", "没有待处理报文。", "安排他人值班")]
    public async Task Each_page_is_whole_without_script_in_both_languages(string language, string limits, string aside, string duty)
    {
        Assert.Contains($"<h1>{limits}</h1>", await ReadAsync($"/limits?lang={language}"), StringComparison.Ordinal);
        Assert.Contains(aside, await ReadAsync($"/set-aside?lang={language}"), StringComparison.Ordinal);
        Assert.Contains(duty, await ReadAsync($"/on-duty?lang={language}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_can_be_narrowed_to_one_standard_and_determinand()
    {
        var html = await ReadAsync("/limits?lang=en&standard=GB%203838-2002&determinand=Cd");
        Assert.Contains("≤ 0.005 mg/L", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<strong>Pb</strong>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/limits?standard=GB%203838-2002&determinand=Cd&lang=zh\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_message_is_shown_as_text_and_hex_and_its_bytes_are_saved_as_they_came()
    {
        await using (var sender = new Sender(_home.MqttPort))
        {
            await sender.PublishAsync(TestConfig.Topic(1), "<script>alert(1)</script>\u202E" + new string('W', 10_000));
        }

        var html = await SeenAsync("/set-aside?lang=en&reason=Unreadable");
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>⟨U+202E⟩WWW", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("0000  3c 73 63 72 69 70 74 3e  61 6c 65 72 74 28 31 29", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/set-aside/1\">More</a>", html, StringComparison.Ordinal);
        Assert.Contains("Nothing of the kind is set aside.", await SeenAsync("/set-aside?lang=en&reason=UnknownUnit"), StringComparison.Ordinal);
        using var saved = await _browser.GetAsync("/set-aside/1/payload");
        Assert.Equal(("attachment", "application/octet-stream", 10_028), (saved.Content.Headers.ContentDisposition?.DispositionType, saved.Content.Headers.ContentType?.MediaType, (await saved.Content.ReadAsByteArrayAsync()).Length));
        using var missing = await _browser.GetAsync("/set-aside/99");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task An_override_is_made_and_ended_by_forms_and_leads_back_to_the_page()
    {
        using var made = await SendAsync(("do", "override"), ("rota", "always"), ("person", "bo"), ("until", Hence(3)), ("by", "Chief"), ("reason", "<b>ana is ill</b>"));
        Assert.Equal((HttpStatusCode.SeeOther, "/on-duty?done=made&no=1"), (made.StatusCode, made.Headers.Location?.OriginalString));
        Assert.Equal("bo", await OnDuty.AskAsync(_service));
        var html = await SeenAsync("/on-duty?lang=en&done=made&no=1");
        Assert.Contains("Done, no. 1; it is on the timeline.", html, StringComparison.Ordinal);
        Assert.Contains("override by Chief: &lt;b&gt;ana is ill&lt;/b&gt;", html, StringComparison.Ordinal);

        using var ended = await SendAsync(("do", "end"), ("id", "1"), ("by", "Chief"), ("reason", "well again"));
        Assert.Equal("/on-duty?done=ended&no=1", ended.Headers.Location?.OriginalString);
        Assert.Equal("ana", await OnDuty.AskAsync(_service));
    }

    [Theory]
    [InlineData("en", "At most", "a maintenance window is at most 24 hours long")]
    [InlineData("zh", "最长 24 小时", "维护时段最长 24 小时。请填写更早的时间")]
    public async Task What_the_API_refuses_is_said_beside_the_field_and_what_was_typed_is_kept(string language, string page, string words)
    {
        Assert.Contains(page, await ReadAsync($"/on-duty?lang={language}"), StringComparison.Ordinal);
        var until = Hence(40);
        using var refused = await SendAsync(("do", "window"), ("stations", "s1"), ("until", until), ("by", "Chief \"<i>\u202E"), ("reason", "pump"));
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(words, html[html.IndexOf("id=\"window-until-fault\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains($"id=\"window-until\" name=\"until\" type=\"datetime-local\" value=\"{until}\"", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"s1\" selected>", html, StringComparison.Ordinal);
        Assert.Empty(await _service.AllAsync("/api/v1/maintenance-windows"));
    }

    [Fact]
    public async Task The_auditor_s_file_opens_with_when_what_was_done_and_is_the_same_as_JSON_and_by_the_command()
    {
        await using (var sender = new Sender(_home.MqttPort))
        {
            await sender.PublishCadmiumAsync(1, "2012-01-15T01:00:00Z", "0.0247");
        }

        Assert.Contains("href=\"/audit/incidents/1\"", await SeenAsync("/audit?lang=en&determinand=Cd&from=2012-01-15&to=2012-01-15"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/audit/incidents/1\"", await SeenAsync("/audit?lang=en&to=2012-01-14"), StringComparison.Ordinal);
        Assert.Contains("This is no day", await SeenAsync("/audit?lang=en&from=yesterday"), StringComparison.Ordinal);
        Assert.Contains("gap: nobody has answered", await SeenAsync("/audit/incidents/1?lang=en"), StringComparison.Ordinal);
        Assert.Contains("空缺：无人应答", await ReadAsync("/audit/incidents/1?lang=zh"), StringComparison.Ordinal);
        var json = await _service.GetAsync("/audit/incidents/1?format=json");
        Assert.Equal("2012-01-15T01:00:00Z", json.GetProperty("steps")[0].GetProperty("at").GetString());
        var exported = await CommandRun.RunAsync("export", "incident", "1", "--as", "json", "--config", _home.Config, "--data", _home.Data);
        Assert.Equal(0, exported.ExitCode);
        Assert.Equal(json.GetProperty("timeline").GetRawText(), System.Text.Json.JsonDocument.Parse(exported.Text).RootElement.GetProperty("timeline").GetRawText());
        Assert.Equal(1, (await CommandRun.RunAsync("export", "incident", "9", "--as", "csv", "--config", _home.Config, "--data", _home.Data)).ExitCode);
        Assert.Equal(2, (await CommandRun.RunAsync("export", "incident", "1", "--as", "pdf")).ExitCode);
        using var early = await _browser.GetAsync("/audit/incidents/1?as_known_at=2012-01-15T00:00:00Z");
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
    }

    [Fact]
    public async Task Without_the_page_s_token_nothing_is_done()
    {
        using var forged = await _browser.PostAsync("/on-duty", new FormUrlEncodedContent(Fields(("do", "silence"), ("until", Hence(3)), ("by", "Chief"), ("reason", "kept"))));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Contains("value=\"kept\"", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var none = await _browser.PostAsync("/on-duty", null);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Empty(await _service.AllAsync("/api/v1/silences"));
    }

    private static string Hence(int hours) => DateTimeOffset.UtcNow.AddHours(hours + 8).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value);

    private async Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await SeenAsync("/on-duty"));
        Assert.True(token.Success);
        return await _browser.PostAsync("/on-duty", new FormUrlEncodedContent(Fields([.. fields, ("__RequestVerificationToken", token.Groups[1].Value)])));
    }

    private async Task<string> SeenAsync(string path)
    {
        using var answer = await _browser.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} gave {(int)answer.StatusCode}: {html}");
        return html;
    }

    /// <summary>As a person reads it.</summary>
    private async Task<string> ReadAsync(string path) => WebUtility.HtmlDecode(await SeenAsync(path));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
