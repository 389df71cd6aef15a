using System.Net.Http.Json;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>What people do over HTTP: done, told on the timeline, and still there after a restart; or refused as problem details.</summary>
public sealed class ActsTests(ActsService acts) : IClassFixture<ActsService>
{
    [Fact]
    public async Task Acts_are_done_told_and_kept_over_a_restart()
    {
        Assert.Equal(2, (await DoneAsync("incidents/1/split", """{"alerts":[2],"by":"Chen Jing","reason":"lead is of the old mine"}""")).GetProperty("incident").GetInt64());
        Assert.Equal(1, (await DoneAsync("incidents/2/merge", """{"into":1,"by":"Chen Jing","reason":"it is not"}""")).GetProperty("incident").GetInt64());
        await DoneAsync("incidents/1/measures", """{"kind":"dam_operation","dam":"place1","operation":"release","factor":0.6,"at":"2012-01-15T01:00:00Z","by":"Wei Min","reason":"to thin it"}""");
        await DoneAsync("incidents/1/response-level", """{"level":"II","by":"Wei Min","reason":"a key basin"}""");
        await DoneAsync("incidents/1/duties/1/stop", """{"by":"Huang Li","reason":"reported by fax"}""");
        await DoneAsync("alerts/1/acknowledge", """{"by":"Huang Li","reason":"on it"}""");
        await DoneAsync("incidents/1/acknowledge/withdraw", """{"by":"Huang Li","reason":"called away"}""");
        await DoneAsync("incidents/1/acknowledge", """{"by":"Wei Min","reason":"on it"}""");

        await acts.RestartAsync();

        var incident = await acts.Service.GetAsync("/api/v1/incidents/1");
        Assert.Equal(("II", "Open"), (incident.GetProperty("response_level").GetString(), incident.GetProperty("state").GetString()));
        Assert.Equal(1, (await acts.Service.GetAsync("/api/v1/incidents/2")).GetProperty("merged_into").GetInt64());
        var duties = await acts.Service.AllAsync("/api/v1/incidents/1/duties");
        Assert.Equal(
            [("decree/unknown", "I/II", "stopped", "Huang Li"), ("decree/graded", "II", "running", null)],
            duties.Select(d => (d.GetProperty("rule").GetString()!, d.GetProperty("grade").GetString()!, d.GetProperty("state").GetString()!, d.GetProperty("stopped_by").GetString())));
        Assert.Equal(TimeSpan.FromHours(2), duties[1].GetProperty("due_at").GetDateTimeOffset() - duties[1].GetProperty("started_at").GetDateTimeOffset());
        Assert.Equal(["ministry"], duties[1].GetProperty("recipients").EnumerateArray().Select(r => r.GetString()));
        Assert.All(await acts.Service.AllAsync("/api/v1/alerts?state=open"), a => Assert.Equal("Wei Min", a.GetProperty("acknowledged_by").GetString()));
        var kinds = (await acts.Service.AllAsync("/api/v1/incidents/1/timeline")).Select(e => e.GetProperty("kind").GetString()).ToList();
        Assert.All(
            (string[])["DutyOpened", "IncidentSplit", "IncidentMerged", "DamOperated", "ResponseLevelDeclared", "DutyStopped", "Acknowledged", "AcknowledgementWithdrawn"], kind => Assert.Contains(kind, kinds));
    }

