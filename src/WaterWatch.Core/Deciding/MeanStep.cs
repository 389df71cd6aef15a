using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// What a reading makes of the rolling means of its series: opens the windows that limits ask for, puts the reading in, and holds every mean that it changes against
/// its limits. In order that is the one that ends with it; late or corrected it is each that has ended since, and the worst of them speaks. What late data lower is left to
/// the next reading to say: only a mean of now can clear.
/// </summary>
internal static class MeanStep
{
    public static void Look(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken)
    {
        // Series without such limits, which is nearly all of them, pay no more than this look. A mean of highest values would be no mean of the water.
        if (taken.Rules.MeanLimits.Count == 0 && taken.Series.Means is null || taken.Series.Key.IsExtreme)
        {
            return;
        }

        OpenAndClose(draft, taken);
        if (taken.Series.Means is not { } means)
        {
            return;
        }

        var spanEnd = station.InstrumentOf(taken.Series.Key, taken.TakenAt)?.SpanEnd;
        var entry = MeanEntry.Of(taken.Value, taken.Read.Mark, taken.Quality.Flag, taken.Value.Value > spanEnd);
        var earlier = taken.Earlier;
        var replaces = taken.IsCorrection ? MeanEntry.Of(earlier.Value, earlier.Mark, earlier.Flag, earlier.Value.Value > spanEnd) : null;
        draft.Enter(taken.Series, means, entry, replaces);
        if (entry is null && replaces is null)
        {
            return;
        }

        foreach (var buckets in means.Windows)
        {
            Judge(draft, plan, station, taken, entry, buckets);
        }
    }

    /// <summary>Brings the windows of a series in line with the limits in force; each change is recorded, so that folding need not know the limits.</summary>
    private static void OpenAndClose(Draft draft, in TakenReading taken)
    {
        var (series, rules) = (taken.Series, taken.Rules);
        foreach (var limit in rules.MeanLimits)
        {
            if (MeanWindow.For(limit.MeanOver ?? default, rules.Interval, series.Key.PeriodSeconds) is { } wanted && series.Means?.Over(wanted.Seconds)?.Window != wanted)
            {
                draft.Put(series, wanted, isOpen: true, NewestBefore(series, taken.TakenAt));
            }
        }

        foreach (var open in series.Means?.Windows ?? [])
        {
            if (!rules.MeanLimits.Any(open.Window.IsOf))
            {
                draft.Put(series, open.Window, isOpen: false);
            }
        }
    }

    /// <summary>The newest sample that was there before the one that was kept last.</summary>
    private static DateTimeOffset NewestBefore(SeriesDraft series, DateTimeOffset keptLast)
    {
        var isPassed = false;
        foreach (var sample in series.Remembered)
        {
            // Of several versions the newest comes first: the first one of that time is the one that was kept last.
            if (isPassed || sample.TakenAt != keptLast)
            {
                return sample.TakenAt;
            }

            isPassed = true;
        }

        return default;
    }

