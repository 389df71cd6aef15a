using System.Text;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Storing;

/// <summary>No message stops the service: whatever a station sends is answered, kept or set aside, and what comes after it is taken as ever.</summary>
[Collection(RunningService.Name)]
public class PoisonTests(ITestOutputHelper output)
{
    private const string Time = "2012-01-15T00:00:00Z";

    private static readonly string[] s_values =
    [
        "79228162514264337593543950335", "-79228162514264337593543950335", "1e28", "1e400", "-1e400", "1e-400", "0.0000000000000000000000000001", "-0", "\"<79228162514264337593543950335\"",
        "\">0\"", "\"NaN\"", "\"Infinity\"", "null", "true", "[]", "{}", "\"\"", "\"<\"", "\"< 0.1\"", "\"０.１\"", "\"\\ud800\"", "\"\\u0000\"", new string('9', 5000),
    ];

    [Fact]
    public async Task Whatever_a_station_sends_is_answered_and_the_next_message_is_taken()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        var sent = 0;
        foreach (var payload in Payloads())
        {
            output.WriteLine(payload.Length > 100 ? payload[..100] : payload);
            await sender.PublishAsync(TestConfig.Topic(1), payload);
            Assert.True(await service.IsReadyAsync(), payload);
            await sender.PublishCadmiumAsync(1, $"2012-02-01T{sent / 60:00}:{sent % 60:00}:00Z", "0.001");
            sent++;
        }

        Assert.Equal(sent, (await service.AllAsync("/api/v1/stations/s1/readings?from=2012-02-01T00:00:00Z&to=2012-03-01T00:00:00Z")).Count);
        foreach (var collection in (string[])["stations", "stations/s1/readings", "alerts", "incidents", "timeline", "set-aside"])
        {
            await service.AllAsync($"/api/v1/{collection}");
        }

        await service.GetAsync("/api/v1/stations/s1/readings?every=1d");
        await service.Api.GetStringAsync("/api/v1/stations/s1/readings?format=csv");
        await service.StopAsync();
        var audit = Audit.Verify(home.Data);
        Assert.True(audit.IsIntact, audit.FirstBroken);

        await using var again = await home.Start().ReadyAsync();
    }

    private static IEnumerable<string> Payloads()
    {
        foreach (var value in s_values)
        {
            yield return $$"""{"taken_at":"{{Time}}","readings":[{"determinand":"Cd","value":{{value}},"unit":"mg/L"}]}""";
            yield return $$"""{"taken_at":"{{Time}}","readings":[{"determinand":"Pb","value":{{value}},"unit":"kg/m3"}]}""";
            yield return $$"""{"taken_at":"{{Time}}","readings":[{"determinand":"Cd","value":0.4,"unit":{{value}},"mark":{{value}},"source":{{value}},"fraction":{{value}}}]}""";
            yield return $$"""{"taken_at":{{value}},"readings":[{"determinand":{{value}},"value":0.4,"period_s":{{value}}}]}""";
        }

        foreach (var time in (string[])["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "1969-12-31T23:59:59.9999999Z", "2012-02-30T00:00:00Z", "2012-01-15T24:00:00", "2012-06-30T23:59:60Z"])
        {
            yield return $$"""{"taken_at":"{{time}}","readings":[{"determinand":"Cd","value":0.4,"unit":"mg/L"},{"determinand":"Cd","value":0.001,"unit":"mg/L"}]}""";
        }

        yield return "";
        yield return "null";
        yield return "[[[[[[";
        yield return new string('[', 100_000);
        yield return """{"taken_at":"2012-01-15T00:00:00Z","readings":[""" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"determinand":"Cd","value":0.{{i}}1,"unit":"mg/L"}""")) + "]}";
        yield return $$"""{"taken_at":"{{Time}}","readings":[{"determinand":"Cd","value":0.4,"unit":"mg/L","source":"{{new string('x', 70_000)}}"}]}""";
        yield return Encoding.UTF8.GetString([0xEF, 0xBB, 0xBF]) + $$"""{"taken_at":"{{Time}}","readings":[{"determinand":"As","value":0.4,"unit":"mg/L"}]}""";
    }
}
