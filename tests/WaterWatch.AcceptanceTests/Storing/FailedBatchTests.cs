using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;

namespace WaterWatch.AcceptanceTests.Storing;

/// <summary>A log that cannot be written, as on a full disk: nothing is acknowledged, everybody can see why, and when there is room again everything arrives once.</summary>
[Collection(RunningService.Name)]
public class FailedBatchTests
{
    private const int Messages = 40;

    // Less than one page of the log: nothing can be written past it.
    private const string NoRoom = "2048";

    [Fact]
    public async Task With_the_embedded_broker_nothing_is_acknowledged_until_it_is_stored()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.001");
        await service.LimitFilesAsync(NoRoom);

        var published = PublishAll(sender);
        await CannotStoreAsync(service);
        Assert.DoesNotContain(published, p => p.IsCompleted);
        Assert.Single(await service.AllAsync("/api/v1/stations/s1/readings"));

        await service.LimitFilesAsync("unlimited");
        await Task.WhenAll(published);
        await ArrivedOnceAsync(service, home);
    }

    [SkippableFact]
    public async Task Behind_mosquitto_what_could_not_be_stored_comes_again()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = new ServiceHome(new TestConfig(1), ServiceHome.FeedAt(mosquitto.Port));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(mosquitto.Port);
        await sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.001");
        await Eventually.TrueAsync("the first message is stored", async () => (await service.AllAsync("/api/v1/stations/s1/readings")).Count == 1);
        await service.LimitFilesAsync(NoRoom);

        await Task.WhenAll(PublishAll(sender));
        await CannotStoreAsync(service);

        await service.LimitFilesAsync("unlimited");
        await ArrivedOnceAsync(service, home);
    }

    [Fact]
    public async Task Stopped_while_nothing_can_be_stored_it_ends_and_what_was_acknowledged_is_there()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using (var service = await home.Start().ReadyAsync())
        {
            await using var sender = new Sender(home.MqttPort);
            await sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.001");
            await service.LimitFilesAsync(NoRoom);
            _ = PublishAll(sender);
            await CannotStoreAsync(service);
            await service.StopAsync();
        }

        await using var again = await home.Start().ReadyAsync();
        Assert.Single(await again.AllAsync("/api/v1/stations/s1/readings"));
    }

    private static List<Task> PublishAll(Sender sender) =>
        [.. Enumerable.Range(0, Messages).Select(i => sender.PublishCadmiumAsync(1, $"2012-01-15T00:{i:00}:00Z", $"0.00{i + 10}"))];

    private static async Task CannotStoreAsync(ServiceProcess service)
    {
        await Eventually.TrueAsync("several batches have failed", async () => (await Metrics.ReadAsync(service))["waterwatch_batches_failed_total"] >= 2);
        using var ready = await service.Api.GetAsync("/readyz");
        var text = await ready.Content.ReadAsStringAsync();
        Assert.Equal(503, (int)ready.StatusCode);
        var reasons = JsonDocument.Parse(text).RootElement.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!).ToList();
        Assert.Contains(reasons, r => r.Contains("cannot be written", StringComparison.Ordinal) && r.Contains("waterwatch.db", StringComparison.Ordinal));
        Assert.Equal(0, (await Metrics.ReadAsync(service))["waterwatch_storage_up"]);
        using var alive = await service.Api.GetAsync("/healthz");
        Assert.True(alive.IsSuccessStatusCode);
    }

    private static async Task ArrivedOnceAsync(ServiceProcess service, ServiceHome home)
    {
        await Eventually.TrueAsync("everything has arrived", async () => (await service.AllAsync("/api/v1/stations/s1/readings")).Count >= Messages + 1);
        await service.ReadyAsync();
        var readings = await service.AllAsync("/api/v1/stations/s1/readings");
        Assert.Equal(
            ["0.001", .. Enumerable.Range(10, Messages).Select(i => $"0.00{i}")],
            readings.Select(r => r.GetProperty("value").GetRawText()));
        await service.StopAsync();
        var audit = Audit.Verify(home.Data);
        Assert.True(audit.IsIntact, audit.FirstBroken);
    }
}
