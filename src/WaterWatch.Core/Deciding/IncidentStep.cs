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
        if (!Belonging.MayJoin(alert.Key.Condition) || !plan.Rivers.TryGetValue(station.Station.River, out var river))
        {
            draft.Put(alert);
            noteAlert(alert);
            return alert;
        }

        alert = alert with
        {
            OpensIncident = alert.Key.Determinand is { } determinand && alert.Key.Condition.OpensIncidents(station.RulesFor(determinand, alert.Key.Fraction).Alerts),
        };
        var placing = new Placing(draft, river);
        var placement = placing.Of(alert);
        var joins = placement.Incident is { } found ? (draft.OpenIncident(found.Incident)!, Evidence(placing, river, alert, found))
            : Belonging.MayOpen(alert) && placement.Candidates.Count == 0 ? LeadsInto(draft, placing, river, alert)
            : ((Incident Incident, JoinEvidence Evidence)?)null;
        if (joins is null && !Belonging.MayOpen(alert))
        {
            draft.Put(alert);
            noteAlert(alert);
            return alert;
        }

        var opened = joins is null ? Begin(draft, station.Station.River, alert, placement.Candidates) : null;
        if (opened is not null)
        {
            draft.Put(opened);
        }

        var placed = alert with { Incident = opened?.Id ?? joins!.Value.Incident.Id };
        draft.Put(placed);
        noteAlert(placed);
        placed = opened is null ? Join(draft, placed, joins!.Value.Incident, joins.Value.Evidence) : NoteOpened(draft, opened, placed);
        placed = Confirm(draft, plan, station, river, placed);
        DutyStep.Follow(draft, plan, placed);
        new Regrouping(draft, river).Placed(placed);
        return draft.Member(placed.Id) ?? placed;
    }

    /// <summary>Takes over what a changed alert means for its incident: where it belongs, level, beginning, and whether all of it has cleared.</summary>
    public static void Follow(Draft draft, WatchPlan plan, WatchedStation station, Alert? before, Alert alert, DateTimeOffset at)
    {
        // One that stands alone may find its incident by its own times.
        var mayBelong = alert.Incident is { } its ? draft.OpenIncident(its) is not null : Belonging.StandsAlone(alert);
        if (!mayBelong)
        {
            return;
        }

        var river = plan.Rivers.GetValueOrDefault(station.Station.River);
        if (before is not null && river is not null)
        {
            new Regrouping(draft, river).Changed(before, alert);
            alert = draft.Member(alert.Id) ?? alert;
        }

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

        FollowLevel(draft, incident, alert, alert.Level >= incident.Level ? alert.Level : draft.LevelOf(incident), at);
        if (Belonging.MayOpen(alert) && before?.FiredAt != alert.FiredAt && river is not null)
        {
            Latecomers.Grade(draft, river);
        }
    }

    /// <summary>Takes over the level of an incident's gravest alert.</summary>
    /// <param name="alert">The one that it changed with.</param>
    public static void FollowLevel(Draft draft, Incident incident, Alert alert, Level level, DateTimeOffset at)
    {
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

    /// <summary>An incident that begins with an alert; not yet put.</summary>
    public static Incident Begin(Draft draft, string river, Alert alert, IReadOnlyList<long> candidates) => new()
    {
        Id = draft.LastIncidentId + 1,
        River = river,
        Level = alert.Level,
        PeakLevel = alert.Level,
        OpenedAt = alert.FiredAt,
        RecordedAt = draft.RecordedAt,
        Alerts = [alert.Id],
        Determinands = alert.Key.Determinand is { } determinand ? [determinand.Key] : [],
        Stations = [alert.Key.Station.Value],
        Origin = alert.Id,
        Candidates = candidates,
    };

    public static Alert NoteOpened(Draft draft, Incident incident, Alert alert)
    {
        // Two incidents above a confluence: which of them this belongs to is for a person to say.
        var candidates = incident.Candidates;
        Note(draft, EntryKind.IncidentOpened, incident, alert, alert.FiredAt, candidates.Count == 0 ? [] : new() { ["candidates"] = string.Join(", ", candidates) });
        return Entered(draft, alert);
    }

    public static Incident With(Incident incident, Alert alert)
    {
        var determinand = alert.Key.Determinand?.Key ?? "";
        return incident with
        {
            Alerts = Appended(incident.Alerts, alert.Id),
            Determinands = determinand.Length == 0 || incident.Determinands.Contains(determinand) ? incident.Determinands : [.. incident.Determinands, determinand],
            Stations = incident.Stations.Contains(alert.Key.Station.Value) ? incident.Stations : [.. incident.Stations, alert.Key.Station.Value],
        };
    }

    /// <summary>Copied as a whole: an incident may have thousands, and each that joins makes a new list.</summary>
    private static long[] Appended(IReadOnlyList<long> alerts, long alert)
    {
        var longer = new long[alerts.Count + 1];
        if (alerts is long[] known)
        {
            known.CopyTo(longer, 0);
        }
        else
        {
            alerts.ToArray().CopyTo(longer, 0);
        }

        longer[^1] = alert;
        return longer;
    }

    /// <summary>Remembers by which entry an alert came into its incident: the newest one.</summary>
    public static Alert Entered(Draft draft, Alert alert)
    {
        var entered = alert with { IncidentEntry = draft.Head.Seq };
        draft.Put(entered);
        return entered;
    }

    public static void Note(Draft draft, EntryKind kind, Incident incident, Alert alert, DateTimeOffset at, Dictionary<string, string> facts)
    {
        // Who joins is read with its own level; that of the whole stands beside it.
        facts["level"] = (kind is EntryKind.IncidentJoined or EntryKind.IncidentRegrouped ? alert.Level : incident.Level).ToString();
        facts["incident_level"] = incident.Level.ToString();
        facts["determinand"] = alert.Key.Determinand?.Key ?? "";
        facts["alert"] = Facts.Number(alert.Id);
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

    /// <summary>
    /// The incident whose origin is explained by a new origin above it, found in the order down, up: it goes on under its number, the one with the most alerts
    /// where there are several. The others follow.
    /// </summary>
    private static (Incident Incident, JoinEvidence Evidence)? LeadsInto(Draft draft, Placing placing, WatchedRiver river, Alert alert)
    {
        if (!river.TryPlace(alert.Key.Station.Value, out var place))
        {
            return null;
        }

        var below = placing.Below(alert, i => draft.OpenIncident(i) is { IsArranged: false, Candidates.Count: 0 })
            .Select(b => (Incident: draft.OpenIncident(b.Alert.Incident!.Value)!, b.Alert, b.Place))
            .Where(b => b.Incident.Origin == b.Alert.Id)
            .OrderByDescending(b => b.Incident.Alerts.Count).ThenBy(b => b.Incident.Id)
            .FirstOrDefault();
        return below.Alert is null ? null : (below.Incident with { Origin = alert.Id }, placing.Evidence(alert, place, below.Alert, below.Place));
    }

    public static JoinEvidence Evidence(Placing placing, WatchedRiver river, Alert alert, Candidate by)
    {
        river.TryPlace(alert.Key.Station.Value, out var place);
        return by.Place < place || by.Place == place && Joining.IsBefore(by.By, alert)
            ? placing.Evidence(by.By, by.Place, alert, place)
            : placing.Evidence(alert, place, by.By, by.Place);
    }

    public static Alert Join(Draft draft, Alert alert, Incident incident, JoinEvidence evidence)
    {
        var joined = With(incident, alert);
        draft.Put(joined);
        Note(draft, EntryKind.IncidentJoined, joined, alert, alert.FiredAt, new(evidence.Data));
        return Entered(draft, alert);
    }

    /// <summary>The nearest alert of the same metal over its limit in the incident, at another station, and a newly placed one confirm each other.</summary>
    private static Alert Confirm(Draft draft, WatchPlan plan, WatchedStation station, WatchedRiver river, Alert alert)
    {
        if (Neighbours.Nearest(draft, river, alert) is not { } neighbour)
        {
            return alert;
        }

        var at = alert.FiredAt > neighbour.FiredAt ? alert.FiredAt : neighbour.FiredAt;
        AlertStep.Confirm(draft, plan.Stations.GetValueOrDefault(neighbour.Key.Station.Value), neighbour, ConfirmedBy.NeighbouringStation, AlertReason.NeighbouringStation, at);
        return AlertStep.Confirm(draft, station, alert, ConfirmedBy.NeighbouringStation, AlertReason.NeighbouringStation, at);
    }
}
