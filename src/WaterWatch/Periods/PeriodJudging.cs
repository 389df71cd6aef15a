using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Periods;

/// <summary>Which readings are judged again, and by what.</summary>
/// <param name="To">The sample time before which to stop.</param>
/// <param name="Determinand">Null for all.</param>
internal sealed record PeriodQuestion(LimitsOfStation JudgedBy, DateTimeOffset From, DateTimeOffset To, Determinand? Determinand)
{
    public bool IsAbout(Determinand determinand) => Determinand is null || determinand == Determinand;

    /// <summary>So long before the period, or the beginning of time.</summary>
    public DateTimeOffset FromBefore(TimeSpan before) => From - DateTimeOffset.MinValue > before ? From - before : DateTimeOffset.MinValue;
}

/// <summary>How a station's period stands by another standard.</summary>
/// <param name="Samples">One for each determinand and fraction that was measured.</param>
/// <param name="Means">One for each of those and each window that the standard has limits of means over.</param>
internal sealed record PeriodAnswer(IReadOnlyList<PeriodResult> Samples, IReadOnlyList<MeanResult> Means);

/// <summary>Judges what the log holds of a period by another standard. Reads only: neither the record nor any state is touched.</summary>
internal static class PeriodJudging
{
    public static PeriodAnswer Of(LogReader log, WatchedStation station, PeriodQuestion question)
    {
        var other = station.JudgedBy(question.JudgedBy.Series.Select(s => Rules(station, question.JudgedBy, s)));
        var known = Companions(log, other, question);
        return new PeriodAnswer(Samples(log, other, known, question), PeriodMeans.Of(log, other, known, question));
    }

    /// <summary>Its own interval stays: it says for how long a sample speaks in a mean.</summary>
    private static DeterminandRules Rules(WatchedStation station, LimitsOfStation limits, (Determinand Determinand, Fraction Fraction) of) => new(of.Determinand, of.Fraction)
    {
        Limits = limits.OfSamples(of),
        MeanLimits = limits.OfMeans(of),
        Interval = station.RulesFor(of.Determinand, of.Fraction).Interval,
    };

    private static IReadOnlyList<PeriodResult> Samples(LogReader log, WatchedStation station, ICompanions known, PeriodQuestion question)
    {
        var results = new SortedDictionary<(string, Fraction), PeriodResult>();
        foreach (var (key, reading) in NewestVersions.Of(log, station, question.From, question.To, question.IsAbout))
        {
            var what = (key.Determinand.Key, key.Fraction);
            if (!results.TryGetValue(what, out var result))
            {
                results[what] = result = new PeriodResult(station.Station.Id.Value, key.Determinand, key.Fraction);
            }

            result.Add(reading, Judge(station, known, key, reading));
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
            samples.AddRange(NewestVersions.Of(log, station, question.FromBefore(rule.Within), question.To, d => d == rule.Of).Select(r => (r.Key.Determinand, Sample.Of(r.Reading))));
        }

        return new RecordedCompanions(samples);
    }
}
