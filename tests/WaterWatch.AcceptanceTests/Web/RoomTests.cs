using System.Net;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The incident room as a browser without script uses it: forms, cookies, and what comes back.</summary>
[Collection(RunningService.Name)]
public sealed partial class RoomTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private HttpClient _browser = null!;
    private ServiceProcess _service = null!;

    public async Task InitializeAsync()
    {
        OnDuty.Write(_home.Config, "bo");
        _service = await _home.Start().ReadyAsync();
        _browser = new HttpClient(_handler) { BaseAddress = _service.Api.BaseAddress };
        _browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await sender.PublishCadmiumAsync(1, "2012-01-15T01:00:00Z", "0.03");
    }

    [Fact]
    public async Task Somebody_takes_it_on_and_writes_a_note_and_both_stand_on_the_timeline()
    {
        Assert.Contains("Nobody has answered", await TextAsync("/incidents/1"), StringComparison.OrdinalIgnoreCase);

        using var taken = await SendAsync("acknowledge", ("by", "Ana"), ("reason", "on it"));
        Assert.Equal((HttpStatusCode.SeeOther, "/incidents/1?done=acknowledge#acts"), (taken.StatusCode, taken.Headers.Location!.ToString()));
        using var noted = await SendAsync("note", ("by", "Ana"), ("text", "samplers are on their way"));
        Assert.Equal(HttpStatusCode.SeeOther, noted.StatusCode);

        var timeline = await _service.AllAsync("/api/v1/incidents/1/timeline");
        Assert.Equal(["Ana", "Ana"], timeline.Where(e => e.GetProperty("kind").GetString() is "Acknowledged" or "NoteAdded").Select(e => e.GetProperty("by").GetString()));
        var room = await TextAsync("/incidents/1");
        Assert.Contains("samplers are on their way", room, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody has answered", room, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_in_the_language_of_the_page_and_what_was_typed_is_kept()
    {
        using var english = await SendAsync("acknowledge", ("by", "Ana <b>"), ("reason", " "));
        var page = await english.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, english.StatusCode);
        Assert.Matches("""id="acknowledge-reason-fault" role="alert">\s*<p>▲ It does not say why""", page);
        Assert.Contains("value=\"Ana &lt;b&gt;\"", page, StringComparison.Ordinal);

        using var chinese = await SendAsync("merge", "?lang=zh", ("by", "Ana"), ("reason", "one plume"), ("into", "twelve"));
        Assert.Matches("""id="merge-into-fault" role="alert">\s*<p>▲ 请填写同一河流上另一个进行中的事件编号。""", await chinese.Content.ReadAsStringAsync());
        Assert.DoesNotContain((await _service.AllAsync("/api/v1/timeline")).Select(e => e.GetProperty("kind").GetString()), k => k is "Acknowledged" or "IncidentsMerged");
    }

    [Fact]
    public async Task A_form_that_is_not_ours_does_nothing()
    {
        using var body = new FormUrlEncodedContent([new("do", "acknowledge"), new("by", "Mallory"), new("reason", "quiet")]);
        using var answer = await _browser.PostAsync("/incidents/1", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("this page was not made for you", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Acknowledged", (await _service.AllAsync("/api/v1/timeline")).Select(e => e.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Notes_of_markup_and_marks_that_turn_the_text_round_and_ten_thousand_letters_do_no_harm()
    {
        var hostile = "</textarea><script>alert(1)</script>\u202E" + new string('龙', 9_000);
        using var noted = await SendAsync("note", ("by", "Ana"), ("text", hostile));
        Assert.Equal(HttpStatusCode.SeeOther, noted.StatusCode);

        var room = await TextAsync("/incidents/1");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", room, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", room, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_room_is_shown_as_it_was_known_and_an_incident_that_is_none_is_said_to_be_none()
    {
        var recorded = DateTimeOffset.Parse((await _service.AllAsync("/api/v1/timeline")).First(e => e.GetProperty("kind").GetString() == "IncidentOpened").GetProperty("recorded_at").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        using var noted = await SendAsync("note", ("by", "Ana"), ("text", "written later"));
        var then = await TextAsync($"/incidents/1?as_known_at={Uri.EscapeDataString(recorded.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture))}");
        Assert.DoesNotContain("written later", then, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\"", then, StringComparison.Ordinal);

        using var none = await _browser.GetAsync("/incidents/77");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("There is no incident 77.", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("/incidents/1", await TextAsync("/incidents"), StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose()
    {
        _browser.Dispose();
        _handler.Dispose();
        _home.Dispose();
    }

    private Task<HttpResponseMessage> SendAsync(string act, params (string Name, string Value)[] fields) => SendAsync(act, "", fields);

    /// <summary>Opens the room, fills a form in and sends it, with the token that the room has.</summary>
    private async Task<HttpResponseMessage> SendAsync(string act, string query, params (string Name, string Value)[] fields)
    {
        var page = await TextAsync($"/incidents/1{query}");
        var token = Token().Match(page[page.IndexOf($"action=\"/incidents/1#act-{act}\"", StringComparison.Ordinal)..]);
        using var body = new FormUrlEncodedContent([new(token.Groups["name"].Value, token.Groups["value"].Value), new("do", act), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return await _browser.PostAsync($"/incidents/1{query}", body);
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await _browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();
}
