using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>The demo as a user starts it, and the record that it leaves. Made once for all tests that look at it.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-demo-test-").FullName;

    internal CommandRun Run { get; private set; } = null!;

    internal string Data => Path.Combine(_folder, "data");

    internal Conclusions Conclusions { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Run = await PlayAsync(Data, "max");
        Conclusions = Conclusions.Read(Data);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    internal static Task<CommandRun> PlayAsync(string data, string speed) => CommandRun.RunAsync(
        "demo", "--speed", speed, "--exit", "--data", data, "--urls", $"http://127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}");

    /// <summary>A copy of the record, to be tampered with.</summary>
    internal string CopyOfData()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.EnumerateFiles(Data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}

/// <summary>What a record concludes.</summary>
internal sealed record Conclusions(IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<Alert> Alerts, IReadOnlyList<Incident> Incidents, IReadOnlyList<Deciding.SetAside> SetAside)
{
    /// <summary>The timeline as (kind, station, determinand, at, level), sorted.</summary>
    public IEnumerable<string> Lines => Timeline
        .Select(e => $"{e.Kind} {e.Station} {e.Data.GetValueOrDefault("determinand")} {Instants.Format(e.At)} {e.Data.GetValueOrDefault("level")}")
        .Order(StringComparer.Ordinal);

    public static Conclusions Read(string data)
    {
        using var log = LogReader.Open(data);
        return new Conclusions(
            log.Timeline(new TimelineQuery { Limit = 100_000 }).Items, log.Alerts(new AlertsQuery { Limit = 10_000 }).Items,
            log.Incidents(new IncidentsQuery { Limit = 10_000 }).Items, log.SetAside(10_000, null).Items);
    }
}
