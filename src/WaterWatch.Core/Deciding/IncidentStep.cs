using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Finds the incident that an alert belongs to, opens one, and keeps its level in step with its alerts.</summary>
internal static class IncidentStep
{
    /// <summary>Gives a newly raised alert its incident.</summary>
    /// <param name="noteAlert">Writes the alert's own entries; called with the alert once its incident is known, before the incident's entry tells of it.</param>
    /// <returns>The alert as it stands afterwards.</returns>
    public static Alert Place(Draft draft, WatchPlan plan, WatchedStation station, Alert alert, Action<Alert> noteAlert)
    {
        var joins = new List<(Incident Incident, JoinEvidence Evidence)>();
        if (alert.Key.Condition.MayJoinIncidents())
        {
            joins.AddRange(draft.OpenIncidents()
                .Select(incident => (incident, Evidence: Best(draft, plan, station, alert, incident)))
                .Where(join => join.Evidence is not null)
                .Select(join => (join.incident, join.Evidence!)));
        }

        joins = Narrow(joins, alert);

        // A mark may hide an exceedance or a faulty sensor: it may belong to an incident, but it does not make one.
        var incidentId = joins.Count == 1 ? joins[0].Incident.Id
            : alert.Key.Determinand is { } determinand && alert.Key.Condition.OpensIncidents(station.RulesFor(determinand, alert.Key.Fraction).Alerts) ? draft.LastIncidentId + 1
            : (long?)null;
        var placed = alert with { Incident = incidentId };
        draft.Put(placed);
        noteAlert(placed);
        return incidentId is null ? placed
            : joins.Count == 1 ? Join(draft, plan, station, placed, joins[0].Incident, joins[0].Evidence)
            : Open(draft, station, placed, [.. joins.Select(j => j.Incident.Id)]);
    }

    /// <summary>Takes over what a changed alert means for its incident: level, beginning, and whether all of it has cleared.</summary>
    public static void Follow(Draft draft, Alert alert, DateTimeOffset at)
    {
        if (alert.Incident is not { } id || draft.OpenIncident(id) is not { } incident)
        {
            return;
        }

        if (alert.FiredAt < incident.OpenedAt)
        {
            incident = incident with { OpenedAt = alert.FiredAt };
            draft.Put(incident);
            Note(draft, EntryKind.IncidentBackdated, incident, alert, alert.FiredAt, []);
        }

        var level = draft.MembersOf(incident).Select(a => a.Level).DefaultIfEmpty(Level.Compliant).Max();
        if (level == incident.Level)
        {
            return;
        }

        var from = incident.Level;
        incident = incident with { Level = level, PeakLevel = level > incident.PeakLevel ? level : incident.PeakLevel };
        draft.Put(incident);
        var kind = level == Level.Compliant ? EntryKind.IncidentSubsided
            : level > from ? EntryKind.IncidentLevelRaised
            : EntryKind.IncidentLevelLowered;
        Note(draft, kind, incident, alert, at, new() { ["from_level"] = from.ToString() });
    }

    /// <summary>
    /// Of several incidents that an alert may belong to, the one that already has its station, or the one that was opened because nobody could tell the others
    /// apart: otherwise each further alert below a confluence would open an incident of its own.
    /// </summary>
    private static List<(Incident Incident, JoinEvidence Evidence)> Narrow(List<(Incident Incident, JoinEvidence Evidence)> joins, Alert alert)
    {
        if (joins.Count < 2)
        {
            return joins;
        }

        var here = joins.FindAll(j => j.Incident.Stations.Contains(alert.Key.Station.Value));
        var undecided = joins.FindAll(j => joins.TrueForAll(other => other.Incident.Id == j.Incident.Id || j.Incident.Candidates.Contains(other.Incident.Id)));
        return here.Count == 1 ? here : undecided.Count == 1 ? undecided : joins;
    }

    private static Alert Open(Draft draft, WatchedStation station, Alert alert, IReadOnlyList<long> candidates)
    {
        var incident = new Incident
        {
            Id = draft.LastIncidentId + 1,
            River = station.Station.River,
            Level = alert.Level,
            PeakLevel = alert.Level,
            OpenedAt = alert.FiredAt,
            RecordedAt = draft.RecordedAt,
            Alerts = [alert.Id],
            Determinands = alert.Key.Determinand is { } determinand ? [determinand.Key] : [],
            Stations = [alert.Key.Station.Value],
            Candidates = candidates,
        };
        draft.Put(incident);

        // Two incidents above a confluence: which of them this belongs to is for a person to say.
        Note(draft, EntryKind.IncidentOpened, incident, alert, alert.FiredAt, candidates.Count == 0 ? [] : new() { ["candidates"] = string.Join(", ", candidates) });
        return alert;
    }

