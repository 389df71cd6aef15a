using System.Diagnostics;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using Xunit.Abstractions;

namespace WaterWatch.Tests.Deciding;

/// <summary>What it costs that thousands of alerts come at once: held as a ratio, since machines differ.</summary>
public sealed class GroupingCostTests(ITestOutputHelper output)
{
    private const int Places = 300;
    private const int Metals = 10;

    /// <summary>
    /// Ten times the alerts may cost ten times as much, and half as much again. Counted in bytes that are allocated on the way, since each look at an alert makes
    /// some: that is the same on every machine, however busy; the time stands beside it for the reader.
    /// </summary>
    [Theory]
    [InlineData("as the water runs")]
    [InlineData("from below")]
    [InlineData("in any order")]
    public void Ten_times_the_alerts_cost_ten_times_as_much(string order)
    {
        var plan = Plan();
        _ = Took(plan, 1, order);

        var few = Took(plan, 1, order);
        var many = Took(plan, Metals, order);

        output.WriteLine($"{order}: {few.Time.TotalMilliseconds:0} ms for {Places} alerts, {many.Time.TotalMilliseconds:0} ms for {Places * Metals}, bytes {(double)many.Bytes / few.Bytes:0.0}");
        Assert.InRange((double)many.Bytes / few.Bytes, 0, 15);
    }

    /// <summary>The same for what was marked before its incident is known: each new alert of the incident looks at each of them once.</summary>
    [Fact]
    public void Ten_times_what_may_only_join_costs_ten_times_as_much()
    {
        var plan = Plan();
        _ = TookMarked(plan, 1);

        var few = TookMarked(plan, 1);
        var many = TookMarked(plan, Metals);

        output.WriteLine($"{few.Time.TotalMilliseconds:0} ms with {Places} marked, {many.Time.TotalMilliseconds:0} ms with {Places * Metals}, bytes {(double)many.Bytes / few.Bytes:0.0}");
        Assert.InRange((double)many.Bytes / few.Bytes, 0, 15);
    }

    /// <summary>What a plume down the whole river costs that comes late, after what was marked at every station.</summary>
    private static (long Bytes, TimeSpan Time) TookMarked(WatchPlan plan, int metals)
    {
        var marked = Enumerable.Range(0, Places).SelectMany(p => Determinand.All.Take(metals)
            .Select(d => Some.Message(Some.Payload(Some.At(200 + p * 0.01), "0.2", d.Key, more: ",\"mark\":\"M\""), Some.At(600), $"p{p}"))).ToArray();
        var walk = new CaseWalk(plan).Begin(Some.Start);
        walk.Receive(Some.At(600), marked);
        var late = Enumerable.Range(0, Places).Select(p => Some.Message(Some.Payload(Some.At(1 + p * 0.5), "0.2"), Some.At(600), $"p{p}")).ToArray();
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        walk.Receive(Some.At(600), late);
        var took = (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(started));
        Assert.Equal(Places * (metals + 1), Assert.Single(walk.State.Incidents.Values).Alerts.Count);
        return took;
    }

    private static (long Bytes, TimeSpan Time) Took(WatchPlan plan, int metals, string order)
    {
        var samples = Enumerable.Range(0, Places)
            .SelectMany(p => Determinand.All.Take(metals).Select((d, i) => (Place: p, At: Some.At(2 + p * 0.5 + i * 0.1), Determinand: d.Key)))
            .ToArray();
        if (order == "from below")
        {
            Array.Reverse(samples);
        }
        else if (order == "in any order")
        {
            new Random(1).Shuffle(samples);
        }

        var batches = samples.Select(s => Some.Message(Some.Payload(s.At, "0.2", s.Determinand), Some.At(600), $"p{s.Place}")).Chunk(500).ToList();
        var walk = new CaseWalk(plan).Begin(Some.Start);
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        foreach (var batch in batches)
        {
            walk.Receive(Some.At(600), batch);
        }

        var took = (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(started));
        Assert.Equal(Places * metals, Assert.Single(walk.State.Incidents.Values).Alerts.Count);
        return took;
    }

    /// <summary>Places in a row, every one judged for ten metals.</summary>
    private static WatchPlan Plan()
    {
        var ids = Enumerable.Range(0, Places).Select(i => $"p{i}").ToList();
        var network = new RiverNetwork(
            ids.Select(id => new Place(id, new LocalizedName(id, id))), [.. Enumerable.Range(0, Places - 1).Select(i => Some.Reach($"p{i}", $"p{i + 1}", 0.4, 4))]);
        var stations = ids.Select(id => new WatchedStation(
            Some.Station(id),
            [],
            Determinand.All.Take(Metals).Select(d => new DeterminandRules(d, Fraction.Total) { Limits = [Some.Limit(d, 0.005m)] }),
            WaterWatch.Alerts.AlertRule.Default));
        return Some.Plan(network, [.. stations]);
    }
}
