using System.Diagnostics;
using WaterWatch.Deciding;
using WaterWatch.Rivers;
using Xunit.Abstractions;

namespace WaterWatch.Tests.Deciding;

/// <summary>What it costs that thousands of alerts come at once: held as a ratio, since machines differ.</summary>
public sealed class GroupingCostTests(ITestOutputHelper output)
{
    private const int Places = 1_000;

    /// <summary>Ten times the alerts may take ten times the time, and half as much again for what a measurement is worth.</summary>
    [Theory]
    [InlineData("as the water runs")]
    [InlineData("from below")]
    [InlineData("in any order")]
    public void Ten_thousand_alerts_on_a_thousand_places_cost_ten_times_what_a_thousand_cost(string order)
    {
        var plan = Plan();
        _ = Took(plan, 1, order);

        var (few, many) = (Took(plan, 1, order), Took(plan, 10, order));

        output.WriteLine($"{order}: {few.TotalMilliseconds:0} ms for 1,000 alerts, {many.TotalMilliseconds:0} ms for 10,000, ratio {many / few:0.0}");
        Assert.InRange(many / few, 0, 15);
    }

    private static TimeSpan Took(WatchPlan plan, int metals, string order)
    {
        var random = new Random(1);
        var determinands = WaterWatch.Readings.Determinand.All.Take(metals).ToList();
        var messages = Enumerable.Range(0, Places).SelectMany(p => determinands.Select((d, i) => (p, At: Some.At(2 + p * 0.5 + i * 0.1), Determinand: d.Key))).ToArray();
        if (order == "from below")
        {
            Array.Reverse(messages);
        }
        else if (order == "in any order")
        {
            random.Shuffle(messages);
        }

        var walk = new CaseWalk(plan).Begin(Some.Start);
        var all = messages.Select(m => Some.Message(Some.Payload(m.At, "0.2", m.Determinand), Some.At(600), $"p{m.p}")).Chunk(1_000).ToList();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in all)
        {
            walk.Receive(Some.At(600), batch);
        }

        var took = Stopwatch.GetElapsedTime(started);
        Assert.Equal(Places * metals, walk.State.Members.Count);
        Assert.Single(walk.State.Incidents);
        return took;
    }

    /// <summary>A thousand places in a row, every one judged for ten metals.</summary>
    private static WatchPlan Plan()
    {
        var ids = Enumerable.Range(0, Places).Select(i => $"p{i}").ToList();
        var network = new RiverNetwork(
            ids.Select(id => new Place(id, new LocalizedName(id, id))),
            [.. Enumerable.Range(0, Places - 1).Select(i => Some.Reach($"p{i}", $"p{i + 1}", 0.4, 4))]);
        var stations = ids.Select(id => new WatchedStation(
            Some.Station(id), [],
            WaterWatch.Readings.Determinand.All.Take(10).Select(d => new DeterminandRules(d, WaterWatch.Readings.Fraction.Total) { Limits = [Some.Limit(d, 0.005m)] }),
            WaterWatch.Alerts.AlertRule.Default));
        return Some.Plan(network, [.. stations]);
    }
}
