using WaterWatch.Alerts;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What comes in cannot be judged, so nobody knows how the water is: the number says too little (blind), or the limit's hardness is missing.</summary>
internal static class BlindStep
{
    public static void Look(Draft draft, in TakenReading taken)
    {
        var why = taken.Verdict.Why;
        if (taken.Verdict.Judged == Judged.CannotBeJudged || why == JudgedWhy.HardnessMissing)
        {
            LookAtHardness(draft, taken);
            if (why is JudgedWhy.CensoredAcrossLimit or JudgedWhy.LowerBoundWithinLimit or JudgedWhy.CompanionMissing)
            {
                LookAtRun(draft, taken);
            }
        }
        else if (taken.MayHaveAlerts && !taken.IsLate && taken.Verdict.Judged is Judged.Compliant or Judged.Exceeds)
        {
            Clear(draft, taken, Condition.Blind, AlertReason.JudgedAgain);
            Clear(draft, taken, Condition.HardnessMissing, AlertReason.HardnessKnown);
        }
    }

    private static void LookAtHardness(Draft draft, in TakenReading taken)
    {
        var key = StandingAlert.KeyOf(taken, Condition.HardnessMissing);
        if (taken.Verdict.Why == JudgedWhy.HardnessMissing && taken.Rules.Alerts.HardnessMissing is { } rule && draft.OpenAlert(key) is null)
        {
            StandingAlert.Raise(draft, taken, key, rule.Level, AlertReason.NoHardness, taken.TakenAt, withValue: true);
        }
    }

    private static void LookAtRun(Draft draft, in TakenReading taken)
    {
        var key = StandingAlert.KeyOf(taken, Condition.Blind);
        if (taken.Rules.Alerts.Blind is not { } rule || draft.OpenAlert(key) is not null)
        {
            return;
        }

        // From the newest sample back, so that it does not matter in which order they came.
        var run = 0;
        var beganAt = taken.TakenAt;
        DateTimeOffset? at = null;
        foreach (var sample in taken.Series.Remembered)
        {
            if (sample.TakenAt == at || sample.Mark.IsOutOfService || sample.Flag == QartodFlag.Fail)
            {
                continue;
            }

            if (sample.Judged != Judged.CannotBeJudged)
            {
                break;
            }

            at = beganAt = sample.TakenAt;
            run++;
        }

        if (run >= rule.After)
        {
            StandingAlert.Raise(draft, taken, key, rule.Level, AlertReason.CannotBeJudged, beganAt, withValue: true, new Dictionary<string, string> { ["samples"] = Facts.Number(run) });
        }
    }

    private static void Clear(Draft draft, in TakenReading taken, Condition condition, AlertReason reason)
    {
        if (StandingAlert.OpenOf(draft, taken, condition) is { } open)
        {
            StandingAlert.Clear(draft, open with { LatestValue = taken.Value, LatestAt = taken.TakenAt }, reason, taken.TakenAt);
        }
    }
}
