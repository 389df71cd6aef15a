using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.Tests.Deciding;

/// <summary>
/// What real sensors send, raw: everything that is stuck, missing or a code is found, told once, and stands in no figure. What is expected is found here from the numbers
/// themselves. Skipped where the data do not lie beside the repository.
/// </summary>
public sealed class LoganRiverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(20);

    [SkippableTheory]
    [InlineData("BlackSmithFork2019")]
    [InlineData("FranklinBasin2014")]
    public void The_raw_series_is_told_as_it_was(string name)
    {
        Skip.IfNot(File.Exists(LoganRiver.PathOf(name)), "The series is not here.");
        var rows = LoganRiver.Read(name).ToList();
        var walk = new CaseWalk(Repository.MustLoad(ConfigurationFolder.Load(Path.Combine(Repository.Root, "tests", "cases", "_logan", "config"), Repository.NoEnvironment, [])).Plan);
        var gaps = new HashSet<(string, DateTimeOffset)>();
        walk.Begin(rows[0].At);
        foreach (var day in rows.Chunk(96))
        {
            walk.Receive(day[^1].At, [.. day.Select(row => Some.Message(row.Payload, row.At, name.ToLowerInvariant(), "logan"))]);
            AssertMeansWithin(walk);
            foreach (var reading in walk.Batches[^1].Readings.Where(r => r.FlagTests.HasFlag(QartodTests.TimeGap)))
            {
                gaps.Add((walk.State.SeriesByNumber(reading.Series).Key.Determinand.Key, reading.TakenAt));
            }
        }

        Assert.Equal(rows.Count * 6, walk.Batches.Sum(b => b.Readings.Count));
        Assert.Equal(StuckSpells(rows), Raised(walk, Condition.Stuck).Select(e => (e.Data["determinand"], DateTimeOffset.Parse(e.Data["since"], CultureInfo.InvariantCulture))).Order());
        Assert.Equal(Gaps(rows).Order(), gaps.Order());
        Assert.DoesNotContain(walk.Timeline, e => e.Data.Values.Any(v => v.Contains("-9999", StringComparison.Ordinal)));
        Assert.All(walk.Batches.SelectMany(b => b.Alerts), alert => Assert.DoesNotContain(
            new[] { alert.FirstValue, alert.PeakValue, alert.LatestValue }, value => value?.Value == -9999));
        TellFalseAlarms(walk, rows);
    }

    /// <summary>No mean lies outside of what was usable: one -9999 in a day would take it a hundred below.</summary>
    private static void AssertMeansWithin(CaseWalk walk)
    {
        foreach (var series in walk.State.Series)
        {
            var lowest = series.Key.Determinand.MayBeNegative ? -3m : 0m;
            var window = Assert.Single(series.Means?.Windows ?? []);
            Assert.InRange(RollingMean.At(window, window.Newest).Low, lowest, 8000m);
            Assert.All(window.Buckets, bucket => Assert.InRange(bucket.Low, lowest * bucket.Samples, 8000m * bucket.Samples));
        }
    }

    /// <summary>The same usable number for a day or longer; codes in between neither belong to a spell nor end it.</summary>
    private static List<(string, DateTimeOffset)> StuckSpells(List<LoganRiver.Row> rows)
    {
        var spells = new List<(string, DateTimeOffset)>();
        for (var variable = 0; variable < 6; variable++)
        {
            var usable = rows.Where(r => r.Values[variable].IsUsable).Select(r => (r.At, r.Values[variable].Raw)).ToList();
            var first = 0;
            for (var i = 1; i <= usable.Count; i++)
            {
                if (i < usable.Count && usable[i].Raw == usable[first].Raw)
                {
                    continue;
                }

                if (usable[i - 1].At - usable[first].At >= Day)
                {
                    spells.Add((rows[0].Values[variable].Of.Key, usable[first].At));
                }

                first = i;
            }
        }

        return [.. spells.Order()];
    }

    /// <summary>Every usable reading that comes later after the one before it than the configured gap.</summary>
    private static IEnumerable<(string, DateTimeOffset)> Gaps(List<LoganRiver.Row> rows)
    {
        for (var variable = 0; variable < 6; variable++)
        {
            DateTimeOffset? before = null;
            foreach (var row in rows)
            {
                if (row.Values[variable].IsUsable && row.At - before > Gap)
                {
                    yield return (row.Values[variable].Of.Key, row.At);
                }

                before = row.Values[variable].IsUsable ? row.At : before ?? row.At;
            }
        }
    }

    private static IEnumerable<TimelineEntry> Raised(CaseWalk walk, Condition condition) =>
        walk.Timeline.Where(e => e.Kind == EntryKind.AlertRaised && e.Data["condition"] == condition.ToString());

    /// <summary>Alerts that begin on what the technician left as it was; named, so that people can judge them.</summary>
    private void TellFalseAlarms(CaseWalk walk, List<LoganRiver.Row> rows)
    {
        var byTime = rows.ToDictionary(r => r.At);
        foreach (var raised in walk.Timeline.Where(e => e.Kind == EntryKind.AlertRaised))
        {
            var value = byTime.TryGetValue(raised.At, out var row) ? row.Values.FirstOrDefault(v => v.Of.Key == raised.Data.GetValueOrDefault("determinand")) : default;
            output.WriteLine($"{(value.IsLeftAsItWas ? "on data left as it was" : "on data that was corrected or flagged")}: {raised.At:yyyy-MM-dd HH:mm} {raised.Data["condition"]} "
                + $"{raised.Data.GetValueOrDefault("determinand")} raw {value.Text} {raised.Data["reason"]} {raised.Data.GetValueOrDefault("limit_ref")}");
        }
    }
}
