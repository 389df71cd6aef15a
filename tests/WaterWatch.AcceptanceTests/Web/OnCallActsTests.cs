using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>Silences, maintenance windows and overrides over HTTP: made, shown, in force, still there after a restart, ended; or refused as problem details.</summary>
public sealed class OnCallActsTests : IAsyncLifetime, IDisposable
{
    private const string Accounted = "\"by\":\"Chief\",\"reason\":\"lime is dosed\"";

    private readonly ServiceHome _home = new(new TestConfig(1));

    private ServiceProcess _service = null!;

    public async Task InitializeAsync()
    {
        OnDuty.Write(_home.Config, "ana");
        _service = await _home.Start().ReadyAsync();
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_silence_keeps_people_from_being_told_over_a_restart_until_it_is_ended()
    {
        var made = await PostAsync("silences", $$"""{"stations":["s1"],"determinands":["Cd"],"until":"{{Hence(3)}}",{{Accounted}}}""");
        Assert.Equal(("1", "run_time", "in_force", "Yellow", "Chief"), (Text(made, "id"), Text(made, "source"), Text(made, "state"), Text(made, "level_at_most"), Text(made, "by")));
        var window = await PostAsync("maintenance-windows", $$"""{"rivers":["river1"],"conditions":["silent"],"from":"{{Hence(1)}}","until":"{{Hence(4)}}",{{Accounted}}}""");
        Assert.Equal(("2", "coming", "silent"), (Text(window, "id"), Text(window, "state"), window.GetProperty("conditions")[0].GetString()));

        await _service.StopAsync();
        await _service.DisposeAsync();
        _service = await _home.Start().ReadyAsync();
        await using (var sender = new Sender(_home.MqttPort))
        {
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.006");
        }

        Assert.Contains("ana", (await EntryAsync("NotTold")).GetProperty("data").GetProperty("silenced").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("NotificationQueued", await KindsAsync());

        Assert.Equal("ended", Text(await PostAsync("silences/1/end", $"{{{Accounted}}}"), "state"));
        Assert.Equal("StillAbove", (await EntryAsync("NotificationQueued")).GetProperty("data").GetProperty("reason").GetString());
        var listed = Assert.Single(await _service.AllAsync("/api/v1/silences"));
        Assert.Equal(("ended", "Chief"), (Text(listed, "state"), Text(listed, "ended_by")));
        Assert.Single(await _service.AllAsync("/api/v1/maintenance-windows"));
    }

    [Fact]
    public async Task An_override_puts_somebody_on_duty_and_oncall_says_by_what()
    {
        Assert.Equal("ana", await OnDuty.AskAsync(_service));
        var made = await PostAsync("oncall/always/overrides", $$"""{"person":"bo","until":"{{Hence(3)}}",{{Accounted}}}""");
        Assert.Equal(("bo", "in_force", 1), (Text(made, "person"), Text(made, "state"), made.GetProperty("id").GetInt64()));

        var always = (await _service.AllAsync("/api/v1/oncall")).Single(r => Text(r, "rota") == "always");
        Assert.Equal(("bo", "override", "ana"), (Text(always, "person"), Text(always, "because"), Text(always, "next_person")));
        Assert.Equal((1, "Chief"), (always.GetProperty("override").GetProperty("id").GetInt64(), Text(always.GetProperty("override"), "by")));

        await PostAsync("oncall/always/overrides/1/end", $"{{{Accounted}}}");
        Assert.Equal("ana", await OnDuty.AskAsync(_service));
        Assert.Equal("ended", Text(Assert.Single(await _service.AllAsync("/api/v1/oncall/always/overrides")), "state"));
    }

    /// <summary>An override that is made while something is open changes the shift at once.</summary>
    [Fact]
    public async Task A_shift_is_taken_over_and_until_then_oncall_says_from_whom()
    {
        await using (var sender = new Sender(_home.MqttPort))
        {
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.006");
        }

        await PostAsync("oncall/always/overrides", $$"""{"person":"bo","until":"{{Hence(3)}}",{{Accounted}}}""");
        var handOver = (await _service.AllAsync("/api/v1/oncall")).Single(r => Text(r, "rota") == "always").GetProperty("hand_over");
        Assert.Equal(("ana", false, 1), (Text(handOver, "from"), handOver.GetProperty("overdue").GetBoolean(), handOver.GetProperty("incidents")[0].GetInt32()));
        Assert.Equal(TimeSpan.FromMinutes(30), handOver.GetProperty("accept_by").GetDateTimeOffset() - handOver.GetProperty("since").GetDateTimeOffset());

        await PostAsync("oncall/always/accept", """{"by":"Bo","reason":"has read the log"}""");
        Assert.Equal(JsonValueKind.Null, (await _service.AllAsync("/api/v1/oncall")).Single(r => Text(r, "rota") == "always").GetProperty("hand_over").ValueKind);
        Assert.Equal(["ShiftChanged", "HandOverAccepted"], (await KindsAsync()).Where(k => k is "ShiftChanged" or "HandOverAccepted" or "HandOverNotAccepted"));
        using var again = await SendAsync("oncall/always/accept", """{"by":"Bo","reason":"once more"}""");
        Assert.Equal(409, (int)again.StatusCode);
    }

    [Theory]
    [InlineData("silences", """{"until":"soon","by":"a","reason":"b"}""", 400, "until")]
    [InlineData("silences", """{"by":"a","reason":"b"}""", 400, "until")]
    [InlineData("silences", """{"until":"2012-01-15T00:00:00Z","by":"a","reason":"b"}""", 400, "past")]
    [InlineData("silences", """{"until":"LATER","reason":"b"}""", 400, "by")]
    [InlineData("silences", """{"until":"LATER","by":"a"}""", 400, "reason")]
    [InlineData("silences", """{"stations":["s9"],"until":"LATER","by":"a","reason":"b"}""", 400, "s9")]
    [InlineData("silences", """{"rivers":["nile"],"until":"LATER","by":"a","reason":"b"}""", 400, "river1")]
    [InlineData("silences", """{"conditions":["flood"],"until":"LATER","by":"a","reason":"b"}""", 400, "limit_exceedance")]
    [InlineData("silences", """{"determinands":["Xx"],"until":"LATER","by":"a","reason":"b"}""", 400, "Xx")]
    [InlineData("silences", """{"level_at_most":"Purple","until":"LATER","by":"a","reason":"b"}""", 400, "level_at_most")]
    [InlineData("silences/7/end", """{"by":"a","reason":"b"}""", 404, "7")]
    [InlineData("silences/lime/end", """{"by":"a","reason":"b"}""", 404, "people.yaml")]
    [InlineData("maintenance-windows", """{"until":"NEXT WEEK","by":"a","reason":"b"}""", 400, "24 hours")]
    [InlineData("maintenance-windows", """{"level_at_most":"Orange","until":"LATER","by":"a","reason":"b"}""", 400, "never Orange or Red")]
    [InlineData("oncall/night/overrides", """{"person":"bo","until":"LATER","by":"a","reason":"b"}""", 400, "by-day")]
    [InlineData("oncall/always/overrides", """{"person":"zoe","until":"LATER","by":"a","reason":"b"}""", 400, "ana, bo")]
    [InlineData("oncall/always/accept", """{"by":"a","reason":"b"}""", 409, "waits to be accepted")]
    [InlineData("oncall/night/accept", """{"by":"a","reason":"b"}""", 400, "by-day")]
    [InlineData("oncall/always/overrides/7/end", """{"by":"a","reason":"b"}""", 404, "7")]
    public async Task What_cannot_be_done_is_a_problem_that_says_why(string path, string body, int status, string words)
    {
        using var answer = await SendAsync(path, body.Replace("LATER", Hence(2), StringComparison.Ordinal).Replace("NEXT WEEK", Hence(170), StringComparison.Ordinal));
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_describes_them()
    {
        var paths = (await _service.GetAsync("/openapi/v1.json")).GetProperty("paths");
        Assert.All(
            (string[])["silences", "silences/{id}/end", "maintenance-windows", "maintenance-windows/{id}/end", "oncall/{rota}/overrides", "oncall/{rota}/overrides/{id}/end", "oncall/{rota}/accept"],
            path => Assert.NotEmpty(paths.GetProperty($"/api/v1/{path}").GetProperty("post").GetProperty("summary").GetString()!));
    }

    private static string Hence(double hours) => DateTimeOffset.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    private async Task<JsonElement> EntryAsync(string kind) => (await _service.AllAsync("/api/v1/timeline")).First(e => Text(e, "kind") == kind);

    private async Task<IEnumerable<string?>> KindsAsync() => (await _service.AllAsync("/api/v1/timeline")).Select(e => Text(e, "kind"));

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var answer = await SendAsync(path, body);
        Assert.Equal("", answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await _service.Api.PostAsync($"/api/v1/{path}", content);
    }
}
