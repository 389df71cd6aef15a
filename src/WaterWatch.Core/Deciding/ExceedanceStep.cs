using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What a single sample says of its limit: over it, over it but marked by the instrument, or below it again.</summary>
internal static class ExceedanceStep
{
    public static void Look(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken)
    {
        var verdict = taken.Verdict;
        if (verdict is not { HasRatio: true, Limit: { } limit } || !verdict.IsOver && !taken.MayHaveAlerts)
        {
            return;
        }

        var seen = Seen(draft, station, taken.Series.Key, taken.Rules, taken.Limits, taken.Value, verdict, limit, taken.TakenAt) with
        {
            IsDistinctSample = verdict.IsOver ? !taken.WasOver : !taken.IsCorrection,
            MayConfirm = verdict.Why != JudgedWhy.UnknownMark && taken.Quality.Flag != QartodFlag.Fail,
            IsLate = taken.IsLate,
            IsHistory = taken.IsHistory,
            LastBelowAt = taken.LastBelowAt,
            SidesBefore = verdict.IsOver ? SidesBefore(draft, taken) : default,
            RaisedBecause = verdict.Why == JudgedWhy.UnknownMark ? AlertReason.UnknownMark : AlertReason.FirstExceedance,
        };
        Observe(draft, plan, station, taken.Rules, taken.Read.Mark, seen, taken.Quality);
    }

    /// <summary>How the last alert of the same key changed sides, when it was cleared not long ago, and that the samples since then were not over.</summary>
    private static Sides SidesBefore(Draft draft, in TakenReading taken)
    {
        var key = new AlertKey(taken.Series.Key.Station, taken.Rules.Determinand, taken.Rules.Fraction, Condition.LimitExceedance);
        if (draft.Cleared(key) is not { LatestAt: { } latest } cleared || taken.TakenAt - latest > RememberedAlerts.ClearedFor || taken.TakenAt < latest)
        {
            return default;
        }

        var since = 0;
        var last = taken.TakenAt;
        foreach (var sample in taken.Series.Remembered)
        {
            if (sample.TakenAt < last && sample.TakenAt > latest)
            {
                since++;
                last = sample.TakenAt;
            }
        }

        return cleared.Sides.ThenBelow(since);
    }

    /// <summary>Whether a value is over its limit, by the limits of when it was received.</summary>
    public static bool IsOverWithoutTime(Draft draft, WatchedStation station, RawMessage raw, in DecodedReading read)
    {
        var watched = ReadingStep.SeriesOf(station, read);
        return ReadingStep.Judge(station, watched, watched.LimitsAt(station, draft, raw.ReceivedAt), read).Verdict.IsOver;
    }

    /// <summary>What a sample with an impossible or unreadable time says to the alerts: not when, but that something is over its limit now.</summary>
    public static void AlertWithoutTime(Draft draft, WatchPlan plan, WatchedStation station, RawMessage raw, in DecodedReading read, AlertReason reason)
    {
        var watched = ReadingStep.SeriesOf(station, read);
        var (key, rules) = watched;
        var limits = watched.LimitsAt(station, draft, raw.ReceivedAt);
        var (value, verdict) = ReadingStep.Judge(station, watched, limits, read);
        if (!verdict.IsOver || verdict.Limit is not { } limit)
        {
            return;
        }

        var seen = Seen(draft, station, key, rules, limits, value, verdict, limit, raw.ReceivedAt) with { RaisedBecause = reason };
        Observe(draft, plan, station, rules, read.Mark, seen, new QualityFlag(QartodFlag.NotEvaluated, QartodTests.None));
    }

    private static void Observe(
        Draft draft, WatchPlan plan, WatchedStation station, DeterminandRules rules, Mark mark, in Observation seen, QualityFlag quality)
    {
        var marked = new AlertKey(station.Station.Id, rules.Determinand, rules.Fraction, Condition.MarkedOverLimit);
        if (mark.IsOutOfService)
        {
            if (seen.IsOver)
            {
                // Marking is how data are falsified: during an incident on the river it is never below Yellow.
                var during = Latecomers.BeganBy(draft, station.Station.River) <= seen.TakenAt;
                var level = during && rules.Alerts.MarkedLevel < Level.Yellow ? Level.Yellow : rules.Alerts.MarkedLevel;
                var over = seen with { FixedLevel = level, MayConfirm = false, RaisedBecause = AlertReason.MarkedByInstrument };
                AlertStep.Observe(draft, plan, station, marked, rules, over, quality);
            }

            return;
        }

        var exceedance = marked with { Condition = Condition.LimitExceedance };
        if (seen.IsOver || draft.OpenAlert(exceedance) is not null)
        {
            AlertStep.Observe(draft, plan, station, exceedance, rules, seen, quality);
        }

        if (draft.Station(station.Station.Id.Value).MayHaveAlerts && draft.OpenAlert(marked) is not null)
        {
            // The instrument speaks for the river again: what it hid is now told by the exceedance itself, or is over.
            AlertStep.Observe(draft, plan, station, marked, rules, seen with { IsOver = false, Position = 0, MayConfirm = true }, quality);
        }
    }

    /// <summary>What the value itself says; what it may count for is for the caller to add.</summary>
    private static Observation Seen(
        Draft draft, WatchedStation station, SeriesKey key, DeterminandRules rules, IReadOnlyList<Limit> limits, Concentration value, in Verdict verdict, Limit limit,
        DateTimeOffset at)
    {
        var seen = new Observation
        {
            TakenAt = at,
            RecordedAt = draft.RecordedAt,
            Value = value,
            Ratio = verdict.Ratio ?? 0,
            Position = Judging.Position(value.Value, limits),
            IsOver = verdict.IsOver,
            Limit = limit.Bound,
            LimitRef = limit.Ref,
            IsLaboratory = key.IsLaboratory,
            Source = key.Source,
        };

        // Only looked up where levels go by class.
        return rules.Alerts.Levels.ByClass.IsEmpty || rules.Classes is not { } classes ? seen : seen with
        {
            Class = ClassOf(classes, station, value, verdict.Why == JudgedWhy.LowerBound, at),
            ClassWithMargin = ClassOf(classes, station, value with { Value = Math.Min(value.Value, 1_000_000_000m) / rules.Alerts.ClearRatio }, verdict.Why == JudgedWhy.LowerBound, at),
        };
    }

    /// <summary>The class that a value has at least: a bound leaves worse ones open.</summary>
    private static string ClassOf(ClassTable classes, WatchedStation station, Concentration value, bool isLowerBound, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, station.Station.TimeZone).DateTime);
        var range = classes.Of(value, isLowerBound, day);
        return classes.NameOf(range with { Worst = range.Best });
    }
}
