using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaterWatch.Configuration;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Benchmarks.Pipeline;

/// <param name="Rate">Messages a second that were published meanwhile.</param>
/// <param name="First">The slowest of the first alerts of the process, for which its code had still to be compiled.</param>
internal readonly record struct Latencies(TimeSpan P50, TimeSpan P99, int Alerts, double Rate, TimeSpan First);

/// <summary>From a station's publish, through mosquitto, until its alert is on disk, while other stations go on publishing.</summary>
internal static class AlertLatency
{
    private const int Stations = 1000;
    private const int Rate = 5000;
    private const int EveryMs = 10;

    /// <summary>Rounds of clean samples before the first exceedance.</summary>
    private const int WarmUp = 500;

    /// <summary>Alerts that are not counted: the first of a process waits for the compiler, which is said apart.</summary>
    private const int WarmUpAlerts = 100;
    private static readonly DateTimeOffset Start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Latencies> MeasureAsync()
    {
        using var bench = await Bench.StartAsync(Stations);
        var sets = new[] { $"web.urls.0=http://127.0.0.1:{Bench.FreePort()}" };
        var loaded = ConfigurationFolder.Load(bench.Config, new Dictionary<string, string>(), sets).Loaded!;
        loaded = loaded with { Settings = loaded.Settings with { DataDirectory = bench.Data } };
        await using var app = WatchHost.Build(loaded, TimeProvider.System, ClockMode.OfTheWall, LogLevel.Error);
        var published = new ConcurrentDictionary<string, long>();
        var latencies = new ConcurrentBag<TimeSpan>();
        var (alerts, first) = (0, TimeSpan.Zero);
        app.Services.GetRequiredService<ReadingPipeline>().Committed += batch =>
        {
            foreach (var raised in batch.Entries.Where(e => e.Kind == EntryKind.AlertRaised))
            {
                var took = Stopwatch.GetElapsedTime(published[raised.Station!]);
                alerts++;
                if (alerts > WarmUpAlerts)
                {
                    latencies.Add(took);
                }
                else
                {
                    first = took > first ? took : first;
                }
            }
        };
        await app.StartAsync();
        var (sent, took) = await PublishAsync(bench.BrokerPort, published, latencies);
        await app.StopAsync();
        var sorted = latencies.Order().ToList();
        return new Latencies(sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100], sorted.Count, sent / took.TotalSeconds, first);
    }

    /// <summary>A few clean samples of every station each ten milliseconds, and one exceedance of a station that has had none.</summary>
    private static async Task<(int Sent, TimeSpan Took)> PublishAsync(int port, ConcurrentDictionary<string, long> published, ConcurrentBag<TimeSpan> latencies)
    {
        using var stop = new CancellationTokenSource();
        await using var client = new MqttClient(new MqttClientOptions { Port = port, ClientId = "latency" });
        var running = client.RunAsync(stop.Token);
        var (sent, started) = (0, Stopwatch.GetTimestamp());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(EveryMs));
        for (var round = -WarmUp; round < Stations; round++)
        {
            await timer.WaitForNextTickAsync();
            for (; sent < Stopwatch.GetElapsedTime(started).TotalSeconds * Rate; sent++)
            {
                _ = client.PublishAsync(Load.Topic(sent % Stations), Load.Payload(Start.AddMinutes(sent / Stations), "0.0010", sent), MqttQos.AtLeastOnce, false, CancellationToken.None);
            }

            if (round < 0)
            {
                continue;
            }

            published[Load.Station(round)] = Stopwatch.GetTimestamp();

            // Between the station's samples, so that the clean ones after it recover and clear it, as they do on a river.
            var takenAt = Start.AddMinutes(sent / Stations).AddSeconds(-30);
            _ = client.PublishAsync(Load.Topic(round), Load.Payload(takenAt, "0.4075", round), MqttQos.AtLeastOnce, false, CancellationToken.None);
        }

        var took = Stopwatch.GetElapsedTime(started);
        while (latencies.Count < Stations - WarmUpAlerts && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
        {
            await timer.WaitForNextTickAsync();
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (sent, took);
    }
}
