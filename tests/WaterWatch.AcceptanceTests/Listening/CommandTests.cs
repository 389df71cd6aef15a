using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Listening;

/// <summary>What a station is ordered reaches it, by whatever broker, also over a kill; and those who watch the service hear of its end.</summary>
[Collection(RunningService.Name)]
public class CommandTests
{
    private const string Topic = "waterwatch/v1/river1/s1/command";
    private const string Status = "waterwatch/v1/_service/status";

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_station_gets_its_orders_by_its_own_feed_and_the_answer_is_on_the_timeline(bool isElsewhere)
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = isElsewhere ? await Mosquitto.StartAsync() : null;
        using var home = Home(mosquitto is null ? [] : ServiceHome.FeedAt(mosquitto.Port));
        await using var service = await home.Start().ReadyAsync();
        var port = mosquitto?.Port ?? home.MqttPort;
        await using var station = await Mosquitto.SubscribeAsync(port, "-t", Topic, "-q", "1");
        await using var sender = new Sender(port);
        await sender.PublishCadmiumAsync(1, Now(), "0.02");

        var (interval, again) = (Order(await station.NextAsync()), Order(await station.NextAsync()));
        Assert.Equal((600, "incident 1"), (interval.GetProperty("sample_every_s").GetInt32(), interval.GetProperty("reason").GetString()));
        Assert.Equal(("Cd", "total", "alert 1"), (again.GetProperty("sample_now").GetString(), again.GetProperty("fraction").GetString(), again.GetProperty("reason").GetString()));
        await Eventually.TrueAsync("both answers are on the timeline", async () => (await KindsAsync(service, "CommandSent")).Count == 2);
        Assert.All(await KindsAsync(service, "CommandSent"), e => Assert.Equal($"the broker has taken it for {Topic}", e.GetProperty("data").GetProperty("answer").GetString()));
    }

    [SkippableFact]
    public async Task A_service_that_is_killed_once_it_has_decided_sends_all_the_same_under_the_same_ids()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = Home(ServiceHome.FeedAt(mosquitto.Port));
        await using var station = await Mosquitto.SubscribeAsync(mosquitto.Port, "-t", Topic, "-q", "1");
        await using (var service = await home.Start().ReadyAsync())
        {
            await using var sender = new Sender(mosquitto.Port);
            await sender.PublishCadmiumAsync(1, Now(), "0.02");
            await Eventually.TrueAsync("it is decided", async () => (await KindsAsync(service, "CommandIssued")).Count == 2);
            await service.KillAsync();
        }

        await using var again = await home.Start().ReadyAsync();
        await Eventually.TrueAsync("both answers are on the timeline", async () => (await KindsAsync(again, "CommandSent")).Count == 2);

        // Each may come twice: a station knows it by its id.
        var ids = new HashSet<int>();
        while (ids.Count < 2)
        {
            ids.Add(Order(await station.NextAsync()).GetProperty("id").GetInt32());
        }

        Assert.Equal([1, 2], ids.Order());
        Assert.Equal(2, (await KindsAsync(again, "CommandIssued")).Count);
    }

    [SkippableFact]
    public async Task The_status_topic_says_online_and_by_last_will_offline()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = Home([.. ServiceHome.FeedAt(mosquitto.Port), $"heartbeat.status_topic={Status}"]);
        await using var service = await home.Start().ReadyAsync();
        await using var watcher = await Mosquitto.SubscribeAsync(mosquitto.Port, "-t", Status, "-q", "1");
        while (Order(await watcher.NextAsync()).GetProperty("status").GetString() != "online")
        {
            // Unwell first, until the feed has taken over what the broker kept.
        }

        await service.KillAsync();
        Assert.Equal("offline", Order(await watcher.NextAsync()).GetProperty("status").GetString());
    }

    private static ServiceHome Home(params string[] settings)
    {
        var home = new ServiceHome(new TestConfig(1, Expected: "4h"), settings);
        var river = Path.Combine(home.Config, "rivers", "river1.yaml");
        File.WriteAllText(river, File.ReadAllText(river).Replace("\ndefaults:\n", "\ndefaults:\n  commands: { sample_every: { yellow: 30m, orange: 10m }, sample_again: true }\n", StringComparison.Ordinal));
        return home;
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);

    /// <summary>What follows topic, QoS and the retain flag.</summary>
    private static JsonElement Order(string message) => JsonDocument.Parse(message.Split(' ', 4)[3]).RootElement;

    private static async Task<List<JsonElement>> KindsAsync(ServiceProcess service, string kind) =>
        [.. (await service.AllAsync("/api/v1/timeline")).Where(e => e.GetProperty("kind").GetString() == kind)];
}
