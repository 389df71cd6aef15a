using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Periods;

/// <summary>Which readings are judged again, and by what.</summary>
/// <param name="To">The sample time before which to stop.</param>
/// <param name="Determinand">Null for all.</param>
internal sealed record PeriodQuestion(LimitsOfStation JudgedBy, DateTimeOffset From, DateTimeOffset To, Determinand? Determinand);

/// <summary>Judges what the log holds of a period by another standard. Reads only: neither the record nor any state is touched.</summary>
internal static class PeriodJudging
{
    /// <summary>One result for each determinand and fraction that the station measured in the period.</summary>
    public static IReadOnlyList<PeriodResult> Of(LogReader log, WatchedStation station, PeriodQuestion question)
    {
        var limits = question.JudgedBy;
        var other = station.JudgedBy(limits.Series.Select(s => new DeterminandRules(s.Item1, s.Item2) { Limits = limits.OfSamples(s), MeanLimits = limits.OfMeans(s) }));
        var known = Companions(log, other, question);
        var results = new SortedDictionary<(string, Fraction), PeriodResult>();
        foreach (var (key, reading) in Newest(log, station, question.From, question.To, d => question.Determinand is null || d == question.Determinand))
        {
            var what = (key.Determinand.Key, key.Fraction);
            if (!results.TryGetValue(what, out var result))
            {
                results[what] = result = new PeriodResult(station.Station.Id.Value, key.Determinand, key.Fraction);
            }

            result.Add(reading, Judge(other, known, key, reading));
        }

        return [.. results.Values];
    }

    private static Verdict Judge(WatchedStation station, ICompanions known, SeriesKey key, Reading reading)
    {
        var limits = station.SeriesOf(key.Source, key.Determinand, key.Fraction, key.PeriodSeconds).LimitsAt(station, known, reading.TakenAt);
        var verdict = Judging.Judge(reading.Value, reading.Mark, station.IsLowerBound(key, reading.TakenAt, reading.Value, reading.Mark), limits);
        return reading.Flag == QartodFlag.Fail && verdict is { IsOver: false, Judged: Judged.Compliant }
            ? verdict with { Judged = Judged.CannotBeJudged, Why = JudgedWhy.FailedQuality }
            : verdict;
    }

    /// <summary>What the limits depend on, from as long before the period as a sample of it may be old.</summary>
    private static RecordedCompanions Companions(LogReader log, WatchedStation station, PeriodQuestion question)
    {
        var samples = new List<(Determinand, Sample)>();
        foreach (var rule in station.Companions)
        {
            var from = question.From - DateTimeOffset.MinValue > rule.Within ? question.From - rule.Within : DateTimeOffset.MinValue;
            samples.AddRange(Newest(log, station, from, question.To, d => d == rule.Of).Select(r => (r.Key.Determinand, Sample.Of(r.Reading))));
        }

        return new RecordedCompanions(samples);
    }

    /// <summary>Of each sample its newest version, in the order of the sample times.</summary>
    private static IEnumerable<ReadingOf> Newest(LogReader log, WatchedStation station, DateTimeOffset from, DateTimeOffset to, Func<Determinand, bool> isWanted)
    {
        var series = log.SeriesOf(station.Station.Id.Value).Where(s => isWanted(s.Key.Determinand)).Select(s => s.Series).ToList();

        // Versions of one sample come in the order of their recording, with those of other series of the same time between them.
        var atOneTime = new Dictionary<SeriesKey, ReadingOf>();
        DateTimeOffset? at = null;
        foreach (var reading in series.Count == 0 ? [] : log.StreamReadings(new ReadingsQuery(series) { From = from, To = to }))
        {
            if (at != reading.Reading.TakenAt)
            {
                foreach (var newest in atOneTime.Values)
                {
                    yield return newest;
                }

                atOneTime.Clear();
                at = reading.Reading.TakenAt;
            }

            atOneTime[reading.Key] = reading;
        }

        foreach (var newest in atOneTime.Values)
        {
            yield return newest;
        }
    }
}
