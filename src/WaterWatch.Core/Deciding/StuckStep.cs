using WaterWatch.Alerts;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// The same number for too long. A run that reaches further back than a series is remembered is recorded (<see cref="FlatRun"/>), so that each spell has its
/// true beginning and is raised once. What the instrument cannot have measured neither belongs to a run nor ends it; a bound such as <c>&lt;0.0005</c> ends it.
/// </summary>
internal static class StuckStep
{
    /// <summary>Samples alike from which on a run is recorded: well before the oldest of them is forgotten.</summary>
    private const int RecordedFrom = SeriesState.Remembered / 2;

    public static void Look(Draft draft, in TakenReading taken)
    {
        if (taken.Rules.Alerts.Stuck is not { } rule || !taken.IsOfTheRiver || taken.IsLate || taken.IsCorrection || taken.Series.Key.IsLaboratory)
        {
            return;
        }

        var recorded = draft.FlatRunOf(taken.Series.Number);
        var run = Extended(recorded, taken, rule) ?? FromRemembered(taken, rule);
        if (recorded is not null && run.SinceAt != recorded.SinceAt)
        {
            draft.Put(recorded with { SinceAt = null });
        }

        if (run.Samples >= RecordedFrom && new FlatRun(taken.Series.Number, run.SinceAt, run.Low, run.High) is var found && found != draft.FlatRunOf(taken.Series.Number))
        {
            draft.Put(found);
        }

        if (run.Samples < StuckRule.LeastSamples || taken.TakenAt - run.SinceAt < rule.After)
        {
            ClearMoved(draft, taken, run);
        }
        else if (StandingAlert.KeyOf(taken, Condition.Stuck) is var key && draft.OpenAlert(key) is null)
        {
            StandingAlert.Raise(draft, taken, key, rule.Level, AlertReason.SameValueTooLong, run.SinceAt, withValue: true, new Dictionary<string, string>
            {
                ["since"] = Timeline.Instants.Format(run.SinceAt),
                ["for_h"] = Facts.Number(Math.Round((decimal)(taken.TakenAt - run.SinceAt).TotalHours, 1)),
            });
        }
    }

    /// <summary>A stuck value that has moved.</summary>
    private static void ClearMoved(Draft draft, in TakenReading taken, in Run run)
    {
        if (StandingAlert.OpenOf(draft, taken, Condition.Stuck) is { } open && run.SinceAt > open.FiredAt)
        {
            StandingAlert.Clear(draft, open with { LatestValue = taken.Value, LatestAt = taken.TakenAt }, AlertReason.ValueMovedAgain, taken.TakenAt);
        }
    }

    /// <summary>The recorded run with this sample; null when there is none or this one does not belong to it.</summary>
    private static Run? Extended(FlatRun? recorded, in TakenReading taken, StuckRule rule)
    {
        if (recorded is not { SinceAt: { } since } || taken.Value.Qualifier != Qualifier.None)
        {
            return null;
        }

        var run = new Run(since, taken.Value.Value, recorded.Low, recorded.High, RecordedFrom);
        return run.IsWithin(rule.Tolerance) && !(taken.TakenAt - LastBefore(taken) > LongestGap(taken.Rules, rule)) ? run : null;
    }

    /// <summary>The longest run of samples alike that ends with this one, as far as the series is remembered; this one alone when it is a bound.</summary>
    private static Run FromRemembered(in TakenReading taken, StuckRule rule)
    {
        var value = taken.Value.Value;
        var run = new Run(taken.TakenAt, value, value, value, 0);
        if (taken.Value.Qualifier != Qualifier.None)
        {
            return run;
        }

        var gap = LongestGap(taken.Rules, rule);
        DateTimeOffset? at = null;
        foreach (var sample in taken.Series.Remembered)
        {
            if (sample.TakenAt == at || sample.Mark.IsOutOfService || sample.Flag == QartodFlag.Fail)
            {
                continue;
            }

            var longer = new Run(sample.TakenAt, sample.Value.Value, run.Low, run.High, run.Samples + 1);
            if (sample.Value.Qualifier != Qualifier.None || !longer.IsWithin(rule.Tolerance) || at - sample.TakenAt > gap)
            {
                break;
            }

            (run, at) = (longer, sample.TakenAt);
        }

        return run;
    }

    /// <summary>The usable sample before this one; null when none is remembered.</summary>
    private static DateTimeOffset? LastBefore(in TakenReading taken)
    {
        foreach (var sample in taken.Series.Remembered)
        {
            if (sample.TakenAt < taken.TakenAt && !sample.Mark.IsOutOfService && sample.Flag != QartodFlag.Fail)
            {
                return sample.TakenAt;
            }
        }

        return null;
    }

    /// <summary>Nobody knows what was in a longer gap: behind it a run begins anew.</summary>
    private static TimeSpan LongestGap(DeterminandRules rules, StuckRule rule) =>
        rules.Interval is { } interval && rules.Alerts.SilentAfter(interval) is var allowed && allowed > rule.After ? allowed : rule.After;

    private readonly record struct Run(DateTimeOffset SinceAt, decimal Low, decimal High, int Samples)
    {
        public Run(DateTimeOffset sinceAt, decimal value, decimal low, decimal high, int samples)
            : this(sinceAt, Math.Min(value, low), Math.Max(value, high), samples)
        {
        }

        // Of what no instrument measures the difference could leave a decimal's range.
        public bool IsWithin(decimal tolerance) => Low == High || Math.Clamp(High, -1e27m, 1e27m) - Math.Clamp(Low, -1e27m, 1e27m) <= tolerance;
    }
}
