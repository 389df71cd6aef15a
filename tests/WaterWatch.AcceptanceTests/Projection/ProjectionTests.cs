using System.Globalization;
using WaterWatch.AcceptanceTests.Dashboards;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Projection;

/// <summary>The whole service beside a real InfluxDB 1.6: what it writes is what the dashboards are promised, and nothing ever waits for it.</summary>
[Collection(KilledService.Name)]
public sealed class ProjectionTests
{
    private static readonly TimeSpan s_away = Repository.IsLong ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(2);

    /// <summary>Nothing unreadable comes in here.</summary>
    private const string NotHere = "service_shape";

    [SkippableFact]
    public async Task A_database_that_is_killed_under_load_holds_nothing_up_and_ends_with_what_the_record_has()
    {
        Influxd.RequireOrSkip();
        await using var influxd = await Influxd.StartAsync();
        using var home = new ServiceHome(new TestConfig(2), $"influxdb.url={influxd.Url}");
        await using var load = new Load(home.MqttPort);
        await using (var service = await home.Start().ReadyAsync())
        {
            await load.SentAsync(20);
            await CaughtUpAsync(service);
            await influxd.KillAsync();
            await load.SentAsync(20);
            await Eventually.TrueAsync("the database is known to be away", async () => (await Metrics.ReadAsync(service))["waterwatch_projection_up"] == 0);

            await AlertsAsync(home, service);
            Assert.Equal(0, (await Metrics.ReadAsync(service))["waterwatch_projection_up"]);
            Assert.True(await service.IsReadyAsync());
            Assert.Contains("time-series database", (await service.GetAsync("/readyz")).GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
            await Task.Delay(s_away);
            await service.KillAsync();
        }

        await using var again = await home.Start().ReadyAsync();
        await load.SentAsync(20);
        Assert.True((await Metrics.ReadAsync(again))["waterwatch_projection_lag_batches"] > 0);
        await influxd.RestartAsync();
        await load.StopAsync();
        await CorrectAsync(home);
        await CaughtUpAsync(again);

        await HoldsTheRecordAsync(influxd, again, load.Acknowledged);
        await KeepsTheContractAsync(influxd);
        await RebuildsAsync(influxd, home);
    }

    [SkippableFact]
    public async Task Whatever_a_database_answers_holds_nothing_up_and_ends_with_what_the_record_has()
    {
        Influxd.RequireOrSkip();
        await using var influxd = await Influxd.StartAsync();
        await using var between = new FaultyDatabase(
            influxd.Port,
            FaultyDatabase.Answer("429 Too Many Requests", "Retry-After: 1\r\n"),
            FaultyDatabase.Answer("500 Internal Server Error", body: """{"error":"engine: error writing WAL entry: no space left on device"}"""),
            FaultyDatabase.HalfClosed,
            FaultyDatabase.Silent,
            FaultyDatabase.Slow);
        using var home = new ServiceHome(new TestConfig(2), $"influxdb.url={between.Url}");
        await using var load = new Load(home.MqttPort);
        await using var service = await home.Start().ReadyAsync();
        await load.SentAsync(20);
        await Eventually.TrueAsync("the database says nothing", () => Task.FromResult(between.Left == 1));

        // It is waited for all the while.
        await AlertsAsync(home, service);
        await load.SentAsync(20);
        Assert.Equal((0, 1), ((await Metrics.ReadAsync(service))["waterwatch_projection_up"], between.Left));
        await load.StopAsync();
        await CorrectAsync(home);
        await CaughtUpAsync(service);

        await HoldsTheRecordAsync(influxd, service, load.Acknowledged);
    }

    /// <summary>While the database is away a reading over its limit is acknowledged and alerted.</summary>
    private static async Task AlertsAsync(ServiceHome home, ServiceProcess service)
    {
        await using var sender = new Sender(home.MqttPort, "over the limit");
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.0247");
        Assert.Single(await service.AllAsync("/api/v1/alerts?station=s1"));
    }

    private static async Task CorrectAsync(ServiceHome home)
    {
        await using var sender = new Sender(home.MqttPort, "a correction");
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.0407");
    }

    private static Task CaughtUpAsync(ServiceProcess service) => Eventually.TrueAsync("the database is caught up", async () =>
        await Metrics.ReadAsync(service) is var now && now["waterwatch_projection_lag_batches"] == 0 && now["waterwatch_projection_up"] == 1);

    private static async Task HoldsTheRecordAsync(Influxd influxd, ServiceProcess service, int acknowledged)
    {
        var record = await service.AllAsync("/api/v1/stations/s2/readings");
        var held = (await influxd.AskAsync("SELECT value FROM reading WHERE station = 's2'")).Single();
        Assert.True(record.Count >= acknowledged, $"{record.Count} of {acknowledged} acknowledged readings are in the record.");
        Assert.Equal(
            record.Select(r => (r.GetProperty("taken_at").GetDateTimeOffset(), r.GetProperty("value").GetDouble())),
            held.Rows.Select(r => (DateTimeOffset.Parse(r[0].GetString()!, CultureInfo.InvariantCulture), r[1].GetDouble())));

        // The newest version alone, and that it is not the first.
        var corrected = (await influxd.AskAsync("SELECT value, version, limit_value, ratio, level, judged FROM reading WHERE station = 's1'")).Single();
        Assert.Equal([0.0407, 2, 0.005, 8.14, 3, 2], Assert.Single(corrected.Rows).Skip(1).Select(v => v.GetDouble()));
    }

    /// <summary>Name for name and type for type, what the dashboards ask for; where there is one, every point has all of its fields.</summary>
    private static async Task KeepsTheContractAsync(Influxd influxd)
    {
        await Eventually.TrueAsync("the service itself is written", async () => (await influxd.AskAsync("SELECT last(waterwatch_projection_up) FROM service")).Count == 1);
        foreach (var measurement in Contract.Measurements.Values.Where(m => m.Name != NotHere))
        {
            var tags = (await influxd.AskAsync($"SHOW TAG KEYS FROM \"{measurement.Name}\"")).SelectMany(s => s.Rows).Select(r => r[0].GetString()!);
            var fields = (await influxd.AskAsync($"SHOW FIELD KEYS FROM \"{measurement.Name}\"")).SelectMany(s => s.Rows).Select(r => (r[0].GetString()!, r[1].GetString()!)).ToList();

            Assert.Equal(measurement.Tags.Order(), tags.Order());
            Assert.Subset(measurement.Fields.Select(f => (f.Key, f.Value)).ToHashSet(), fields.ToHashSet());
            if (measurement.Name.StartsWith("service", StringComparison.Ordinal)) continue;
            Assert.Equal(measurement.Fields.Count, fields.Count);
            var counts = (await influxd.AskAsync($"SELECT count(*) FROM \"{measurement.Name}\"")).Single().Rows.Single().Skip(1).Select(c => c.GetInt64());
            Assert.Single(counts.Distinct());
        }
    }

    private static async Task RebuildsAsync(Influxd influxd, ServiceHome home)
    {
        string[] where = ["--config", home.Config, "--data", home.Data, "--set", $"influxdb.url={influxd.Url}"];
        await influxd.AskAsync("DELETE FROM reading WHERE station = 's1'");
        await influxd.WriteAsync(["reading,determinand=Cd,fraction=total,period_s=0,river=river1,source=none,station=s1,unit=mg/L value=9,judged=1i,flag=1i,mark=\"\" 1"]);
        var differs = await CommandRun.RunAsync(["store", "verify", .. where]);
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("s1 Cd total in mg/L (river1) 2012-01-15: the record has 1 (", differs.Text, StringComparison.Ordinal);
        Assert.Contains("s1 Cd total in mg/L (river1) 1970-01-01: the record has 0 (", differs.Text, StringComparison.Ordinal);

        // InfluxDB 1.6 now and then keeps a point that it was about to write to the disk just then, and shows it only later. Then it is dropped again, as the command says.
        var rebuilt = default(CommandRun);
        await Eventually.TrueAsync("the database has nothing beyond the record", async () =>
        {
            await influxd.AskAsync("DROP MEASUREMENT reading");
            if ((await influxd.AskAsync("SELECT value FROM reading")).Count > 0)
            {
                return false;
            }

            rebuilt = await CommandRun.RunAsync(["store", "rebuild", .. where]);
            return !rebuilt.Text.Contains("1970-01-01: the record has 0 (", StringComparison.Ordinal);
        });

        Assert.True(rebuilt!.ExitCode == 0, $"{rebuilt.Text}\n{string.Join('\n', rebuilt.Errors)}");
        Assert.Contains("0 of them it did not take", rebuilt.Text, StringComparison.Ordinal);
        Assert.Contains("The database holds the record's ", rebuilt.Text, StringComparison.Ordinal);
    }

    /// <summary>A station that sends one reading after the other, each once the one before is acknowledged.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly Sender _sender;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;
        private int _acknowledged;

        public Load(int port)
        {
            _sender = new Sender(port, "load");
            _running = RunAsync();
        }

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        public Task SentAsync(int more)
        {
            var until = Acknowledged + more;
            return Eventually.TrueAsync($"{until} readings are acknowledged", () => Task.FromResult(Acknowledged >= until));
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _sender.DisposeAsync();
            _stop.Dispose();
        }

        private async Task RunAsync()
        {
            var start = new DateTimeOffset(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
            for (var i = 0; !_stop.IsCancellationRequested; i++)
            {
                var at = start.AddSeconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                await _sender.PublishCadmiumAsync(2, at, string.Create(CultureInfo.InvariantCulture, $"{0.001m + (i % 9) * 0.0001m}"));
                Interlocked.Increment(ref _acknowledged);
            }
        }
    }
}
