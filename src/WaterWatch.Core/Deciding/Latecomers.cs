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
        draft.OpenIncidents().Where(i => i.River == river).Select(i => i.OpenedAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    public static void LookAgain(Draft draft, WatchedRiver river)
    {
        if (!draft.HasJoiners)
        {
            return;
        }

        var newest = draft.NewestAlerts().Where(a => Belonging.MayOnlyJoin(a) && river.TryPlace(a.Key.Station.Value, out _)).ToList();
        newest.Sort(Joining.Compare);
        Grade(draft, river, newest);
        foreach (var unled in newest.Where(a => a.Incident is null && !a.IsPlaced))
        {
            JoinNow(draft, river, draft.OpenAlert(unled.Key) ?? draft.Cleared(unled.Key) ?? unled);
        }
    }

    private static void JoinNow(Draft draft, WatchedRiver river, Alert alert)
    {
        var placing = new Placing(draft, river);
        if (placing.Of(alert).Incident is not { } found)
        {
            return;
        }

        var incident = draft.OpenIncident(found.Incident)!;
        incident = incident with { PeakLevel = Levels.Higher(incident.PeakLevel, alert.PeakLevel) };
        var placed = alert with { Incident = incident.Id };
        draft.Put(placed);
        placed = IncidentStep.Join(draft, placed, incident, IncidentStep.Evidence(placing, river, alert, found));
        IncidentStep.FollowLevel(draft, draft.OpenIncident(incident.Id)!, placed, Levels.Higher(incident.Level, placed.Level), placed.ChangedAt);
        DutyStep.Follow(draft, river, incident.Id);
    }

    /// <summary>Marking is how data are falsified: what was marked during an incident is never below Yellow, whichever of the two became known first.</summary>
    private static void Grade(Draft draft, WatchedRiver river, List<Alert> newest)
    {
        var beganAt = BeganBy(draft, river.Id);
        var members = draft.RollsOf(river).All().SelectMany(r => r.Roll.Alerts);
        foreach (var marked in newest.Concat(members).Where(a => a.Key.Condition == Condition.MarkedOverLimit && a.LastOverAt >= beganAt && a.PeakLevel < Level.Yellow).DistinctBy(a => a.Id).ToList())
        {
            var from = marked.IsOpen ? marked.Level : marked.PeakLevel;
            var raised = marked with { PeakLevel = Level.Yellow, Level = marked.IsOpen ? Level.Yellow : marked.Level };
            draft.Put(raised);
            AlertStep.Note(
                draft, null, raised, new Outcome(raised, [new Transition(AlertEvent.AlertLevelRaised, AlertReason.MarkedDuringIncident, from, Level.Yellow)]), null, default);
            if (raised.Incident is { } id && draft.OpenIncident(id) is { } incident)
            {
                draft.Put(incident = incident with { PeakLevel = Levels.Higher(incident.PeakLevel, Level.Yellow) });
                IncidentStep.FollowLevel(draft, incident, raised, Levels.Higher(incident.Level, raised.Level), raised.ChangedAt);
            }
        }
    }
}
