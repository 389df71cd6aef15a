using WaterWatch.Readings;

namespace WaterWatch.Alerts;

/// <summary>What a step led to.</summary>
/// <param name="Alert">As it stands now; null when there is none and none was raised.</param>
public readonly record struct Outcome(Alert? Alert, IReadOnlyList<Transition> Transitions)
{
    public static Outcome Unchanged(Alert? alert) => new(alert, []);
}

/// <summary>
/// The state machine of an exceedance, in event time. All of it:
/// <code>
/// Inactive   -> Pending     the first sample over the limit, while the rule holds for more; told at once as unconfirmed, a resample is ordered
/// Inactive   -> Firing      the same with a hold of one (the default)
/// Pending    -> Firing      HoldReached: enough distinct samples over; or NoSecondSample: nothing refuted it in time
/// Pending    -> Recovering  FirstSampleBelow: a newer sample below the clearing bound
/// Firing     -> Recovering  FirstSampleBelow
/// Recovering -> Firing      OverAgain: a sample over the limit newer than those below
/// Recovering -> Inactive    EnoughSamplesBelow: in number and in time
/// any open   -> Firing      ChangesSidesTooOften: flapping, from the high mark on; held there until
/// Firing     -> Firing      SteadyAgain: at the low mark, where the above goes on. While held a level may rise, and nothing else happens
/// any other                 stays: a sample between clearing bound and limit breaks the run of clearing samples and changes nothing else;
///                           a missing or unjudgeable sample never gets here, so it can never clear
/// </code>
/// Levels rise at once and fall with hysteresis; the peak is kept apart. A late sample is judged against the state of its own time: it may open, back-date,
/// confirm or raise, but what happened after it is not undone.
/// </summary>
public static class AlertMachine
{
    /// <param name="before">The open alert of the same key; null when there is none.</param>
    /// <param name="newId">The number of a new alert, should one be raised.</param>
    public static Outcome Step(Alert? before, AlertKey key, in Observation seen, AlertRule rule, long newId)
    {
        if (before is null)
        {
            return seen.IsOver ? Raise(key, seen, rule, newId) : Outcome.Unchanged(null);
        }

        var transitions = new List<Transition>();
        var open = TakeSide(before, seen, rule, transitions);
        return new Outcome(seen.IsOver ? Over(open, seen, rule, transitions) : Below(open, seen, rule, transitions), transitions);
    }

    /// <summary>The clock's part: an exceedance that nothing confirmed or refuted in time escalates as not refuted.</summary>
    /// <param name="dueAt">When one and a half sampling intervals have passed since it was raised.</param>
    public static Outcome NotRefuted(Alert open, DateTimeOffset dueAt, DateTimeOffset now)
    {
        // A newer sample that is not over the limit has come: it did not clear, but it does speak against.
        var hasNewerSample = open.LatestAt > open.LastOverAt;
        if (open.IsConfirmed || open.NotRefuted || hasNewerSample || open.Status is not (AlertStatus.Pending or AlertStatus.Firing) || now < dueAt)
        {
            return Outcome.Unchanged(open);
        }

        var transitions = new List<Transition> { new(AlertEvent.AlertNotRefuted, AlertReason.NoSecondSample) };
        if (open.Status == AlertStatus.Pending)
        {
            transitions.Add(new Transition(AlertEvent.AlertFired, AlertReason.NoSecondSample));
        }

        return new Outcome(open with { NotRefuted = true, Status = AlertStatus.Firing, ChangedAt = dueAt }, transitions);
    }

    /// <summary>Confirmation that comes from elsewhere: a neighbouring station, a person.</summary>
    public static Outcome Confirm(Alert open, ConfirmedBy by, AlertReason reason, DateTimeOffset at) =>
        open.IsConfirmed ? Outcome.Unchanged(open)
        : open.Status == AlertStatus.Pending ? new Outcome(
            open with { ConfirmedBy = by, Status = AlertStatus.Firing, ChangedAt = at },
            [new Transition(AlertEvent.AlertConfirmed, reason), new Transition(AlertEvent.AlertFired, reason)])
        : new Outcome(open with { ConfirmedBy = by, ChangedAt = at }, [new Transition(AlertEvent.AlertConfirmed, reason)]);

