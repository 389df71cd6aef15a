using WaterWatch.Alerts;
using WaterWatch.Quality;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Runs the alert machine, writes its steps into the timeline and takes them on to the incident.</summary>
internal static class AlertStep
{
    /// <summary>When a determinand has no expected interval: the four-hour cycle of Chinese surface-water stations (HJ 915, unverified).</summary>
    private static readonly TimeSpan UsualInterval = TimeSpan.FromHours(4);

    public static void Observe(
        Draft draft, WatchPlan plan, WatchedStation station, AlertKey key, DeterminandRules rules, Observation seen, QualityFlag quality,
        IReadOnlyDictionary<string, string>? more = null)
    {
        if (seen.IsHistory)
        {
            draft.History.See(key, seen);
            return;
        }

        var before = draft.OpenAlert(key);
        seen = seen with { IsNearIntake = plan.IsNearIntake(station.Station), LimitRef = seen.LimitRef ?? "" };
        var outcome = AlertMachine.Step(before, key, seen, rules.Alerts, draft.LastAlertId + 1);
        if (outcome.Alert is not { } alert || alert == before && outcome.Transitions.Count == 0)
        {
            return;
        }

        draft.Put(alert);
        if (before is null)
        {
            alert = IncidentStep.Place(draft, plan, station, alert, placed => Note(draft, station, placed, outcome, seen, quality, more));
        }
        else
        {
            Note(draft, station, alert, outcome, seen, quality, more);
        }

        IncidentStep.Follow(draft, plan, station, before, alert, seen.TakenAt);
    }

    /// <summary>Exceedances that nothing has confirmed or refuted for one and a half sampling intervals.</summary>
    public static void EscalateNotRefuted(Draft draft, WatchPlan plan, DateTimeOffset now)
    {
        foreach (var open in draft.OpenAlerts().Where(a => a.Key.Condition == Condition.LimitExceedance && !a.IsConfirmed && !a.NotRefuted).ToList())
        {
            if (!plan.Stations.TryGetValue(open.Key.Station.Value, out var station) || open.Key.Determinand is not { } determinand)
            {
                continue;
            }

            var rules = station.RulesFor(determinand, open.Key.Fraction);
            var dueAt = open.RaisedAt + rules.Alerts.NotRefutedAfter(rules.Interval ?? UsualInterval);
            var outcome = AlertMachine.NotRefuted(open, dueAt, now);
            if (outcome.Alert is { } alert && outcome.Transitions.Count > 0)
            {
                draft.Put(alert);
                Note(draft, station, alert, outcome, null, default);
            }
        }
    }

    /// <summary>Confirms an alert by something other than its own samples.</summary>
    /// <param name="person">Who vouches for it; null when the service decides.</param>
    public static Alert Confirm(
        Draft draft, WatchedStation? station, Alert open, ConfirmedBy by, AlertReason reason, DateTimeOffset at, string? person = null, IReadOnlyDictionary<string, string>? more = null)
    {
        var outcome = AlertMachine.Confirm(open, by, reason, at);
        if (outcome.Alert is { } alert && outcome.Transitions.Count > 0)
        {
            draft.Put(alert);
            Note(draft, station, alert, outcome, null, default, more, person);
            return alert;
        }

        return open;
    }

    /// <param name="more">Facts that only this condition has; null when there are none.</param>
    /// <param name="by">The person who did it; null when the service decided.</param>
    public static void Note(
        Draft draft, WatchedStation? station, Alert alert, Outcome outcome, Observation? seen, QualityFlag quality, IReadOnlyDictionary<string, string>? more = null, string? by = null)
    {
        foreach (var transition in outcome.Transitions)
        {
            draft.Note(new TimelineEntry
            {
                At = transition.Event == AlertEvent.AlertBackdated ? alert.FiredAt : seen?.TakenAt ?? alert.ChangedAt,
                Kind = Enum.Parse<EntryKind>(transition.Event.ToString()),
                Incident = alert.Incident,
                Station = station?.Station.Id.Value ?? (alert.Key.Station.Value.Length == 0 ? null : alert.Key.Station.Value),
                By = by ?? Decider.Service,
                Data = Facts.Of(alert, transition, seen, quality, more),
            });
        }
    }
}
