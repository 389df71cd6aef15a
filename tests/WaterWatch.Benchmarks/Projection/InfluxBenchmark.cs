using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Benchmarks.Pipeline;
using WaterWatch.Benchmarks.Storage;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Projection;
using WaterWatch.Storage;

namespace WaterWatch.Benchmarks.Projection;

/// <summary>
/// Readings a second from the log into a real influxd, beside the same requests sent by a loop that does nothing else: each into an influxd of its own, in turn, three times. What reads the log and writes lines runs beside
/// influxd on the same cores, and is in the first figure only.
/// </summary>
internal static class InfluxBenchmark
{
    private const int Stations = 10;
    private const int Values = 10;
    private const int MessagesInABatch = 1_000;
    private const int Runs = 3;
    private const string Database = "waterwatch";

    public static async Task<int> RunAsync(string[] args)
    {
        var readings = args is [var many, ..] ? int.Parse(many, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("waterwatch-influx-").FullName;
        try
        {
            using var log = WatchLog.Open(Path.Combine(folder, "data"));
            Fill(log, readings);
            var bodies = await LinesOfAsync(log);
            Console.WriteLine($"{readings:N0} readings of {Stations * Values} series, {bodies.Sum(b => (long)b.Length) / readings} bytes a line, {bodies.Count} requests; load {Loadavg()}");
            var ratios = new List<double>();
            for (var run = 1; run <= Runs; run++)
            {
                var bare = await WithFreshAsync(folder, (client, influxd) => BareAsync(client, bodies, readings, influxd));
                var projected = await WithFreshAsync(folder, (client, influxd) => ProjectAsync(client, log, readings, influxd));
                ratios.Add(projected / bare);
                Console.WriteLine($"run {run}: bare {bare:N0}/s, projected {projected:N0}/s, ratio {projected / bare:0.00}; load {Loadavg()}");
            }

            Console.WriteLine($"ratio of the middle run {ratios.Order().ElementAt(Runs / 2):0.00} (asked: 0.5)");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each measurement has a process and a folder of its own: what one has written is compacted while the next would run, which doubles influxd's work.</summary>
    private static async Task<double> WithFreshAsync(string folder, Func<HttpClient, Child, Task<double>> measure)
    {
        var (own, port) = (Directory.CreateDirectory(Path.Combine(folder, "influxd")).FullName, Bench.FreePort());
        try
        {
            using var influxd = Child.Program("bash", "-c", $"exec influxd -config '{Configuration(own, port)}' >'{own}/log' 2>&1");
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await UntilItAnswersAsync(client);
            await client.PostAsync($"/query?q=CREATE%20DATABASE%20{Database}", null);
            return await measure(client, influxd);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static void Fill(WatchLog log, int readings)
    {
        var river = new StoredRiver(Stations, Values);
        for (var (seq, left) = (1L, readings / Values); left > 0; seq++, left -= MessagesInABatch)
        {
            log.Commit(river.Next(seq, Math.Min(left, MessagesInABatch)));
        }
    }

    /// <summary>What the projection sends, request by request.</summary>
    private static async Task<List<byte[]>> LinesOfAsync(WatchLog log)
    {
        using var keeping = new Keeping();
        await ProjectIntoAsync(keeping, log);
        var began = Stopwatch.GetTimestamp();
        using var nothing = new Keeping { Forgets = true };
        await ProjectIntoAsync(nothing, log);
        Console.WriteLine($"reading the log and writing lines alone: {log.Reader.Totals().Readings / Stopwatch.GetElapsedTime(began).TotalSeconds:N0} readings/s");
        return keeping.Bodies;
    }

    private static async Task<double> BareAsync(HttpClient client, List<byte[]> bodies, int readings, Child influxd)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), influxd.Cpu);
        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body);
            using var answer = await client.PostAsync($"/write?db={Database}&precision=ns", content);
            if (answer.StatusCode != HttpStatusCode.NoContent)
            {
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
            }
        }

        return Rate(readings, began, cpu, influxd, "bare");
    }

    private static async Task<double> ProjectAsync(HttpClient client, WatchLog log, int readings, Child influxd)
    {
        using var projection = InfluxClients.Of(new InfluxSettings(client.BaseAddress, Database), TimeProvider.System);
        var (began, cpu) = (Stopwatch.GetTimestamp(), influxd.Cpu);
        await ProjectIntoAsync(projection, log);
        var rate = Rate(readings, began, cpu, influxd, "projected");
        var counted = await client.GetStringAsync($"/query?db={Database}&q=SELECT%20count(value)%20FROM%20reading");
        return counted.Contains($",{readings}]", StringComparison.Ordinal) ? rate : throw new InvalidOperationException($"Not all of {readings} readings are there: {counted}");
    }

    private static async Task ProjectIntoAsync(IReadingProjection projection, WatchLog log)
    {
        var loaded = new ConfigurationInForce(Configured());
        var health = new ProjectionHealth();
        var present = new PresentWriter(_ => Task.FromResult(new Present(DateTimeOffset.UtcNow, [], [])), log.Reader, () => "", TimeProvider.System);
        using var stop = new CancellationTokenSource();
        log.Projected.Remember(projection.Target, 0);
        var running = new Projector(projection, log, new LogLines(log.Reader, loaded), present, health, TimeProvider.System, NullLogger<Projector>.Instance).RunAsync(stop.Token);
        while (health.Read().Through < log.NewestBatch && !running.IsCompleted)
        {
            await Task.Delay(1, stop.Token);
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stations as the stored river has them, judged by the shipped limits.</summary>
    private static LoadedConfiguration Configured()
    {
        using var bench = Bench.Configuration(Stations, StoredRiver.StationName);
        return ConfigurationFolder.Load(bench.Config, new Dictionary<string, string>(), []).TryGet(out var loaded) ? loaded : throw new InvalidOperationException("The benchmark's own configuration is wrong.");
    }

    private static double Rate(int readings, long began, TimeSpan cpu, Child influxd, string what)
    {
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine($"  {what}: {took.TotalSeconds:0.0} s, influxd {(influxd.Cpu - cpu).TotalMicroseconds / readings:0.0} us of CPU a reading");
        return readings / took.TotalSeconds;
    }

    private static string Configuration(string folder, int port)
    {
        var file = Path.Combine(folder, "influxdb.conf");
        File.WriteAllText(file, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{Bench.FreePort()}"
            [meta]
            dir = "{folder}/meta"
            [data]
            dir = "{folder}/influxdb"
            wal-dir = "{folder}/wal"
            [http]
            bind-address = "127.0.0.1:{port}"
            log-enabled = false
            [logging]
            level = "error"
            """);
        return file;
    }

    private static async Task UntilItAnswersAsync(HttpClient client)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                (await client.GetAsync("/ping")).Dispose();
                return;
            }
            catch (HttpRequestException) when (tries < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Loadavg() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>A database that keeps requests, or forgets them.</summary>
    private sealed class Keeping : IReadingProjection
    {
        public bool Forgets { get; init; }

        public List<byte[]> Bodies { get; } = [];

        public string Target => "memory";

        public ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
        {
            if (!Forgets)
            {
                Bodies.Add(lines.ToArray());
            }

            return ValueTask.FromResult(WriteResult.Written);
        }

        public void Dispose()
        {
        }
    }
}