    private static void Judge(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken, MeanEntry? entry, MeanBuckets buckets)
    {
        var key = new AlertKey(station.Station.Id, taken.Rules.Determinand, taken.Rules.Fraction, Condition.LimitExceedance) { MeanSeconds = buckets.Window.Seconds };
        var endAt = taken.TakenAt.AddSeconds(taken.Series.Key.PeriodSeconds);
        var isInOrder = !taken.IsCorrection && endAt == buckets.NewestAt;
        var (first, last) = isInOrder ? (buckets.Newest, buckets.Newest) : Changed(buckets, taken.TakenAt, endAt);
        var watched = ReadingStep.SeriesOf(station, taken.Read);
        IReadOnlyList<Limit> LimitsAt(int end) => watched.MeanLimitsAt(station, draft, EndAt(buckets, end));
        var found = Worst(buckets, LimitsAt, first, last);
        if (isInOrder && !taken.IsHistory && found is { } newest)
        {
            MeanBlindStep.Look(draft, taken, buckets, newest.Judged, end => MeanJudging.Worst(RollingMean.At(buckets, end), buckets.Window, LimitsAt(end)));
        }

        if (found is not { Judged.Value: { } value } worst
            || !worst.Judged.Verdict.IsOver && (!isInOrder || draft.OpenAlert(key) is null))
        {
            return;
        }

        var isOver = worst.Judged.Verdict.IsOver;
        var limit = worst.Limit;
        var seen = new Observation
        {
            TakenAt = EndAt(buckets, worst.End),
            RecordedAt = draft.RecordedAt,
            Value = value,
            Ratio = worst.Judged.Verdict.Ratio ?? 0,
            IsOver = isOver,
            Limit = limit.Bound,
            LimitRef = MeanJudging.Ref(limit),
            // A clean sample does not confirm what an earlier one did to the mean.
            IsDistinctSample = !taken.IsCorrection && (!isOver || IsOver(entry, limit)),
            MayConfirm = taken.Read.Mark.IsOfTheRiver,
            HoldsTwoSamplesOver = isOver && RollingMean.BucketsOver(buckets, worst.End, limit) >= 2,
            IsLaboratory = taken.Series.Key.IsLaboratory,
            Source = taken.Series.Key.Source,
            IsLate = endAt < buckets.NewestAt,
            IsHistory = taken.IsHistory,
            LastBelowAt = isOver ? LastBelow(buckets, worst.End, limit) : null,
            RaisedBecause = AlertReason.MeanOverLimit,
        };
        AlertStep.Observe(draft, plan, station, key, taken.Rules, seen, default, Details(worst));
    }

    /// <summary>The ends of the windows that a sample lies in, or is held into, as far as they are still known from their beginning.</summary>
    private static (int First, int Last) Changed(MeanBuckets buckets, DateTimeOffset takenAt, DateTimeOffset endAt)
    {
        var window = buckets.Window;
        var last = window.BucketAt(endAt) + window.Buckets + window.HeldBuckets;
        return (Math.Max(window.BucketAt(takenAt), buckets.FirstKnownEnd), Math.Min(last, buckets.Newest));
    }

    /// <summary>When a window ends: with its last bucket, the newest one with the newest sample.</summary>
    private static DateTimeOffset EndAt(MeanBuckets buckets, int end) => end == buckets.Newest ? buckets.NewestAt : buckets.Window.EndOf(end);

    /// <summary>The gravest of what the limits say of the means that end from one bucket to another; null when there is none.</summary>
    /// <param name="limitsAt">The limits on means that hold for a window that ends with a bucket.</param>
    private static Found? Worst(MeanBuckets buckets, Func<int, IReadOnlyList<Limit>> limitsAt, int first, int last)
    {
        Found? worst = null;
        for (var end = first; end <= last; end++)
        {
            var mean = RollingMean.At(buckets, end);
            if (MeanJudging.Worst(mean, buckets.Window, limitsAt(end)) is { Verdict.Limit: { } limit } judged
                && !(worst is { } other && Judging.Severity(other.Judged.Verdict) >= Judging.Severity(judged.Verdict)))
            {
                worst = new Found(end, mean, judged, limit);
            }
        }

        return worst;
    }

    private static bool IsOver(MeanEntry? entry, Limit limit) =>
        entry is { } put && (limit.Sense == LimitSense.AtMost ? put.Low > limit.Bound : put.High < limit.Bound);

    /// <summary>The end of the bucket before, when the mean up to there was within the limit.</summary>
    private static DateTimeOffset? LastBelow(MeanBuckets buckets, int end, Limit limit) =>
        MeanJudging.Judge(RollingMean.At(buckets, end - 1), limit).Verdict.Judged == Judged.Compliant ? buckets.Window.EndOf(end - 1) : null;

    private static Dictionary<string, string> Details(in Found found) => new()
    {
        ["coverage"] = Facts.Number(found.Mean.Coverage),
        ["mean_low"] = found.Judged.Low.ToString(CultureInfo.InvariantCulture),
        ["mean_high"] = found.Judged.High.ToString(CultureInfo.InvariantCulture),
        ["samples"] = Facts.Number(found.Mean.Samples),
    };

    /// <summary>A mean that was judged.</summary>
    /// <param name="End">The last bucket of its window.</param>
    private readonly record struct Found(int End, RollingMean Mean, MeanVerdict Judged, Limit Limit);
}
