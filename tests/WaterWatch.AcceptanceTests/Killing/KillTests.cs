using System.Diagnostics;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>
/// Promise 1: what was acknowledged is stored exactly once and decided as if nothing had happened, wherever the service is killed: by MQTT with QoS 1 and 2, and by HJ 212 over TCP. Issue 1, criterion 3.
/// </summary>
[Collection(KilledService.Name)]
public class KillTests(ITestOutputHelper output)
{
    private const int Stations = 6;
    private const int MessagesAKill = 350;

    private static readonly int s_kills = Repository.IsLong ? 100 : 6;
    private static readonly Lazy<IReadOnlyList<StationLoad>> s_loads = new(() => [.. Enumerable.Range(1, Stations).Select(i => new StationLoad(i, MessagesAKill * (s_kills + 1), isDevice: i % 3 == 2))]);
    private static readonly Lazy<Task<Record>> s_undisturbed = new(UndisturbedAsync);

    [Fact]
    public async Task Killed_at_random_moments_with_the_embedded_broker_it_loses_nothing_and_doubles_nothing()
    {
        using var home = Home(out var devices);
        await KilledAgainAndAgainAsync(home, home.MqttPort, devices);
    }

    [SkippableFact]
    public async Task Killed_at_random_moments_behind_mosquitto_it_loses_nothing_and_doubles_nothing()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = Home(out var devices, ServiceHome.FeedAt(mosquitto.Port));

        // A session that was never made keeps nothing: the first start makes it.
        await using (var first = await home.Start().ReadyAsync())
        {
            await first.StopAsync();
        }

        await KilledAgainAndAgainAsync(home, mosquitto.Port, devices);
    }

    /// <param name="devices">The port at which devices call.</param>
    private static ServiceHome Home(out int devices, params string[] settings)
    {
        devices = FreePort.Next();
        return new ServiceHome(new TestConfig(Stations) { Devices = s_loads.Value.Where(l => l.IsDevice).ToDictionary(l => l.Number, l => l.Device) }, [.. settings, "feeds.1.name=devices", $"feeds.1.listen=127.0.0.1:{devices}"]);
    }

    private async Task KilledAgainAndAgainAsync(ServiceHome home, int port, int devices)
    {
        var undisturbed = await s_undisturbed.Value;
        var seed = Environment.GetEnvironmentVariable("WATERWATCH_TEST_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
        output.WriteLine($"WATERWATCH_TEST_SEED={seed}, {s_kills} kills, {Stations} stations, {s_loads.Value.Sum(l => l.Payloads.Count)} messages");
        var moments = new Random(seed);
        var started = Stopwatch.GetTimestamp();

        var service = home.Start();
        await using (var rivers = new Rivers(s_loads.Value, port, devices))
        {
            for (var kill = 0; kill < s_kills; kill++)
            {
                await MomentAsync(service, rivers, kill, moments);
                await service.KillAsync();
                await service.DisposeAsync();
                service = home.Start();
            }

            await rivers.CompleteAsync();
        }

        await using (service)
        {
            await EverythingHasComeAsync(service);
            var record = await Record.ReadAsync(service, s_loads.Value);
            output.WriteLine($"{s_kills} kills took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; {record.Readings.Count} readings, {record.Timeline.Count} entries");
            await service.StopAsync();
            Compare(undisturbed, record);
        }

        var audit = Audit.Verify(home.Data);
        Assert.True(audit.IsIntact, audit.FirstBroken);
    }

    /// <summary>One of five kills strikes while the service starts, the others while it works.</summary>
    private static async Task MomentAsync(ServiceProcess service, Rivers rivers, int kill, Random moments)
    {
        // The moment itself is what the test tries: so it is a wait of random length, counted from a random acknowledgement.
        if (moments.Next(5) == 0)
        {
            rivers.Allow((kill + 1) * MessagesAKill);
            await Task.Delay(moments.Next(1500));
            return;
        }

        await service.SaidReadyAsync();
        rivers.Allow((kill + 1) * MessagesAKill);
        await rivers.AcknowledgedAsync(Stations * (kill * MessagesAKill + moments.Next(MessagesAKill * 9 / 10)));
        await Task.Delay(moments.Next(40));
    }

    private static void Compare(Record undisturbed, Record record)
    {
        var sent = s_loads.Value.SelectMany(l => l.Versions.Select(v => Record.Version(l.Station, v)));
        Record.Same("readings that were sent, each once", sent, record.Readings.Select(Record.VersionOf));
        Record.Same("readings with flags and judgement", undisturbed.Readings, record.Readings);
        Record.Same("timeline", undisturbed.Timeline, record.Timeline);
        Assert.Equal(undisturbed.Timeline, record.Timeline);
    }

    private static async Task<Record> UndisturbedAsync()
    {
        using var home = Home(out var devices);
        await using var service = await home.Start().ReadyAsync();
        await using (var rivers = new Rivers(s_loads.Value, home.MqttPort, devices))
        {
            await rivers.CompleteAsync();
        }

        await EverythingHasComeAsync(service);
        var record = await Record.ReadAsync(service, s_loads.Value);
        await service.StopAsync();
        Assert.Contains(record.Timeline, e => e.Contains(" AlertCleared ", StringComparison.Ordinal));
        Assert.Contains(record.Timeline, e => e.Contains(" ReadingCorrected ", StringComparison.Ordinal));
        return record;
    }

    private static async Task EverythingHasComeAsync(ServiceProcess service)
    {
        await service.ReadyAsync();
        foreach (var load in s_loads.Value)
        {
            await Eventually.TrueAsync($"the last message of {load.Station} has come", async () =>
                (await service.GetAsync($"/api/v1/stations/{load.Station}/readings?from={load.LastAt:yyyy-MM-dd'T'HH:mm:ss'Z'}")).GetProperty("items").GetArrayLength() > 0);
        }
    }
}
