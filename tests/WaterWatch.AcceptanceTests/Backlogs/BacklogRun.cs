using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Alerts;
using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.AcceptanceTests.Backlogs;

/// <summary>A part of the day that is sent at one time of the service's clock, in this order.</summary>
internal sealed record Delivery(DateTimeOffset At, IReadOnlyList<Sent> Messages);

/// <summary>The day of a <see cref="LongRiver"/> as the real service took it: host, embedded broker, pipeline and log, with the story's clock.</summary>
/// <param name="Took">From the first message to the last acknowledgement, on the wall.</param>
/// <param name="Readings">Those stored, each as station, determinand and sample time.</param>
internal sealed record BacklogRun(TimeSpan Took, PipelineCounts Counts, IReadOnlyList<string> Readings, IReadOnlyList<Alert> Alerts, IReadOnlyList<Incident> Incidents)
{
    private const int Connections = 20;
    private const int Window = 64;

    public static async Task<BacklogRun> OfAsync(LongRiver river, string folder, DateTimeOffset startsAt, IReadOnlyList<Delivery> deliveries)
    {
        var config = Path.Combine(folder, "config");
        river.Write(config);
        var loaded = ConfigurationFolder.Load(config, new Dictionary<string, string>(), []);
        Assert.True(loaded.TryGet(out var configuration), string.Join('\n', loaded.Problems));
        var port = FreePort.Next();
        var clock = new StoryClock(startsAt);
        await using var app = WatchHost.Build(
            configuration.With(Path.Combine(folder, "data"), $"http://127.0.0.1:{FreePort.Next()}", $"127.0.0.1:{port}"), clock, ClockMode.OfAPlayer, LogLevel.Warning);
        await app.StartAsync();
        var took = await PlayAsync(river, app.Services.GetRequiredService<Inbox>(), clock, port, deliveries);
        var run = Read(river, app.Services) with { Took = took };
        await app.StopAsync();
        return run;
    }

    /// <summary>What the incidents say: which alerts are together, since when, how grave, and between which others nobody could tell. Nothing of when it became known.</summary>
    public IEnumerable<string> Concluded()
    {
        var alerts = Alerts.ToDictionary(a => a.Id);
        var open = Incidents.Where(i => i.IsOpen).ToDictionary(i => i.Id);
        string Members(Incident incident) => string.Join("; ", incident.Alerts.Select(a => Describe(alerts[a])).Order(StringComparer.Ordinal));
        return open.Values
            .Select(i => $"{i.River} {Instants.Format(i.OpenedAt)} {i.Level} peak {i.PeakLevel} {string.Join(' ', i.Determinands.Order())} at {string.Join(' ', i.Stations.Order())}: "
                + $"{Members(i)}{string.Concat(i.Candidates.Select(c => $" <- {Members(open[c])}").Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Every alert that says something of the water, in an incident or not.</summary>
    public IEnumerable<string> OfTheWater() => Alerts.Where(a => a.Key.Condition.MayJoinIncidents())
        .Select(a => $"{Describe(a)} {(a.Incident is null ? "in no incident" : "in an incident")}").Order(StringComparer.Ordinal);

    private static string Describe(Alert alert) =>
        $"{alert.Key.Station}/{alert.Key.Determinand}/{alert.Key.Condition} {Instants.Format(alert.FiredAt)} {alert.Status} {alert.Level} peak {alert.PeakLevel} {alert.PeakValue}"
        + (alert.IsConfirmed ? " confirmed" : "");

    private static async Task<TimeSpan> PlayAsync(LongRiver river, Inbox inbox, StoryClock clock, int port, IReadOnlyList<Delivery> deliveries)
    {
        var clients = Enumerable.Range(0, Connections).Select(i => new MqttClient(new MqttClientOptions { Port = port, ClientId = $"logger{i}" })).ToList();
        var connections = clients.Select(c => c.RunAsync(CancellationToken.None)).ToList();
        var steps = deliveries.Select(d => new PlayedStep(d.At, _ => SendAsync(river, clients, d.Messages))).ToList();
        var started = Stopwatch.GetTimestamp();
        await new Player(inbox, clock).PlayAsync(steps, double.PositiveInfinity, null, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        foreach (var client in clients) await client.DisposeAsync();
        await Task.WhenAll(connections);
        return took;
    }

    /// <summary>Each connection sends what its stations have, and is done when all of it is acknowledged.</summary>
    private static Task SendAsync(LongRiver river, List<MqttClient> clients, IReadOnlyList<Sent> messages) =>
        Task.WhenAll(messages.GroupBy(m => m.Station % Connections).Select(async connection =>
        {
            var unanswered = new Queue<Task>();
            foreach (var message in connection)
            {
                if (unanswered.Count == Window) await unanswered.Dequeue();
                unanswered.Enqueue(clients[connection.Key].PublishAsync(river.TopicOf(message.Station), message.Payload));
            }

            await Task.WhenAll(unanswered);
        })).WaitAsync(TimeSpan.FromMinutes(10));

    private static BacklogRun Read(LongRiver river, IServiceProvider services)
    {
        var log = services.GetRequiredService<LogReader>();
        var readings = new List<string>();
        for (var station = 0; station < river.Stations; station++)
        {
            var series = log.SeriesOf(river.IdOf(station)).ToDictionary(s => s.Series, s => s.Key.Determinand.Key);
            readings.AddRange(log.Readings(new ReadingsQuery([.. series.Keys]) { Limit = 10_000 }).Items
                .Select(r => $"{river.IdOf(station)} {series[r.Reading.Series]} {Instants.Format(r.Reading.TakenAt)}"));
        }

        return new BacklogRun(
            default, services.GetRequiredService<PipelineHealth>().Read(), readings,
            log.Alerts(new AlertsQuery { Limit = 10_000 }).Items, log.Incidents(new IncidentsQuery { Limit = 10_000 }).Items);
    }
}
