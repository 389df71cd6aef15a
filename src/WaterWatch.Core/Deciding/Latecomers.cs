using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>
/// An incident that becomes known late: what came before the news of it, but after its beginning, is taken as it would have been with the incident known. Alerts that
/// may belong to an incident but make none find it now, and values that an instrument marked during it are graded as such.
/// </summary>
internal static class Latecomers
{
    /// <summary>Event time from which there is an open incident on a river; <see cref="DateTimeOffset.MaxValue"/> while there is none.</summary>
    public static DateTimeOffset BeganBy(Draft draft, string river) =>
        draft.OpenIncidents(i => i.River == river).Select(i => i.OpenedAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>Alerts on a river that may belong to an incident but make none, in event order.</summary>
    public static List<Alert> Joiners(Draft draft, WatchedRiver river, Func<Alert, bool> which)
    {
        if (!draft.HasJoiners)
        {
            return [];
        }

        var joiners = draft.Joiners().Where(a => river.TryPlace(a.Key.Station.Value, out _) && which(a)).ToList();
        joiners.Sort(Joining.Compare);
        return joiners;
    }

    /// <summary>Whether an alert that makes no incident may still find one, or lose its own.</summary>
    public static bool IsJoiner(Draft draft, Alert alert) =>
        !alert.IsPlaced && draft.IsJoiner(alert.Id) && (alert.Incident is not { } id || draft.OpenIncident(id) is not null);

    /// <summary>Puts those that stood alone into the incidents that they belong to.</summary>
    public static void Join(Draft draft, WatchedRiver river, List<(Alert Alert, Candidate Found)> joining)
    {
        foreach (var (alert, found) in joining)
        {
            Join(draft, river, alert, found);
        }

        foreach (var incident in joining.Select(j => j.Found.Incident).Distinct())
        {
            DutyStep.Follow(draft, river, incident);
        }
    }

    /// <summary>Marking is how data are falsified: what was marked during an incident is never below Yellow, whichever of the two became known first.</summary>
    public static void Grade(Draft draft, WatchedRiver river)
    {
        if (!draft.HasJoiners)
        {
            return;
        }

        var beganAt = BeganBy(draft, river.Id);
        foreach (var marked in Joiners(draft, river, a => IsUngraded(a, beganAt)))
        {
            var raised = Raise(draft, marked);
            if (raised.Incident is { } id && draft.OpenIncident(id) is { } incident)
            {
                draft.Put(incident = incident with { PeakLevel = Levels.Higher(incident.PeakLevel, Level.Yellow) });
                IncidentStep.FollowLevel(draft, incident, raised, Levels.Higher(incident.Level, raised.Level), raised.ChangedAt);
            }
        }
    }

    private static void Join(Draft draft, WatchedRiver river, Alert alert, Candidate found)
    {
        alert = IsUngraded(alert, found.By.FiredAt) ? Raise(draft, alert) : alert;
        var incident = draft.OpenIncident(found.Incident)!;
        incident = incident with { PeakLevel = Levels.Higher(incident.PeakLevel, alert.PeakLevel) };
        var placed = alert with { Incident = incident.Id };
        draft.Put(placed);
        placed = IncidentStep.Join(draft, placed, incident, IncidentStep.Evidence(new Placing(draft, river), river, alert, found));
        IncidentStep.FollowLevel(draft, draft.OpenIncident(incident.Id)!, placed, Levels.Higher(incident.Level, placed.Level), placed.ChangedAt);
    }

    private static bool IsUngraded(Alert alert, DateTimeOffset beganAt) =>
        alert.Key.Condition == Condition.MarkedOverLimit && alert.LastOverAt >= beganAt && alert.PeakLevel < Level.Yellow;

    private static Alert Raise(Draft draft, Alert marked)
    {
        var from = marked.IsOpen ? marked.Level : marked.PeakLevel;
        var raised = marked with { PeakLevel = Level.Yellow, Level = marked.IsOpen ? Level.Yellow : marked.Level };
        draft.Put(raised);
        AlertStep.Note(
            draft, null, raised, new Outcome(raised, [new Transition(AlertEvent.AlertLevelRaised, AlertReason.MarkedDuringIncident, from, Level.Yellow)]), null, default);
        return raised;
    }
}