    private static Outcome Raise(AlertKey key, in Observation seen, AlertRule rule, long newId)
    {
        var level = LevelOf(seen, rule);
        var alert = new Alert
        {
            Id = newId,
            Key = key,
            Status = rule.Hold > 1 ? AlertStatus.Pending : AlertStatus.Firing,
            Level = level,
            PeakLevel = level,
            ConfirmedBy = seen.IsLaboratory ? ConfirmedBy.Laboratory : seen.HoldsTwoSamplesOver ? ConfirmedBy.SecondSample : ConfirmedBy.Nothing,
            Late = seen.IsLate,
            FiredAt = seen.TakenAt,
            RaisedAt = seen.RecordedAt,
            ChangedAt = seen.TakenAt,
            LastBelowAt = seen.LastBelowAt,
            FirstValue = seen.Value,
            PeakValue = seen.Value,
            PeakAt = seen.TakenAt,
            LatestValue = seen.Value,
            LatestAt = seen.TakenAt,
            Limit = seen.Limit,
            LimitRef = seen.LimitRef,
            Ratio = RatioOf(seen),
            PeakRatio = RatioOf(seen),
            SamplesOver = seen.MayConfirm ? 1 : 0,
            LastOverAt = seen.TakenAt,
            LastOverSource = seen.Source ?? "",
            Sides = seen.SidesBefore.Then(isOver: true),
        };
        var reason = seen.RaisedBecause != AlertReason.FirstExceedance ? seen.RaisedBecause
            : seen.IsLate ? AlertReason.LateExceedance
            : AlertReason.FirstExceedance;
        var transitions = new List<Transition>
        {
            new(AlertEvent.AlertRaised, reason),
            alert.IsConfirmed ? new(AlertEvent.AlertConfirmed, seen.IsLaboratory ? AlertReason.Laboratory : AlertReason.SecondSample) : new(AlertEvent.ResampleOrdered, reason),
        };
        return new Outcome(HoldWhileFlapping(alert, seen, rule, transitions), transitions);
    }

    /// <summary>Remembers on which side a sample lies that is newer than all before it and from the instrument that was over.</summary>
    private static Alert TakeSide(Alert open, in Observation seen, AlertRule rule, List<Transition> transitions)
    {
        var counts = seen.IsDistinctSample && seen.MayConfirm && seen.TakenAt > open.LatestAt && open.LastOverSource == (seen.Source ?? "");
        return counts ? HoldWhileFlapping(open with { Sides = open.Sides.Then(seen.IsOver) }, seen, rule, transitions) : open;
    }

    private static Alert HoldWhileFlapping(Alert alert, in Observation seen, AlertRule rule, List<Transition> transitions)
    {
        var flapping = rule.Flapping;
        if (alert.Flapping && (flapping is null || alert.Sides.Share <= flapping.Low))
        {
            transitions.Add(new Transition(AlertEvent.AlertSteady, AlertReason.SteadyAgain));
            return alert with { Flapping = false, ChangedAt = seen.TakenAt };
        }

        if (alert.Flapping || flapping is null || alert.Sides.Count < flapping.Samples || alert.Sides.Share < flapping.High)
        {
            return alert;
        }

        transitions.Add(new Transition(AlertEvent.AlertFlapping, AlertReason.ChangesSidesTooOften));
        return alert with { Flapping = true, Status = AlertStatus.Firing, ClearRun = 0, ClearSince = null, ChangedAt = seen.TakenAt };
    }

