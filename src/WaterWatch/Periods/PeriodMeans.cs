using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Periods;

/// <summary>Judges the rolling means of a period as they would have been judged live, from the samples that the log holds, those before the period that their windows reach back to included.</summary>
internal static class PeriodMeans
{
    /// <param name="station">With the rules that are asked for.</param>
    public static IReadOnlyList<MeanResult> Of(LogReader log, WatchedStation station, ICompanions known, PeriodQuestion question)
    {
        var results = new SortedDictionary<(string, Fraction, int Seconds), MeanResult>();
        foreach (var opened in log.SeriesOf(station.Station.Id.Value).Where(s => question.IsAbout(s.Key.Determinand)))
        {
            var watched = station.SeriesOf(opened.Key.Source, opened.Key.Determinand, opened.Key.Fraction, opened.Key.PeriodSeconds);
            foreach (var (seconds, mean) in OfSeries(log, opened.Series, station, watched, known, question))
            {
                var what = (opened.Key.Determinand.Key, opened.Key.Fraction, seconds);
                if (!results.TryGetValue(what, out var result))
                {
                    results[what] = result = new MeanResult(station.Station.Id.Value, opened.Key.Determinand, opened.Key.Fraction);
                }

                result.Add(mean);
            }
        }

        return [.. results.Values];
    }

    private static IEnumerable<(int Seconds, JudgedMean Mean)> OfSeries(
        LogReader log, int series, WatchedStation station, WatchedSeries watched, ICompanions known, PeriodQuestion question)
    {
        var key = watched.Key;
        var windows = Windows(watched);
        var reach = windows.Max(w => (TimeSpan?)Reach(w.Window)) ?? default;
        foreach (var (_, reading) in windows.Count == 0 ? [] : NewestVersions.Of(log, [series], question.FromBefore(reach + TimeSpan.FromSeconds(key.PeriodSeconds)), question.To))
        {
            var spanEnd = station.InstrumentOf(key, reading.TakenAt)?.SpanEnd;
            if (MeanEntry.Of(reading.Value, reading.Mark, reading.Flag, reading.Value.Value > spanEnd) is not { } entry)
            {
                continue;
            }

            foreach (var buckets in windows)
            {
                buckets.Enter(reading.TakenAt, key.PeriodSeconds, entry);
                if (reading.TakenAt >= question.From && Judge(buckets, station, watched, known) is { } mean)
                {
                    yield return (buckets.Window.Seconds, mean);
                }
            }
        }
    }

    private static JudgedMean? Judge(MeanBuckets buckets, WatchedStation station, WatchedSeries watched, ICompanions known)
    {
        var mean = RollingMean.At(buckets, buckets.Newest);
        return MeanJudging.Worst(mean, buckets.Window, watched.MeanLimitsAt(station, known, buckets.NewestAt)) is { } judged ? new JudgedMean(buckets.NewestAt, mean, judged) : null;
    }

    private static List<MeanBuckets> Windows(WatchedSeries watched) =>
    [
        .. watched.Rules.MeanLimits
            .Select(limit => MeanWindow.For(limit.MeanOver ?? default, watched.Rules.Interval, watched.Key.PeriodSeconds))
            .OfType<MeanWindow>().Distinct().Select(window => new MeanBuckets(window, DateTimeOffset.MinValue)),
    ];

    /// <summary>How long before the end of a window a sample may lie that still speaks in it: its bucket may end later than it, and its value be held.</summary>
    private static TimeSpan Reach(MeanWindow window) => TimeSpan.FromSeconds((long)window.Seconds + window.HoldSeconds + 2L * window.WidthSeconds);
}
