using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>What a named person says of an alert: that it is right, or that it is over.</summary>
internal static class AlertActStep
{
    public static ActResult Confirm(Draft draft, WatchPlan plan, Act.ConfirmAlert act, DateTimeOffset at)
    {
        if (Open(draft, act.Alert) is not { } open)
        {
            return NotOpen(act.Alert);
        }

        if (open.IsConfirmed || !open.Key.Condition.IsOfTheWater())
        {
            return ActStep.Refuse(ActRefusal.Conflict, open.IsConfirmed
                ? $"Alert {open.Id} is confirmed already ({open.ConfirmedBy})."
                : $"Alert {open.Id} is of the station, not of the water: there is nothing to confirm.");
        }

        var station = plan.Stations.GetValueOrDefault(open.Key.Station.Value);
        var confirmed = AlertStep.Confirm(draft, station, open, ConfirmedBy.Person, AlertReason.ConfirmedByPerson, at, act.By, Said(act));
        Follow(draft, plan, station, open, confirmed, at);
        return ActResult.Done(confirmed.Incident);
    }

    public static ActResult Clear(Draft draft, WatchPlan plan, Act.ClearAlert act, DateTimeOffset at)
    {
        if (Open(draft, act.Alert) is not { } open)
        {
            return NotOpen(act.Alert);
        }

        Clear(draft, plan, open, act, at);
        return ActResult.Done(open.Incident);
    }

    /// <summary>Ends an open alert in a person's name, and takes that on to its incident.</summary>
    public static void Clear(Draft draft, WatchPlan plan, Alert open, Act act, DateTimeOffset at)
    {
        var cleared = StandingAlert.Clear(draft, open, AlertReason.ClearedByPerson, at, Said(act), act.By);
        Follow(draft, plan, plan.Stations.GetValueOrDefault(open.Key.Station.Value), open, cleared, at);
    }

    private static void Follow(Draft draft, WatchPlan plan, WatchedStation? station, Alert before, Alert after, DateTimeOffset at)
    {
        if (station is not null)
        {
            IncidentStep.Follow(draft, plan, station, before, after, at);
        }
        else if (after.Incident is { } id && draft.OpenIncident(id) is { } incident)
        {
            // Its station is not configured any more: nothing else than the level can follow.
            IncidentStep.FollowLevel(draft, incident, after, draft.LevelOf(incident), at);
        }
    }

    private static Dictionary<string, string> Said(Act act) => new() { ["said"] = act.Reason };

    private static Alert? Open(Draft draft, long id) => draft.Changed(id) is { } changed ? changed.IsOpen ? changed : null : draft.OpenAlerts().FirstOrDefault(a => a.Id == id);

    private static ActResult NotOpen(long id) => ActStep.Refuse(ActRefusal.NotFound, $"There is no open alert {id}.");
}
