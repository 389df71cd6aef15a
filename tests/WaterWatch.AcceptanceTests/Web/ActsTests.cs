using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>What people do over HTTP: done, told on the timeline, and still there after a restart; or refused as problem details.</summary>
public sealed class ActsTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));
    private ServiceProcess _service = null!;

    public async Task InitializeAsync()
    {
        // A river whose incidents must be reported, and which has a dam.
        var river = Path.Combine(_home.Config, "rivers", "river1.yaml");
        var text = await File.ReadAllTextAsync(river);
        await File.WriteAllTextAsync(
            river, text.Replace("time_zone: Asia/Shanghai", "time_zone: Asia/Shanghai\nduties: [decree]", StringComparison.Ordinal).Replace("zh: 地点1 } }", "zh: 地点1 }, dam: true }", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(_home.Config, "duties"));
        await File.WriteAllTextAsync(Path.Combine(_home.Config, "duties", "decree.yaml"), """
            duties: decree
            version: "1"
            effective: 2011-05-01
            provenance: made up
            verified: true
            rules:
              - { id: unknown, title: { en: first report, zh: 初报 }, trigger: { determinands: [Cd] }, grade: I/II, deadline: 2h, recipients: [{ en: own government, zh: 本级人民政府 }] }
              - { id: graded, title: { en: graded report, zh: 报告 }, trigger: { response_levels: [II] }, deadline: 2h, recipients: [{ en: ministry, zh: 环境保护部 }] }
            """);
        _service = await _home.Start().ReadyAsync();
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await sender.PublishAsync(TestConfig.Topic(1), """{"taken_at":"2012-01-15T00:00:00Z","readings":[{"determinand":"Pb","value":0.2,"unit":"mg/L"}]}""");
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Acts_are_done_told_and_kept_over_a_restart()
    {
        Assert.Equal(2, (await DoneAsync("incidents/1/split", """{"alerts":[2],"by":"Chen Jing","reason":"lead is of the old mine"}""")).GetProperty("incident").GetInt64());
        Assert.Equal(1, (await DoneAsync("incidents/2/merge", """{"into":1,"by":"Chen Jing","reason":"it is not"}""")).GetProperty("incident").GetInt64());
        await DoneAsync("incidents/1/measures", """{"kind":"dam_operation","dam":"place1","operation":"release","factor":0.6,"at":"2012-01-15T01:00:00Z","by":"Wei Min","reason":"to thin it"}""");
        await DoneAsync("incidents/1/response-level", """{"level":"II","by":"Wei Min","reason":"a key basin"}""");
        await DoneAsync("incidents/1/duties/1/stop", """{"by":"Huang Li","reason":"reported by fax"}""");

        await _service.StopAsync();
        await _service.DisposeAsync();
        _service = await _home.Start().ReadyAsync();

        var incident = await _service.GetAsync("/api/v1/incidents/1");
        Assert.Equal(("II", "Open"), (incident.GetProperty("response_level").GetString(), incident.GetProperty("state").GetString()));
        Assert.Equal(1, (await _service.GetAsync("/api/v1/incidents/2")).GetProperty("merged_into").GetInt64());
        var duties = await _service.AllAsync("/api/v1/incidents/1/duties");
        Assert.Equal(
            [("decree/unknown", "I/II", "stopped", "Huang Li"), ("decree/graded", "II", "running", null)],
            duties.Select(d => (d.GetProperty("rule").GetString()!, d.GetProperty("grade").GetString()!, d.GetProperty("state").GetString()!, d.GetProperty("stopped_by").GetString())));
        Assert.Equal(TimeSpan.FromHours(2), duties[1].GetProperty("due_at").GetDateTimeOffset() - duties[1].GetProperty("started_at").GetDateTimeOffset());
        Assert.Equal(["ministry"], duties[1].GetProperty("recipients").EnumerateArray().Select(r => r.GetString()));
        var kinds = (await _service.AllAsync("/api/v1/incidents/1/timeline")).Select(e => e.GetProperty("kind").GetString()).ToList();
        Assert.All(
            (string[])["DutyOpened", "IncidentSplit", "IncidentMerged", "DamOperated", "ResponseLevelDeclared", "DutyStopped"], kind => Assert.Contains(kind, kinds));
    }

    [Theory]
    [InlineData("incidents/1/merge", """{"into":7,"by":"a","reason":"b"}""", 404, "7")]
    [InlineData("incidents/1/merge", """{"into":1,"by":"a","reason":"b"}""", 400, "itself")]
    [InlineData("incidents/1/merge", """{"by":"a","reason":"b"}""", 400, "into")]
    [InlineData("incidents/1/merge", """{"into":"x"}""", 400, "")]
    [InlineData("incidents/1/split", """{"station":"s1","by":"a","reason":"b"}""", 409, "all")]
    [InlineData("incidents/1/split", """{"alerts":[1],"by":"","reason":"b"}""", 400, "by")]
    [InlineData("incidents/1/split", """{"alerts":[1],"by":"a"}""", 400, "reason")]
    [InlineData("incidents/1/measures", """{"kind":"dosing","by":"a","reason":"b"}""", 400, "dam_operation")]
    [InlineData("incidents/1/measures", """{"kind":"dam_operation","dam":"place9","operation":"hold","by":"a","reason":"b"}""", 400, "place1")]
    [InlineData("incidents/1/measures", """{"kind":"dam_operation","dam":"place1","operation":"open","by":"a","reason":"b"}""", 400, "operation")]
    [InlineData("incidents/1/response-level", """{"level":"V","by":"a","reason":"b"}""", 400, "level")]
    [InlineData("incidents/9/response-level", """{"level":"II","by":"a","reason":"b"}""", 404, "9")]
    [InlineData("incidents/1/duties/9/stop", """{"by":"a","reason":"b"}""", 404, "9")]
    public async Task What_cannot_be_done_is_a_problem_that_says_why(string path, string body, int status, string words)
    {
        using var answer = await PostAsync(path, body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_describes_the_acts()
    {
        var paths = (await _service.GetAsync("/openapi/v1.json")).GetProperty("paths");
        Assert.All((string[])["merge", "split", "measures", "response-level", "duties/{duty}/stop"], act => Assert.NotEmpty(
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
        _service.Api.PostAsync($"/api/v1/{path}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
}
