using System.Text.RegularExpressions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Replay;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.House;

/// <summary>Every verified figure, of single samples and of means, has its place in a story <c>tests/cases/limits-*</c>: measured exactly, and just passed.</summary>
public sealed partial class LimitCaseTests
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "cases");

    private static readonly string[] Stories = [.. Directory.GetDirectories(Cases, "limits-*").Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_verified_limit_is_measured_exactly_and_just_passed_in_a_story()
    {
        var told = Stories.SelectMany(Readings).ToLookup(r => (r.Determinand, r.Fraction));
        var missing =
            from limit in Repository.Shipped().Limits
            where limit is { Verified: true, MeanOver: null }
            from figure in Figures(limit)
            let here = told[(limit.Determinand, limit.Fraction)].Where(r => r.Ref == figure.Ref).ToList()
            from part in Missing(limit.Sense, figure.Bound, here)
            select $"{figure.Ref} {limit.Determinand} {limit.Sense} {figure.Bound}: no reading {part}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_verified_limit_of_means_is_reached_exactly_and_just_passed_in_a_story()
    {
        var told = Stories.SelectMany(Means).ToLookup(m => (m.Told.Determinand, m.Told.Fraction, m.Told.Ref));
        var missing =
            from limit in Repository.Shipped().Limits
            where limit is { Verified: true, MeanOver: not null }
            let all = told[(limit.Determinand, limit.Fraction, MeanJudging.Ref(limit))].ToList()
            // A formula has no figures of its own: those that it gave in the story count.
            from bound in limit.By is BoundByFormula ? all.Select(m => m.Bound).Distinct().DefaultIfEmpty(limit.Bound) : Figures(limit).Select(f => f.Bound).Distinct()
            let here = all.Where(m => m.Bound == bound).Select(m => m.Told).ToList()
            from part in Missing(limit.Sense, bound, here)
            select $"{MeanJudging.Ref(limit)} {limit.Determinand} {limit.Sense} {bound}: no mean {part}";

        Assert.Empty(missing);
    }

    [Fact]
    public void The_stories_are_judged_by_the_limits_that_are_shipped()
    {
        var copies =
            from story in Stories
            from copy in Directory.GetFiles(Path.Combine(story, "config", "limits"))
            let shipped = Path.Combine(Repository.Config, "limits", Path.GetFileName(copy))
            where File.Exists(shipped) && File.ReadAllText(copy) != File.ReadAllText(shipped)
            select Path.GetRelativePath(Cases, copy);

        Assert.Empty(copies);
    }

    private static IEnumerable<string> Missing(LimitSense sense, decimal bound, List<Told> here)
    {
        if (!here.Exists(r => r.Judged == Judged.Compliant && r.Value == bound))
        {
            yield return "at it";
        }

        var (low, high) = sense == LimitSense.AtMost ? (bound, bound * 1.15m) : (bound * 0.85m, bound);
        if (!here.Exists(r => r.Judged == Judged.Exceeds && r.Value != bound && r.Value >= low && r.Value <= high))
        {
            yield return "just past it";
        }
    }

    /// <summary>One, or one for each range of the hardness.</summary>
    private static IEnumerable<(string Ref, decimal Bound)> Figures(Limit limit) =>
        limit.By is BoundByRange by ? by.Ranges.Select(r => (limit.Ref, r.Bound)) : [(limit.Ref, limit.Bound)];

    private static CaseWalk Walk(string story) =>
        CaseWalk.Through(ReplayFile.Read(story), directory => Repository.MustLoad(ConfigurationFolder.Load(directory, Repository.NoEnvironment, [])).Plan);

    private static IEnumerable<Told> Readings(string story)
    {
        var walk = Walk(story);
        return
            from batch in walk.Batches
            from reading in batch.Readings
            let key = walk.State.SeriesByNumber(reading.Series).Key
            select new Told(key.Determinand, key.Fraction, Companion().Replace(reading.LimitRef, ""), reading.Value.Value, reading.Judged);
    }

    /// <summary>Each mean that could be judged, as it stood after each batch, with the bound of that time.</summary>
    private static IEnumerable<(Told Told, decimal Bound)> Means(string story)
    {
        var walk = Walk(story);
        var state = new WatchState();
        foreach (var batch in walk.Batches)
        {
            state.Apply(batch);
            foreach (var series in batch.Readings.Select(r => state.SeriesByNumber(r.Series)).Distinct())
            {
                foreach (var mean in Means(walk.Plan.Stations[series.Key.Station.Value], state, series))
                {
                    yield return mean;
                }
            }
        }
    }

    private static IEnumerable<(Told Told, decimal Bound)> Means(WatchedStation station, WatchState state, SeriesState series)
    {
        var key = series.Key;
        var watched = station.SeriesOf(key.Source, key.Determinand, key.Fraction, key.PeriodSeconds);
        return
            from window in series.Means?.Windows ?? []
            from limit in watched.MeanLimitsAt(station, state, window.NewestAt)
            where window.Window.IsOf(limit)
            let judged = MeanJudging.Judge(RollingMean.At(window, window.Newest), limit)
            where judged.Value is not null
            select (new Told(key.Determinand, key.Fraction, Companion().Replace(MeanJudging.Ref(limit), ""), judged.Value.GetValueOrDefault().Value, judged.Verdict.Judged), limit.Bound);
    }

    /// <summary>What a reference says of the water, in brackets of its own or behind a label.</summary>
    [GeneratedRegex(@" \(hardness [^)]*\)|; hardness [^)]*(?=\))")]
    private static partial Regex Companion();

    private sealed record Told(Determinand Determinand, Fraction Fraction, string Ref, decimal Value, Judged Judged);
}
