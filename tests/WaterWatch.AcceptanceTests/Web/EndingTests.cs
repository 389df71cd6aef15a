using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>How things come to an end by people: a laboratory's result, an incident closed, what was set aside released or discarded.</summary>
public sealed partial class EndingTests : IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));

    [Fact]
    public async Task A_laboratory_confirms_by_the_API_and_an_incident_is_closed_by_the_criteria_or_by_name()
    {
        await using var service = await _home.Start().ReadyAsync();
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "incidents/1/samples", """
            {"by":"Lu Fang","number":"2012-0115-07","station":"s1","place":"left bank","sampled_at":"2012-01-15T00:30:00Z","sampled_by":"Wei Min","received_at":"2012-01-15T02:00:00Z",
             "results":[{"determinand":"Cd","value":"0.0247","unit":"mg/L","method":"HJ 700-2014","detection_limit":0.00005},{"determinand":"As","fraction":"dissolved","value":"<0.0005","unit":"mg/L"}]}
            """));
        var readings = await service.AllAsync("/api/v1/stations/s1/readings");
        Assert.Equal(["lab", "lab"], readings.Where(r => r.GetProperty("taken_at").GetString() == "2012-01-15T00:30:00Z").Select(r => r.GetProperty("source").GetString()));
        Assert.Equal("Laboratory", (await service.AllAsync("/api/v1/alerts?state=open"))[0].GetProperty("confirmed_by").GetString());
        Assert.Contains("laboratory sample 2012-0115-07 from left bank", WebUtility.HtmlDecode(await service.Api.GetStringAsync("/incidents/1?lang=en")), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(service, "incidents/1/close", """{"by":"Wei Min","reason":"over"}"""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "incidents/1/close", """{"by":"Wei Min","reason":"the river is clean by three laboratories","despite":true}"""));
        var incident = await service.GetAsync("/api/v1/incidents/1");
        Assert.Equal("Closed", incident.GetProperty("state").GetString());
        Assert.Empty(await service.AllAsync("/api/v1/alerts?state=open"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(service, "incidents/1/close", """{"by":"Wei Min","reason":"again"}"""));
        await service.StopAsync();
        Assert.Equal(0, (await CommandRun.RunAsync("audit", "verify", "--data", _home.Data)).ExitCode);
    }

    [Fact]
    public async Task What_came_from_an_unknown_station_is_released_by_a_form_once_it_is_configured_and_no_second_time()
    {
        await using (var before = await _home.Start().ReadyAsync())
        {
            await using (var sender = new Sender(_home.MqttPort))
            {
                await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.02");
                await sender.PublishAsync(TestConfig.Topic(1), "half a mess");
            }

            Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(before, "set-aside/1/release", """{"by":"Wei Min","reason":"try"}"""));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(before, "set-aside/2/discard", """{"by":"Wei Min","reason":"a bench test"}"""));
            Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(before, "set-aside/2/discard", """{"by":"Wei Min","reason":"again"}"""));
            Assert.Equal([1], (await before.AllAsync("/api/v1/set-aside?state=open")).Select(s => s.GetProperty("id").GetInt64()));
            await before.StopAsync();
        }

        new TestConfig(2).Write(_home.Config);
        await using var service = await _home.Start().ReadyAsync();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Api.BaseAddress };
        using var refused = await DecideAsync(browser, 1, "release", ("by", "Wei Min"), ("reason", " "));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("It does not say why", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var released = await DecideAsync(browser, 1, "release", ("by", "Wei Min"), ("reason", "configured now"));
        Assert.Equal((HttpStatusCode.SeeOther, "/set-aside/1?done=release"), (released.StatusCode, released.Headers.Location!.ToString()));
        Assert.Contains("was released; readings taken: 1, by Wei Min: configured now", await browser.GetStringAsync("/set-aside/1?lang=en"), StringComparison.Ordinal);
        Assert.Equal("2012-01-15T00:00:00Z", (await service.AllAsync("/api/v1/incidents"))[0].GetProperty("opened_at").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(service, "set-aside/1/release", """{"by":"Wei Min","reason":"again"}"""));
        Assert.Empty(await service.AllAsync("/api/v1/set-aside?state=open"));
    }

    public void Dispose() => _home.Dispose();

    private static async Task<HttpStatusCode> StatusAsync(ServiceProcess service, string path, string body)
    {
        using var answer = await service.Api.PostAsync($"/api/v1/{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> DecideAsync(HttpClient browser, long id, string what, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await browser.GetStringAsync($"/set-aside/{id}?lang=en")).Groups[1].Value;
        using var body = new FormUrlEncodedContent(fields.Append(("do", what)).Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await browser.PostAsync($"/set-aside/{id}", body);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