    [Theory]
    [InlineData("incidents/1/merge", """{"into":7,"by":"a","reason":"b"}""", 404, "7")]
    [InlineData("incidents/1/merge", """{"into":1,"by":"a","reason":"b"}""", 400, "itself")]
    [InlineData("incidents/1/merge", """{"by":"a","reason":"b"}""", 400, "into")]
    [InlineData("incidents/1/merge", """{"into":"x"}""", 400, "")]
    [InlineData("incidents/1/split", """{"station":"s1","by":"a","reason":"b"}""", 409, "all")]
    [InlineData("incidents/1/split", """{"alerts":[1],"by":"","reason":"b"}""", 400, "by")]
    [InlineData("incidents/1/split", """{"alerts":[1],"by":"a"}""", 400, "reason")]
    [InlineData("incidents/1/measures", """{"kind":"prayer","by":"a","reason":"b"}""", 400, "Dosing")]
    [InlineData("incidents/1/measures", """{"kind":"intake_closed","by":"a","reason":"b"}""", 400, "what")]
    [InlineData("incidents/1/samples", """{"by":"a"}""", 400, "sampled_at")]
    [InlineData("incidents/1/samples", """{"by":"a","sampled_at":"2012-01-15T00:00:00Z","number":"1","station":"s1","results":[{"determinand":"Cd","value":0.0002,"unit":"mg/L","detection_limit":0.0005}]}""", 400, "<0.0005")]
    [InlineData("incidents/9/close", """{"by":"a","reason":"b"}""", 404, "9")]
    [InlineData("incidents/1/close", """{"by":"a","reason":"b"}""", 409, "duty")]
    [InlineData("alerts/99/clear", """{"by":"a","reason":"b"}""", 404, "99")]
    [InlineData("set-aside/99/release", """{"by":"a","reason":"b"}""", 404, "99")]
    [InlineData("incidents/1/measures", """{"kind":"dam_operation","dam":"place9","operation":"hold","by":"a","reason":"b"}""", 400, "place1")]
    [InlineData("incidents/1/measures", """{"kind":"dam_operation","dam":"place1","operation":"open","by":"a","reason":"b"}""", 400, "operation")]
    [InlineData("incidents/1/response-level", """{"level":"V","by":"a","reason":"b"}""", 400, "level")]
    [InlineData("incidents/9/response-level", """{"level":"II","by":"a","reason":"b"}""", 404, "9")]
    [InlineData("incidents/1/reports", """{"medium":"fax","to":["x"],"by":"a","reason":"b"}""", 400, "report")]
    [InlineData("incidents/1/reports", """{"report":"initial","to":[],"by":"a","reason":"b"}""", 400, "medium")]
    [InlineData("incidents/1/reports", """{"report":"initial","medium":"fax","to":["x"],"duty":9,"by":"a","reason":"b"}""", 404, "9")]
    [InlineData("incidents/9/publish", """{"by":"a","reason":"b"}""", 404, "9")]
    [InlineData("incidents/1/publish", """{"by":"a"}""", 400, "reason")]
    [InlineData("incidents/1/withdraw", """{"by":"a","reason":"b"}""", 409, "public")]
    [InlineData("incidents/9/acknowledge", """{"by":"a","reason":"b"}""", 404, "9")]
    [InlineData("alerts/99/acknowledge", """{"by":"a","reason":"b"}""", 404, "99")]
    [InlineData("alerts/1/acknowledge", """{"reason":"b"}""", 400, "by")]
    [InlineData("incidents/1/notes", """{"text":" ","by":"a"}""", 400, "text")]
    [InlineData("incidents/1/notes", """{"text":"seen"}""", 400, "by")]
    [InlineData("incidents/9/notes", """{"text":"seen","by":"a"}""", 404, "9")]
    [InlineData("incidents/1/duties/9/stop", """{"by":"a","reason":"b"}""", 404, "9")]
    public async Task What_cannot_be_done_is_a_problem_that_says_why(string path, string body, int status, string words)
    {
        using var answer = await PostAsync(path, body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_on_the_timeline_as_it_was_written_and_no_formula_in_a_table()
    {
        const string text = "=1+1\r\n<script>alert(1)</script>\u202E\0 死鱼";
        await DoneAsync("incidents/1/notes", JsonSerializer.Serialize(new { text, by = "=Ana" }));

        var note = (await acts.Service.AllAsync("/api/v1/incidents/1/timeline")).Last(e => e.GetProperty("kind").GetString() == "NoteAdded");
        Assert.Equal((text, "=Ana"), (note.GetProperty("data").GetProperty("text").GetString(), note.GetProperty("by").GetString()));
        var row = (await acts.Service.Api.GetStringAsync("/api/v1/incidents/1/timeline?format=csv")).Split("\r\n").Last(l => l.Contains("NoteAdded", StringComparison.Ordinal));
        Assert.Contains(",'=Ana,", row, StringComparison.Ordinal);
        Assert.DoesNotContain(row, letter => letter == '\0' || letter == '\u202E');
    }

    /// <summary>The sender waits to be told to go on, and is told that it need not.</summary>
    [Fact]
    public async Task A_note_of_ten_megabytes_is_refused_before_it_is_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/incidents/1/notes");
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent($$"""{"text":"{{new string('a', 10_000_000)}}","by":"a"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await acts.Service.Api.SendAsync(request);

        Assert.Equal((413, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("256 KiB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await DoneAsync("incidents/1/notes", $$"""{"text":"{{new string('死', 20_000)}}","by":"a"}""");
    }

    [Fact]
    public async Task OpenApi_describes_the_acts()
    {
        var paths = (await acts.Service.GetAsync("/openapi/v1.json")).GetProperty("paths");
        Assert.All((string[])["merge", "split", "measures", "response-level", "publish", "withdraw", "reports", "duties/{duty}/stop", "notes", "samples", "close", "acknowledge", "acknowledge/withdraw"], act => Assert.NotEmpty(
            paths.GetProperty($"/api/v1/incidents/{{id}}/{act}").GetProperty("post").GetProperty("summary").GetString()!));
        Assert.True(paths.GetProperty("/api/v1/incidents/{id}/duties").TryGetProperty("get", out _));
    }

    private async Task<JsonElement> DoneAsync(string path, string body)
    {
        using var answer = await PostAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        acts.Service.Api.PostAsync($"/api/v1/{path}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
}
