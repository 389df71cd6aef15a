using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Somebody takes it on: nobody further is called, whatever policy was calling. Policies that begin later have people of their own, and call until they are answered too.
/// </summary>
internal static class AcknowledgeStep
{
    public static ActResult Acknowledge(Draft draft, WatchPlan plan, Act.Acknowledge act, DateTimeOffset at)
    {
        if (AlertsOf(draft, plan, act, out var refused) is not { } alerts)
        {
            return refused;
        }

        var open = alerts.Where(a => a.IsOpen).ToList();
        if (open.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.Conflict, "No alert of it is open any more: there is nothing to acknowledge.");
        }

        var subject = NewsOfBatch.SubjectOf(draft, plan, open[0]);
        var escalation = draft.Tellings.Of(subject);
        if (act.Told.Count + act.TogetherOn.Length > 0 && escalation is not null)
        {
            open = [.. new Teller(draft, plan, escalation).OpenAlerts()];
        }

        if (open.TrueForAll(a => a.AcknowledgedBy.Length > 0) && escalation?.Runs.All(r => r.IsStopped) != false && !HandOverStep.IsFor(draft, plan, escalation, act.By))
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"It is acknowledged already, by {open[0].AcknowledgedBy}.");
        }

        foreach (var alert in open)
        {
            draft.Put(alert with { AcknowledgedBy = act.By });
        }

        var incident = open.TrueForAll(a => a.Incident == open[0].Incident) ? open[0].Incident : null;
        Note(draft, EntryKind.Acknowledged, act, at, incident, subject, open);
        List<Alert> all = escalation is null ? [] : [.. new Teller(draft, plan, escalation).OpenAlerts()];
        if (escalation is not null && all.Count > 0 && all.TrueForAll(a => a.AcknowledgedBy.Length > 0))
        {
            // What is due next is what is left beside the calls; it is looked at, at once.
            draft.Tellings.Put(escalation with
            {
                Acknowledged = new Acknowledgement(act.By, draft.RecordedAt, all.Max(a => a.Level)),
                Runs = [.. escalation.Runs.Select(r => r with { IsStopped = true })],
                NextAt = draft.RecordedAt,
            });
            HandOverStep.AcceptAll(draft, plan, subject, act);
        }

        return ActResult.Done(incident);
    }

    /// <summary>Nobody works on it after all: it begins anew, from the first step.</summary>
    public static ActResult Withdraw(Draft draft, WatchPlan plan, Act.WithdrawAcknowledgement act, DateTimeOffset at)
    {
        if (AlertsOf(draft, act.Incident, act.Alert, out var refused) is not { } alerts)
        {
            return refused;
        }

        var acknowledged = alerts.Where(a => a.IsOpen && a.AcknowledgedBy.Length > 0).ToList();
        if (acknowledged.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.Conflict, "Nobody has acknowledged it, so there is nothing to withdraw.");
        }

        foreach (var alert in acknowledged)
        {
            draft.Put(alert with { AcknowledgedBy = "" });
        }

        var subject = NewsOfBatch.SubjectOf(draft, plan, acknowledged[0]);
        Note(draft, EntryKind.AcknowledgementWithdrawn, act, at, acknowledged[0].Incident, subject, acknowledged);
        if (draft.Tellings.Of(subject) is { } escalation)
        {
            // Begun just after now, so that the first step is one that is still to be taken.
            var before = draft.RecordedAt - TimeSpan.FromTicks(1);
            draft.Tellings.Put(escalation with
            {
                Acknowledged = null,
                Runs = [.. escalation.Runs.Select(r => r.IsStopped ? new PolicyRun(r.Policy, draft.RecordedAt, before) : r)],
                NextAt = draft.RecordedAt,
            });
        }

        return ActResult.Done(acknowledged[0].Incident);
    }

    /// <summary>
    /// What was told of, as it stands now: what has gone into another incident is answered for there, and of many that were told together what is still open.
    /// </summary>
    private static List<Alert>? AlertsOf(Draft draft, WatchPlan plan, Act.Acknowledge act, out ActResult refused)
    {
        if (act.Told.Count + act.TogetherOn.Length == 0 || act.Incident is { } incident && draft.OpenIncident(incident) is not null)
        {
            return AlertsOf(draft, act.Incident, act.Alert, out refused);
        }

        var together = Subject.OfSurge(act.TogetherOn);
        var found = draft.OpenAlerts().FirstOrDefault(a => act.Told.Contains(a.Id))
            ?? (draft.Tellings.Of(together) is null ? null : new Teller(draft, plan, together).OpenAlerts().FirstOrDefault());
        refused = ActStep.Refuse(ActRefusal.NotFound, "No alert of it is open any more.");
        return found is null ? null : AlertsOf(draft, null, found.Id, out refused);
    }

    /// <summary>The alerts of the incident; of an alert those of its incident, or itself.</summary>
    private static List<Alert>? AlertsOf(Draft draft, long? incident, long? alert, out ActResult refused)
    {
        refused = ActStep.Refuse(ActRefusal.NotFound, $"There is no open alert {alert}.");
        var found = incident is null ? draft.OpenAlerts().FirstOrDefault(a => a.Id == alert) : null;
        if (incident is null && found?.Incident is null)
        {
            return found is null ? null : [found];
        }

        return ActStep.Open(draft, incident ?? found!.Incident!.Value, out refused) is { } open ? [.. draft.MembersOf(open)] : null;
    }

    private static void Note(Draft draft, EntryKind kind, Act act, DateTimeOffset at, long? incident, Subject subject, List<Alert> alerts)
    {
        var facts = new Dictionary<string, string>
        {
            ["alerts"] = NotToldNote.Ranges([.. alerts.Select(a => a.Id).Order()]),
            ["level"] = alerts.Max(a => a.Level).ToString(),
            ["reason"] = act.Reason,
            ["raw_block"] = draft.RawHash,
        };
        Subjects.AddTo(facts, subject);
        draft.Note(new TimelineEntry { At = at, Kind = kind, Incident = incident, Station = StationOf(alerts), By = act.By, Data = facts });
    }

    private static string? StationOf(List<Alert> alerts) => alerts is [{ Key.Station.Value: { Length: > 0 } station }] ? station : null;
}