    private static Alert Join(Draft draft, WatchPlan plan, WatchedStation station, Alert alert, Incident incident, JoinEvidence evidence)
    {
        var determinand = alert.Key.Determinand?.Key ?? "";
        var joined = incident with
        {
            Alerts = [.. incident.Alerts, alert.Id],
            Determinands = incident.Determinands.Contains(determinand) ? incident.Determinands : [.. incident.Determinands, determinand],
            Stations = incident.Stations.Contains(alert.Key.Station.Value) ? incident.Stations : [.. incident.Stations, alert.Key.Station.Value],
        };
        draft.Put(joined);
        Note(draft, EntryKind.IncidentJoined, joined, alert, alert.FiredAt, new(evidence.Data));

        // The nearest alert, which the incident is joined by, may be of another metal at this very station: any of the incident's may confirm.
        var neighbour = Connected(draft, plan, station, alert, incident)
            .Select(connected => (connected.Route, Alert: connected.Upstream.Id == alert.Id ? connected.Downstream : connected.Upstream))
            .Where(connected => ConfirmEachOther(alert, connected.Alert))
            .OrderBy(connected => connected.Route.LengthKm ?? decimal.MaxValue)
            .Select(connected => connected.Alert)
            .FirstOrDefault();
        if (neighbour is null)
        {
            return alert;
        }

        var at = alert.FiredAt > neighbour.FiredAt ? alert.FiredAt : neighbour.FiredAt;
        AlertStep.Confirm(draft, plan.Stations.GetValueOrDefault(neighbour.Key.Station.Value), neighbour, ConfirmedBy.NeighbouringStation, AlertReason.NeighbouringStation, at);
        return AlertStep.Confirm(draft, station, alert, ConfirmedBy.NeighbouringStation, AlertReason.NeighbouringStation, at);
    }

    /// <summary>The same metal over its limit at two stations that water connects in time; each by a sample that may confirm.</summary>
    private static bool ConfirmEachOther(Alert a, Alert b) =>
        a.Key.Station != b.Key.Station && a.Key.Determinand == b.Key.Determinand && a.Key.Condition == b.Key.Condition
        && a.Key.Condition == Condition.LimitExceedance && a.SamplesOver > 0 && b.SamplesOver > 0 && b.IsOpen;

    /// <summary>The evidence by the nearest of an incident's alerts; null when none of them connects.</summary>
    private static JoinEvidence? Best(Draft draft, WatchPlan plan, WatchedStation station, Alert alert, Incident incident) =>
        Connected(draft, plan, station, alert, incident).MinBy(evidence => evidence.Route.LengthKm ?? decimal.MaxValue);

    private static IEnumerable<JoinEvidence> Connected(Draft draft, WatchPlan plan, WatchedStation station, Alert alert, Incident incident)
    {
        if (incident.River != station.Station.River || !plan.Rivers.TryGetValue(incident.River, out var river))
        {
            return [];
        }

        return draft.MembersOf(incident)
            .Where(member => plan.Stations.ContainsKey(member.Key.Station.Value))
            .Select(member => Joining.Examine(
                river.Network, plan.Stations[member.Key.Station.Value].Station.PlaceId, member, station.Station.PlaceId, alert))
            .OfType<JoinEvidence>();
    }

    private static void Note(Draft draft, EntryKind kind, Incident incident, Alert alert, DateTimeOffset at, Dictionary<string, string> facts)
    {
        // Who joins is read with its own level; that of the whole stands beside it.
        facts["level"] = (kind == EntryKind.IncidentJoined ? alert.Level : incident.Level).ToString();
        facts["incident_level"] = incident.Level.ToString();
        facts["determinand"] = alert.Key.Determinand?.Key ?? "";
        facts["raw_block"] = draft.RawHash;
        draft.Note(new TimelineEntry
        {
            At = at,
            Kind = kind,
            Incident = incident.Id,
            Station = alert.Key.Station.Value,
            By = Decider.Service,
            Data = facts,
        });
    }
}