    private static Alert Over(Alert open, in Observation seen, AlertRule rule, List<Transition> transitions)
    {
        if (seen.TakenAt < open.FiredAt && seen.TakenAt < open.LastBelowAt)
        {
            // Clean water was seen in between, or a clock is years back: another event than this, which people are told of but which does not stretch this one.
            // A higher level is raised all the same: an exceedance is never hidden by a lesser one.
            transitions.Add(new Transition(AlertEvent.OlderExceedanceFound, AlertReason.OlderExceedanceFound, To: LevelOf(seen, rule)));
            return ChangeLevel(WithPeak(open, seen), open.Ratio, seen, rule, transitions);
        }

        var alert = WithLatest(open, seen);
        // Another instrument, or a mean, of the same water at the same time is not a second sample.
        var isSecondSample = seen.IsDistinctSample && seen.MayConfirm && seen.TakenAt != open.LastOverAt && seen.TakenAt != open.FiredAt;
        if (isSecondSample || seen.IsDistinctSample && seen.MayConfirm && open.SamplesOver == 0)
        {
            alert = alert with { SamplesOver = alert.SamplesOver + 1 };
        }

        alert = WithPeak(alert, seen);

        if (seen.TakenAt < alert.FiredAt)
        {
            transitions.Add(new Transition(AlertEvent.AlertBackdated, AlertReason.OlderExceedanceFound));
            alert = alert with { FiredAt = seen.TakenAt, FirstValue = seen.Value, LastBelowAt = seen.LastBelowAt };
        }

        alert = ConfirmBySample(alert, seen, transitions);
        alert = ChangeLevel(alert, open.Ratio, seen, rule, transitions);

        if (alert.Status == AlertStatus.Pending && (alert.SamplesOver >= rule.Hold || alert.ConfirmedBy > ConfirmedBy.SecondSample))
        {
            alert = alert with { Status = AlertStatus.Firing, ChangedAt = seen.TakenAt };
            transitions.Add(new Transition(AlertEvent.AlertFired, AlertReason.HoldReached));
        }

        // Only what was taken after the run of clearing samples began can break it.
        if (alert.ClearSince is null || seen.TakenAt >= alert.ClearSince)
        {
            if (alert.Status == AlertStatus.Recovering)
            {
                alert = alert with { Status = AlertStatus.Firing, ChangedAt = seen.TakenAt };
                transitions.Add(new Transition(AlertEvent.AlertFiredAgain, AlertReason.OverAgain));
            }

            alert = alert with { ClearRun = 0, ClearSince = null };
        }

        return seen.TakenAt >= alert.LastOverAt ? alert with { LastOverAt = seen.TakenAt, LastOverSource = seen.Source ?? "" } : alert;
    }

    private static Alert Below(Alert open, in Observation seen, AlertRule rule, List<Transition> transitions)
    {
        // A correction downwards never clears by itself: a named person does. Nor does what a test failed or whose mark nobody understands, nor another
        // instrument than the one that was over, unless either is a laboratory.
        var mayClear = seen.IsDistinctSample && seen.MayConfirm
            && (seen.IsLaboratory || open.LastOverSource == SeriesKey.LaboratorySource || open.LastOverSource == (seen.Source ?? ""));
        if (!mayClear)
        {
            return open;
        }

        if (seen.TakenAt <= open.LastOverAt)
        {
            return seen.TakenAt < open.FiredAt && !(seen.TakenAt <= open.LastBelowAt) ? open with { LastBelowAt = seen.TakenAt } : open;
        }

        var alert = ChangeLevel(WithLatest(open, seen), open.Ratio, seen, rule, transitions);
        if (alert.Flapping)
        {
            return alert;
        }

        if (seen.Position >= rule.ClearRatio)
        {
            // Between the clearing bound and the limit: the run of clearing samples begins anew after it.
            var breaksRun = alert.ClearSince is null || seen.TakenAt >= alert.ClearSince;
            return breaksRun ? alert with { ClearRun = 0, ClearSince = null } : alert;
        }

        // Several values of one time are one sample.
        var isAnother = seen.TakenAt != open.LatestAt;
        alert = alert with { ClearRun = alert.ClearRun + (isAnother ? 1 : 0), ClearSince = alert.ClearSince < seen.TakenAt ? alert.ClearSince : seen.TakenAt };
        if (alert.Status is AlertStatus.Firing or AlertStatus.Pending)
        {
            alert = alert with { Status = AlertStatus.Recovering, ChangedAt = seen.TakenAt };
            transitions.Add(new Transition(AlertEvent.AlertRecovering, AlertReason.FirstSampleBelow));
        }

        if (alert.ClearRun >= rule.ClearSamples && alert.LatestAt - alert.ClearSince >= rule.ClearFor)
        {
            transitions.Add(new Transition(AlertEvent.AlertCleared, AlertReason.EnoughSamplesBelow, alert.Level));
            alert = alert with { Status = AlertStatus.Inactive, Level = Level.Compliant, ChangedAt = seen.TakenAt, ClearedAt = seen.TakenAt };
        }

        return alert;
    }

    private static Alert ConfirmBySample(Alert alert, in Observation seen, List<Transition> transitions)
    {
        if (alert.IsConfirmed || !seen.IsDistinctSample || !seen.MayConfirm)
        {
            return alert;
        }

        if (seen.IsLaboratory)
        {
            transitions.Add(new Transition(AlertEvent.AlertConfirmed, AlertReason.Laboratory));
            return alert with { ConfirmedBy = ConfirmedBy.Laboratory, ChangedAt = seen.TakenAt };
        }

        if (alert.SamplesOver >= 2 || seen.HoldsTwoSamplesOver)
        {
            transitions.Add(new Transition(AlertEvent.AlertConfirmed, AlertReason.SecondSample));
            return alert with { ConfirmedBy = ConfirmedBy.SecondSample, ChangedAt = seen.TakenAt };
        }

        return alert;
    }

