using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What a regrouping means for the incidents themselves: their alerts, levels, beginnings and duties, each change told on the timeline.</summary>
internal static class RegroupingNotes
{
    /// <param name="changed">Incidents that alerts came into or left, or whose choice changed.</param>
    /// <param name="moved">Alerts, the incidents that they were in, and the arithmetic where they did not just go with others.</param>
    public static void Finish(Draft draft, WatchedRiver river, IReadOnlyCollection<long> changed, IEnumerable<(long Alert, long From, JoinEvidence? Evidence)> moved)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var moves = moved
            .Select(m => (Alert: draft.Member(m.Alert)!, m.From, m.Evidence))
            .Where(m => m.Alert.Incident != m.From)
            .Order(Comparer<(Alert Alert, long From, JoinEvidence? Evidence)>.Create((a, b) => Joining.Compare(a.Alert, b.Alert)))
            .ToList();
        var lists = moves.GroupBy(m => m.From).ToDictionary(g => g.Key, g => g.Select(m => m.Alert.Id).ToHashSet());
        foreach (var (incident, gone) in lists)
        {
            Without(draft, incident, gone);
        }

        foreach (var (alert, from, evidence) in moves)
        {
            if (alert.Incident is null)
            {
                NoteLeft(draft, river, alert, from);
            }
            else
            {
                MoveIn(draft, alert, from, evidence);
            }
        }

        foreach (var closed in changed.Select(i => draft.Incident(i)!).Where(i => !i.IsOpen))
        {
            DutyStep.Move(draft, closed.Id, closed.MergedInto!.Value);
        }

        foreach (var incident in changed)
        {
            Tell(draft, river, incident, moves.FindLast(m => m.Alert.Incident == incident).Alert);
        }
    }

    private static void Without(Draft draft, long id, HashSet<long> gone)
    {
        // One that everything has left keeps the names of its stations and metals, so that it can still be told what it was.
        if (draft.OpenIncident(id) is not { } incident)
        {
            draft.Put(draft.Incident(id)! with { Alerts = [] });
            return;
        }

        var left = incident.Alerts.Where(a => !gone.Contains(a)).ToList();
        var members = left.Select(draft.Member).OfType<Alert>().ToList();
        draft.Put(incident with
        {
            Alerts = left,
            Determinands = [.. members.Select(a => a.Key.Determinand?.Key).OfType<string>().Distinct()],
            Stations = [.. members.Select(a => a.Key.Station.Value).Distinct()],
            OpenedAt = members.Count == 0 ? incident.OpenedAt : members.Min(a => a.FiredAt),
            PeakLevel = members.Select(a => a.PeakLevel).DefaultIfEmpty(incident.PeakLevel).Max(),
        });
    }

    /// <summary>On the timeline of the incident that it was in: it stands alone, since nothing leads it there any more, or to other incidents as well.</summary>
    private static void NoteLeft(Draft draft, WatchedRiver river, Alert alert, long from)
    {
        var candidates = new Placing(draft, river).Of(alert).Candidates;
        draft.Put(alert with { IncidentEntry = null });
        IncidentStep.Note(draft, EntryKind.IncidentRegrouped, draft.Incident(from)!, alert, alert.FiredAt, new()
        {
            ["from_incident"] = Facts.Number(from),
            ["into"] = "none",
            ["candidates"] = string.Join(", ", candidates),
        });
    }

    private static void MoveIn(Draft draft, Alert alert, long from, JoinEvidence? evidence)
    {
        var incident = draft.OpenIncident(alert.Incident!.Value)!;
        var isFirst = incident.Alerts.Count == 0;
        incident = IncidentStep.With(incident, alert);
        incident = incident with { PeakLevel = alert.PeakLevel > incident.PeakLevel ? alert.PeakLevel : incident.PeakLevel };
        draft.Put(incident);
        if (isFirst)
        {
            alert = IncidentStep.NoteOpened(draft, incident, alert);
        }

        var facts = new Dictionary<string, string>(evidence?.Data ?? new Dictionary<string, string>()) { ["from_incident"] = Facts.Number(from) };
        IncidentStep.Note(draft, EntryKind.IncidentRegrouped, incident, alert, alert.FiredAt, facts);
        IncidentStep.Entered(draft, alert);
    }

    /// <param name="newest">The last alert that came in; null when none did.</param>
    private static void Tell(Draft draft, WatchedRiver river, long id, Alert? newest)
    {
        if (draft.OpenIncident(id) is not { } incident)
        {
            NoteClosed(draft, draft.Incident(id)!);
            return;
        }

        var members = draft.MembersOf(incident).ToList();
        var speaking = newest ?? members.FirstOrDefault();
        if (speaking is null)
        {
            return;
        }

        if (newest is null && incident.Candidates.Count > 0)
        {
            IncidentStep.Note(
                draft, EntryKind.IncidentRegrouped, incident, speaking, speaking.FiredAt, new() { ["candidates"] = string.Join(", ", incident.Candidates) });
        }

        var first = members.MinBy(a => a.FiredAt)!;
        if (first.FiredAt < incident.OpenedAt)
        {
            incident = incident with { OpenedAt = first.FiredAt };
            draft.Put(incident);
            IncidentStep.Note(draft, EntryKind.IncidentBackdated, incident, first, first.FiredAt, []);
        }

        IncidentStep.FollowLevel(draft, incident, speaking, members.Max(a => a.Level), members.Max(a => a.ChangedAt));
        DutyStep.Follow(draft, river, incident.Id);
    }

    /// <summary>On the timeline of the one that is closed; that of the other tells of each alert.</summary>
    private static void NoteClosed(Draft draft, Incident closed) => draft.Note(new TimelineEntry
    {
        At = closed.OpenedAt,
        Kind = EntryKind.IncidentMerged,
        Incident = closed.Id,
        By = Decider.Service,
        Data = new Dictionary<string, string>
        {
            ["merged"] = Facts.Number(closed.Id),
            ["into"] = Facts.Number(closed.MergedInto ?? 0),
            ["reason"] = "none of its alerts is left in it",
        },
    });
}
