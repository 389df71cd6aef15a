using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// A mean of now that samples cover and that cannot be judged all the same: its bounds lie on both sides of the limit, or the limit's hardness is missing. A window that
/// is not covered is no blindness of the instrument: it is full in time, or somebody is silent.
/// </summary>
internal static class MeanBlindStep
{
    /// <param name="judged">The gravest of what the limits say of the mean that ends with the newest bucket.</param>
    /// <param name="judgeAt">The same for the mean that ends with a bucket.</param>
    public static void Look(Draft draft, in TakenReading taken, MeanBuckets buckets, in MeanVerdict judged, Func<int, MeanVerdict?> judgeAt)
    {
        var (blind, hardness) = (KeyOf(taken, buckets, Condition.Blind), KeyOf(taken, buckets, Condition.HardnessMissing));
        var rules = taken.Rules.Alerts;
        if (judged.Verdict.Why == JudgedWhy.HardnessMissing)
        {
            if (rules.HardnessMissing is { } missing && draft.OpenAlert(hardness) is null)
            {
                StandingAlert.Raise(draft, taken, hardness, missing.Level, AlertReason.NoHardness, buckets.NewestAt, withValue: false, FactsOf(judged));
            }
        }
        else if (IsBlind(judged))
        {
            if (rules.Blind is { } rule && draft.OpenAlert(blind) is null && BeganAt(buckets, rule.After, judgeAt) is { } began)
            {
                StandingAlert.Raise(draft, taken, blind, rule.Level, AlertReason.CannotBeJudged, began, withValue: false, FactsOf(judged));
            }
        }
        else if (taken.MayHaveAlerts && judged.Value is { } value)
        {
            Clear(draft, taken, blind, AlertReason.JudgedAgain, value);
            Clear(draft, taken, hardness, AlertReason.HardnessKnown, value);
        }
    }

    private static bool IsBlind(in MeanVerdict judged) =>
        judged.Verdict is { Judged: Judged.CannotBeJudged, Why: JudgedWhy.MeanAcrossLimit or JudgedWhy.LowerBoundWithinLimit or JudgedWhy.CompanionMissing };

    /// <summary>When the first of so many means in a row ended, a bucket apart, of which none can be judged; null when one of them can.</summary>
    private static DateTimeOffset? BeganAt(MeanBuckets buckets, int means, Func<int, MeanVerdict?> judgeAt)
    {
        for (var back = 1; back < means; back++)
        {
            if (judgeAt(buckets.Newest - back) is not { } before || !IsBlind(before))
            {
                return null;
            }
        }

        return means == 1 ? buckets.NewestAt : buckets.Window.EndOf(buckets.Newest - means + 1);
    }

    /// <summary>Only the instrument whose mean could not be judged can say that it can be.</summary>
    private static void Clear(Draft draft, in TakenReading taken, AlertKey key, AlertReason reason, Concentration mean)
    {
        if (draft.OpenAlert(key) is { } open && open.LastOverSource == taken.Series.Key.Source)
        {
            StandingAlert.Clear(draft, open with { LatestValue = mean, LatestAt = taken.TakenAt }, reason, taken.TakenAt);
        }
    }

    private static AlertKey KeyOf(in TakenReading taken, MeanBuckets buckets, Condition condition) =>
        StandingAlert.KeyOf(taken, condition) with { MeanSeconds = buckets.Window.Seconds };

    private static Dictionary<string, string> FactsOf(in MeanVerdict judged)
    {
        var facts = new Dictionary<string, string>
        {
            ["mean_low"] = judged.Low.ToString(CultureInfo.InvariantCulture),
            ["mean_high"] = judged.High.ToString(CultureInfo.InvariantCulture),
        };
        if (judged.Verdict.Limit is { } limit)
        {
            facts["limit"] = limit.Bound.ToString(CultureInfo.InvariantCulture);
            facts["limit_ref"] = MeanJudging.Ref(limit);
        }

        return facts;
    }
}
