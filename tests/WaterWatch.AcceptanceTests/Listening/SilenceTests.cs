using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Listening;

/// <summary>A silent station is a condition of its own; a lost feed is not a silent river (promise 3).</summary>
[Collection(RunningService.Name)]
public class SilenceTests
{
    [Fact]
    public async Task A_station_that_falls_silent_is_told_and_cleared_when_it_is_heard_again()
    {
        using var home = new ServiceHome(new TestConfig(1, Expected: "2s"));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.001");
        Assert.DoesNotContain(await SilentAsync(service), key => key == "s1 ");

        await Eventually.TrueAsync("the station is silent", async () => (await SilentAsync(service)).Contains("s1 "));
        Assert.Equal("Unknown", (await service.GetAsync("/api/v1/stations/s1")).GetProperty("level").GetString());

        await sender.PublishCadmiumAsync(1, "2012-01-15T00:15:00Z", "0.001");
        Assert.DoesNotContain(await SilentAsync(service), key => key == "s1 ");
        Assert.Contains(await service.AllAsync("/api/v1/timeline"), e =>
            e.GetProperty("kind").GetString() == "AlertCleared" && e.GetProperty("data").GetProperty("reason").GetString() == "HeardAgain");
    }

    [SkippableFact]
    public async Task A_lost_feed_is_told_and_makes_no_station_silent()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = new ServiceHome(new TestConfig(2, Expected: "2s"), ServiceHome.FeedAt(mosquitto.Port));
        await using var service = await home.Start().ReadyAsync();
        await using (var sender = new Sender(mosquitto.Port))
        {
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.001");
            await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.001");
            await Eventually.TrueAsync("both are heard", async () => (await service.AllAsync("/api/v1/stations")).All(s => s.GetProperty("last_heard_at").GetString() is not null));
        }

        await mosquitto.StopAsync();
        await Eventually.TrueAsync("the loss is on the timeline", () => HasAsync(service, "FeedLost"));
        using (var ready = await service.Api.GetAsync("/readyz"))
        {
            Assert.Equal(503, (int)ready.StatusCode);
            Assert.Contains("Feed local is not listening", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var silentThen = await SilentAsync(service);
        var lostSince = await SinceAsync(service);
        var later = DateTimeOffset.UtcNow.AddSeconds(7);
        await Eventually.TrueAsync("three and a half intervals have passed", () => Task.FromResult(DateTimeOffset.UtcNow > later));
        Assert.Equal(silentThen, await SilentAsync(service));

        // Each vain attempt to come back is not a new loss: the alert for a feed that is lost for so long would never be due.
        Assert.Equal(lostSince, await SinceAsync(service));

        await mosquitto.StartAgainAsync();
        await Eventually.TrueAsync("the feed is back", () => HasAsync(service, "FeedRestored"));
        await service.ReadyAsync();
        await Eventually.TrueAsync("now silence is judged again", async () => (await SilentAsync(service)).Contains("s1 "));
    }

    private static async Task<IReadOnlyList<string>> SilentAsync(ServiceProcess service) =>
        [.. (await service.AllAsync("/api/v1/alerts?state=open")).Where(a => a.GetProperty("condition").GetString() == "Silent")
            .Select(a => $"{a.GetProperty("station").GetString()} {a.GetProperty("determinand").GetString()}").Order(StringComparer.Ordinal)];

    private static async Task<string?> SinceAsync(ServiceProcess service)
    {
        using var answer = await service.Api.GetAsync("/readyz");
        using var readiness = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return Assert.Single(readiness.RootElement.GetProperty("feeds").EnumerateArray()).GetProperty("since").GetString();
    }

    private static async Task<bool> HasAsync(ServiceProcess service, string kind) =>
        (await service.AllAsync("/api/v1/timeline")).Any(e => e.GetProperty("kind").GetString() == kind);
}