    /// <param name="ratioBefore">Of the newest sample before this one.</param>
    private static Alert ChangeLevel(Alert alert, decimal? ratioBefore, in Observation seen, AlertRule rule, List<Transition> transitions)
    {
        var seenLevel = LevelOf(seen, rule);
        if (seenLevel > alert.Level && seen.IsOver)
        {
            transitions.Add(new Transition(AlertEvent.AlertLevelRaised, WhyRaised(alert, seenLevel, seen, rule), alert.Level, seenLevel));
            return alert with { Level = seenLevel, PeakLevel = Levels.Higher(alert.PeakLevel, seenLevel), ChangedAt = seen.TakenAt };
        }

        // Hysteresis: a level is left only when the ratio is clear of its threshold by the clearing ratio. An open alert is never below Blue.
        var graded = Levels.Higher(rule.Levels.For(seen.Position / rule.ClearRatio), rule.Levels.ForClass(seen.ClassWithMargin));
        var held = Levels.Higher(Level.Blue, OneUpNearIntake(graded, seen));
        var isNewest = seen.IsDistinctSample && seen.TakenAt >= alert.LatestAt;
        if (held < alert.Level && isNewest && seen.FixedLevel is null && !alert.Flapping)
        {
            transitions.Add(new Transition(AlertEvent.AlertLevelLowered, WhyLowered(alert.Level, ratioBefore, seen, rule), alert.Level, held));
            return alert with { Level = held, ChangedAt = seen.TakenAt };
        }

        return alert;
    }

    /// <summary>Which rule gave the level: the ratio, where it alone reaches it.</summary>
    private static AlertReason WhyRaised(Alert alert, Level level, in Observation seen, AlertRule rule) =>
        seen.FixedLevel is not null ? alert.Key.Condition == Condition.MarkedOverLimit ? AlertReason.MarkedDuringIncident : AlertReason.RatioRose
        : ByRatio(seen.Position, seen, rule) < level ? AlertReason.ClassWorsened
        : AlertReason.RatioRose;

    /// <summary>Which rule held the level until now: the class, where the ratio before this sample no longer did.</summary>
    private static AlertReason WhyLowered(Level before, decimal? ratioBefore, in Observation seen, AlertRule rule) =>
        !rule.Levels.ByClass.IsEmpty && ratioBefore is { } ratio && ByRatio(ratio / rule.ClearRatio, seen, rule) < before ? AlertReason.ClassImproved : AlertReason.RatioFell;

    private static Level ByRatio(decimal position, in Observation seen, AlertRule rule) => Levels.Higher(Level.Yellow, OneUpNearIntake(rule.Levels.For(position), seen));

    private static Alert WithPeak(Alert alert, in Observation seen)
    {
        var isHigher = seen.Limit is null ? seen.Value.Value > alert.PeakValue?.Value : seen.Ratio > alert.PeakRatio;
        return isHigher ? alert with { PeakRatio = RatioOf(seen), PeakValue = seen.Value, PeakAt = seen.TakenAt } : alert;
    }

    private static Alert WithLatest(Alert alert, in Observation seen) =>
        alert.LatestAt > seen.TakenAt
            ? alert
            : alert with
            {
                LatestValue = seen.Value,
                LatestAt = seen.TakenAt,
                Ratio = RatioOf(seen),
                Limit = seen.Limit ?? alert.Limit,
                LimitRef = seen.LimitRef.Length == 0 ? alert.LimitRef : seen.LimitRef,
            };

    private static decimal? RatioOf(in Observation seen) => seen.Limit is null ? null : seen.Ratio;

    private static Level LevelOf(in Observation seen, AlertRule rule)
    {
        if (seen.IsOver && seen.FixedLevel is { } given)
        {
            return given;
        }

        var graded = Levels.Higher(rule.Levels.For(seen.Position), rule.Levels.ForClass(seen.Class));
        return seen.IsOver ? Levels.Higher(Level.Yellow, OneUpNearIntake(graded, seen)) : graded;
    }

    private static Level OneUpNearIntake(Level level, in Observation seen) => seen.IsNearIntake ? level.OneUp() : level;
}
