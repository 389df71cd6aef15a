using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Alerts;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Backlogs;

/// <summary>Promise 5: a day that comes late is judged as it would have been on time. Issue 3, criterion 6.</summary>
[Collection(RunningService.Name)]
public sealed class BacklogTests(ITestOutputHelper output) : IDisposable
{
    private static readonly LongRiver s_river = new(Repository.IsLong ? 1000 : 200);

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-backlog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_day_of_backlog_gives_the_incidents_of_a_day_on_time_at_twenty_times_real_time_or_faster()
    {
        var seed = Environment.GetEnvironmentVariable("WATERWATCH_TEST_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 20120115;
        var random = new Random(seed);
        output.WriteLine($"WATERWATCH_TEST_SEED={seed}, {s_river.Stations} stations, {s_river.Stations * LongRiver.Samples} messages");
        var days = Enumerable.Range(0, s_river.Stations).Select(s_river.Day).ToList();

        var onTime = await PlayAsync("on time", LongRiver.Start, OnTime(days));
        AssertStory(onTime);
        var backlog = await PlayAsync("as a backlog", LongRiver.End, [new Delivery(LongRiver.End.AddMinutes(1), Interleaved(days, random))]);
        AssertSame(onTime, backlog);
        Assert.True(LongRiver.End - LongRiver.Start >= 20 * backlog.Took, $"The backlog of a day took {backlog.Took}.");

        // A logger in ten has lost its connection at noon, and has it back at midnight.
        var late = days.Select(_ => random.Next(10) == 0).ToList();
        var noon = LongRiver.Start.AddHours(12);
        var partly = OnTime(days, m => !late[m.Station] || m.TakenAt < noon)
            .Append(new Delivery(LongRiver.End.AddMinutes(1), Interleaved([.. days.Select(d => d.FindAll(m => late[m.Station] && m.TakenAt >= noon))], random)));
        AssertSame(onTime, await PlayAsync("partly late", LongRiver.Start, [.. partly]));
    }

    private async Task<BacklogRun> PlayAsync(string what, DateTimeOffset startsAt, IReadOnlyList<Delivery> deliveries)
    {
        var run = await BacklogRun.OfAsync(s_river, Path.Combine(_folder, what), startsAt, deliveries);
        output.WriteLine($"{what}: {run.Took.TotalSeconds:0.0} s, {(LongRiver.End - LongRiver.Start) / run.Took:0} times real time; {run.Alerts.Count} alerts, {run.Incidents.Count(i => i.IsOpen)} incidents");
        Assert.Equal(s_river.Stations * LongRiver.Samples, run.Counts.Messages);
        Assert.Equal(0, run.Counts.Duplicates);
        Assert.Equal(s_river.Stations * LongRiver.Samples * LongRiver.ReadingsASample, run.Readings.Count);
        Assert.Equal(run.Readings.Count, run.Readings.Distinct().Count());
        return run;
    }

    private static List<Delivery> OnTime(IEnumerable<List<Sent>> days, Func<Sent, bool>? which = null) =>
        [.. days.SelectMany(d => d).Where(which ?? (_ => true)).GroupBy(m => m.TakenAt).OrderBy(g => g.Key).Select(g => new Delivery(g.Key, [.. g]))];

    /// <summary>Each station's own in order; which station is next is drawn by lot, and some send all that they have at once.</summary>
    private static List<Sent> Interleaved(IReadOnlyList<List<Sent>> days, Random random)
    {
        var left = days.Where(d => d.Count > 0).Select(d => new Queue<Sent>(d)).ToList();
        var sent = new List<Sent>();
        while (left.Count > 0)
        {
            var at = random.Next(left.Count);
            for (var count = random.Next(3) == 0 ? left[at].Count : 1 + random.Next(8); count > 0 && left[at].Count > 0; count--) sent.Add(left[at].Dequeue());
            if (left[at].Count == 0) left.RemoveAt(at);
        }

        return sent;
    }

    /// <summary>Three events, told apart: else the runs would agree on nothing worth agreeing on.</summary>
    private static void AssertStory(BacklogRun run)
    {
        var (cadmium, arsenic, lead) = s_river.Sources;
        var open = run.Incidents.Where(i => i.IsOpen).OrderBy(i => i.OpenedAt).ToList();
        Assert.Equal(["Cd", "As", "Pb"], open.Select(i => string.Join(' ', i.Determinands)));
        Assert.All(open.Zip([cadmium, arsenic, lead]), event_ => Assert.Contains(event_.Second, event_.First.Stations));
        Assert.True(open[0].Stations.Count >= 100 && open[1].Stations.Count >= 30, string.Join(", ", open.Select(i => i.Stations.Count)));
        Assert.Equal(Level.Red, open[0].PeakLevel);
        Assert.Contains(run.Alerts, a => a.Key.Condition == Condition.MarkedOverLimit && a.Incident is not null && a.PeakLevel == Level.Yellow);
        Assert.Contains(run.Alerts, a => a.Key.Condition == Condition.MarkedOverLimit && a.Incident is null && a.PeakLevel == Level.Blue);
        Assert.Contains(run.Alerts, a => a.Key.Condition == Condition.FastRise && a.Incident is not null);
    }

    private static void AssertSame(BacklogRun onTime, BacklogRun late)
    {
        var difference = Difference(onTime.OfTheWater(), late.OfTheWater()) + Difference(onTime.Concluded(), late.Concluded());
        Assert.True(difference.Length == 0, $"late (+) otherwise than on time (-):\n{difference}");
    }

    private static string Difference(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, found) = (expected.ToList(), actual.ToList());
        var wrong = wanted.Except(found).Select(l => $"- {l}").Concat(found.Except(wanted).Select(l => $"+ {l}")).OrderBy(l => l[2..], StringComparer.Ordinal).ToList();
        return wrong.Count == 0 && wanted.Count != found.Count ? $"{wanted.Count} and {found.Count}" : string.Join('\n', wrong.Take(40).Select(l => l[..Math.Min(l.Length, 500)]));
    }
}
