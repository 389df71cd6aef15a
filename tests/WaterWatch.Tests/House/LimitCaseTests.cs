using WaterWatch.Configuration;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Replay;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.House;

/// <summary>Every verified figure that single samples are held against has its place in a story <c>tests/cases/limits-*</c>: measured exactly, and just passed.</summary>
public sealed class LimitCaseTests
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

    private static IEnumerable<Told> Readings(string story)
    {
        var walk = CaseWalk.Through(ReplayFile.Read(story), directory => Repository.MustLoad(ConfigurationFolder.Load(directory, Repository.NoEnvironment, [])).Plan);
        return
            from batch in walk.Batches
            from reading in batch.Readings
            let key = walk.State.SeriesByNumber(reading.Series).Key
            select new Told(key.Determinand, key.Fraction, reading.LimitRef.Split(" (hardness ")[0], reading.Value.Value, reading.Judged);
    }

    private sealed record Told(Determinand Determinand, Fraction Fraction, string Ref, decimal Value, Judged Judged);
}
