using WaterWatch.Alerts;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// Still within its limit, but several times the mean of the samples shortly before: the front of a spill. Once raised, the bound stays what it was then, so
/// that high water does not become its own measure.
/// </summary>
internal static class FastRiseStep
{
    public static void Look(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken)
    {
        if (taken.Rules.Alerts.FastRise is not { } rule || !taken.IsOfTheRiver)
        {
            return;
        }

        var open = taken.MayHaveAlerts ? draft.OpenAlert(StandingAlert.KeyOf(taken, Condition.FastRise)) : null;
        if (open is { Limit: { } bound })
        {
            Observe(draft, plan, station, taken, rule, bound, open.LastBelowAt, null);
            return;
        }

        // "<x" has not risen, whatever x is; nor can a rise be told against a bound below which harm begins.
        if (taken.Verdict is not { IsOver: false, Ratio: { } ratio, Limit.Sense: LimitSense.AtMost }
            || taken.Value.Qualifier == Qualifier.Below || ratio < rule.Above || taken.Limits.Any(l => l.Sense == LimitSense.AtLeast)
            || MeanBefore(taken, rule, out var samples, out var lastAt) is not { } mean)
        {
            return;
        }

        bound = Rounded(rule.Times * mean);
        if (bound > 0 && taken.Value.Value >= bound)
        {
            Observe(draft, plan, station, taken, rule, bound, lastAt, new Dictionary<string, string>
            {
                ["times"] = Facts.Number(rule.Times),
                ["mean"] = Rounded(mean).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["mean_samples"] = Facts.Number(samples),
                ["within_h"] = Facts.Number((decimal)rule.Within.TotalHours),
            });
        }
    }

    private static void Observe(
        Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken, FastRiseRule rule, decimal bound, DateTimeOffset? lastBelowAt,
        Dictionary<string, string>? facts)
    {
        var isOver = taken.Value.Qualifier != Qualifier.Below && taken.Value.Value >= bound;
        var ratio = Math.Min(taken.Value.Value, 1_000_000_000m) / bound;
        var seen = new Observation
        {
            TakenAt = taken.TakenAt,
            RecordedAt = draft.RecordedAt,
            Value = taken.Value,
            Ratio = ratio,
            Position = taken.Value.Qualifier == Qualifier.Below ? Math.Min(ratio, 0) : ratio,
            IsOver = isOver,
            Limit = bound,
            LimitRef = "fast_rise",
            IsDistinctSample = !taken.IsCorrection,
            MayConfirm = taken.Verdict.Why != JudgedWhy.UnknownMark,
            IsLaboratory = taken.Series.Key.IsLaboratory,
            Source = taken.Series.Key.Source,
            IsLate = taken.IsLate,
            LastBelowAt = lastBelowAt,
            FixedLevel = plan.IsNearIntake(station.Station) ? rule.Level.OneUp() : rule.Level,
            RaisedBecause = AlertReason.RoseFast,
        };
        AlertStep.Observe(draft, plan, station, StandingAlert.KeyOf(taken, Condition.FastRise), taken.Rules, seen, taken.Quality, facts);
    }

    /// <summary>
    /// The mean of what was taken before within the time, <c>&lt;x</c> counted as x, so that the rise is at least what it is said to be. Null when there are too few; no
    /// more are remembered than <see cref="SeriesState.Remembered"/>.
    /// </summary>
    private static decimal? MeanBefore(in TakenReading taken, FastRiseRule rule, out int count, out DateTimeOffset? lastAt)
    {
        count = 0;
        lastAt = null;
        var sum = 0m;
        var at = taken.TakenAt;
        foreach (var sample in taken.Series.Remembered)
        {
            if (sample.TakenAt < at && taken.TakenAt - sample.TakenAt <= rule.Within && sample.Mark.IsOfTheRiver && sample.Flag != QartodFlag.Fail)
            {
                at = sample.TakenAt;
                lastAt ??= at;
                sum += Math.Min(sample.Value.Value, 1_000_000_000m);
                count++;
            }
        }

        return count >= FastRiseRule.LeastBefore ? sum / count : null;
    }

    /// <summary>Without the endless digits of a mean.</summary>
    private static decimal Rounded(decimal value) => Math.Round(value, 7) / 1.0000000m;
}
