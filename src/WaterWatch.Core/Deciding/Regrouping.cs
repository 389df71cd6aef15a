using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>
/// Keeps the incidents of one river what <see cref="Placing"/> says of their alerts, when one of them is new or has changed: those whose sources changed are
/// looked at again, in the order of the water, and nobody else. So a backlog gives the incidents that it would have given on time. What a person decided stays.
/// </summary>
internal sealed class Regrouping(Draft draft, WatchedRiver river)
{
    private readonly Placing _placing = new(draft, river);
    private readonly SortedSet<Due> _due = new(Due.InOrder);
    private readonly Dictionary<long, Moved> _moved = [];
    private readonly SortedSet<long> _changed = [];

    /// <summary>An alert that is in another incident than before, with the arithmetic; null where it went with others.</summary>
    private sealed record Moved(long From, JoinEvidence? Evidence);

    /// <summary>A newly placed alert: those below that it may explain are looked at again.</summary>
    public void Placed(Alert alert)
    {
        if (!Belonging.MayOpen(alert))
        {
            // It leads nobody.
            return;
        }

        DueBelow(alert, alert.Incident ?? 0);

        // One more that leads into the same incident changes nothing for those that are in it.
        Run(joiner => joiner.Incident != alert.Incident && _placing.Leading(alert, joiner) != Link.None);
    }

    /// <summary>An alert whose times have changed, or which has cleared.</summary>
    public void Changed(Alert before, Alert after)
    {
        var isMoved = before.FiredAt != after.FiredAt || before.LastBelowAt != after.LastBelowAt;
        if (!isMoved && before.IsOpen == after.IsOpen || !river.TryPlace(after.Key.Station.Value, out var place))
        {
            return;
        }

        if (!Belonging.MayOpen(after))
        {
            Finish(Latecomers.IsJoiner(draft, after) ? [after] : []);
            return;
        }

        if (before.FiredAt != after.FiredAt)
        {
            AddDue(after, place);
        }

        // Clearing changes only what began later.
        var since = isMoved ? default : after.ClearedAt ?? after.ChangedAt;
        var were = _placing.Below(before, _ => true, since).ToDictionary(b => b.Alert.Id, b => (b.Place, b.Link));
        foreach (var (below, at, link) in _placing.Below(after, _ => true, since))
        {
            var was = were.Remove(below.Id, out var earlier) ? earlier.Link : Link.None;
            if (link < was || link > was && !IsUntouched(below, after.Incident ?? 0))
            {
                AddDue(below, at);
            }
        }

        foreach (var (lost, (at, _)) in were)
        {
            AddDue(draft.Member(lost)!, at);
        }

        Run(joiner => _placing.Leading(before, joiner) != _placing.Leading(after, joiner));
    }

    /// <summary>Every alert of the river is looked at again, such as when a dam was operated.</summary>
    public void All()
    {
        DueAll(_ => true);
        Run(_ => true);
    }

    /// <summary>Those that wait for a choice in which the incidents stand are looked at again.</summary>
    public void ChoicesOf(long incident)
    {
        foreach (var waiting in draft.OpenIncidents(i => i.River == river.Id && i.Candidates.Contains(incident)).ToList())
        {
            if (draft.Member(waiting.Origin) is { } origin && river.TryPlace(origin.Key.Station.Value, out var place))
            {
                AddDue(origin, place);
            }
        }

        Run(_ => true);
    }

    private void DueAll(Func<Alert, bool> which)
    {
        foreach (var (roll, place) in draft.RollsOf(river).All())
        {
            roll.Alerts.FindAll(a => which(a)).ForEach(a => AddDue(a, place));
        }
    }

    private void AddDue(Alert alert, int place)
    {
        if (!alert.IsPlaced && Belonging.MayOpen(alert))
        {
            _due.Add(new Due(place, alert));
        }
    }

    /// <summary>Whether a further source in an incident changes nothing for an alert: it is in that incident, or in one that waits for the choice of it.</summary>
    private bool IsUntouched(Alert below, long source) =>
        below.Incident is not { } own
        || (own == source || _placing.Covers(own, source)) && draft.OpenIncident(own) is { } incident && (own == source || incident.Origin != below.Id);

    private void DueBelow(Alert alert, long incident)
    {
        if (!Belonging.MayOpen(alert))
        {
            return;
        }

        foreach (var (below, at, _) in _placing.Below(alert, i => i != incident))
        {
            if (!IsUntouched(below, incident))
            {
                AddDue(below, at);
            }
        }
    }

    /// <param name="concerns">Whether an alert that may only join may be led otherwise than before, although all others stay where they are.</param>
    private void Run(Func<Alert, bool> concerns)
    {
        while (_due.Count > 0)
        {
            var due = _due.Min!;
            _due.Remove(due);
            if (draft.Member(due.Alert.Id) is { IsPlaced: false, Incident: { } incident } alert && draft.OpenIncident(incident) is { } now)
            {
                Settle(alert, now, _placing.Of(alert));
            }
        }

        var regrouped = _changed.Count > 0;
        Finish(Latecomers.Joiners(draft, river, j => !j.IsPlaced && (regrouped || concerns(j))));
    }

    private void Finish(List<Alert> joiners)
    {
        var joining = SettleJoiners(joiners);
        RegroupingNotes.Finish(draft, river, _changed, _moved.Select(m => (m.Key, m.Value.From, m.Value.Evidence)));
        _moved.Clear();
        _changed.Clear();
        Latecomers.Join(draft, river, joining);
    }

    /// <summary>
    /// Those that may only join come last: they lead nobody, and where they belong follows from where the others are by now. Nobody can tell between two incidents,
    /// so one that had joined the first stands alone again when the second becomes known.
    /// </summary>
    /// <returns>Those that stood alone and have found their incident.</returns>
    private List<(Alert Joiner, Candidate Into)> SettleJoiners(List<Alert> joiners)
    {
        var joining = new List<(Alert, Candidate)>();
        foreach (var joiner in joiners)
        {
            var found = _placing.Of(joiner).Incident;
            if (joiner.Incident is { } from && found?.Incident != from)
            {
                Take(joiner, from, found?.Incident, found is null ? null : EvidenceOf(joiner, found));
            }
            else if (joiner.Incident is null && found is not null)
            {
                joining.Add((joiner, found));
            }
        }

        return joining;
    }

    private void Settle(Alert alert, Incident now, Placement placement)
    {
        var isOrigin = now.Origin == alert.Id;
        if (placement.Incident is { } found)
        {
            if (found.Incident == now.Id)
            {
                return;
            }

            if (isOrigin && now.Candidates.Count == 0 && !now.IsArranged)
            {
                Unite(now, draft.OpenIncident(found.Incident)!, alert, found);
            }
            else
            {
                Move(alert, now, found.Incident, EvidenceOf(alert, found));
            }
        }
        else if (isOrigin || now.Origin == 0 && !now.IsArranged)
        {
            // It stays, as the origin of what is here: with nothing above it, or with something else to choose from.
            if (!isOrigin || !now.Candidates.SequenceEqual(placement.Candidates))
            {
                draft.Put(now with { Origin = alert.Id, Candidates = placement.Candidates });
                _changed.Add(now.Id);
                DueAfterChoice(now.Id, now.Candidates, placement.Candidates);
            }
        }
        else
        {
            Move(alert, now, Begin(alert, placement.Candidates), null);
        }
    }

    /// <summary>
    /// What an incident waits for has changed, and so has what it covers: where it covers less, its own alerts may belong elsewhere; where more, those of the
    /// incidents that it now covers may belong to it.
    /// </summary>
    private void DueAfterChoice(long incident, IReadOnlyList<long> before, IReadOnlyList<long> after)
    {
        var others = after.Except(before).ToHashSet();
        var coversLess = before.Except(after).Any();
        DueAll(a => coversLess && a.Incident == incident || others.Contains(a.Incident ?? 0));
        foreach (var other in draft.OpenIncidents(i => i.River == river.Id && i.Id != incident && i.Candidates.Count > 0).ToList())
        {
            DueOriginOf(other);
        }
    }

    private void DueOriginOf(Incident incident)
    {
        if (draft.Member(incident.Origin) is { } origin && river.TryPlace(origin.Key.Station.Value, out var place))
        {
            AddDue(origin, place);
        }
    }

    /// <summary>
    /// The origin of one incident belongs to another, and with it everything that it leads: they are one. The one with more alerts keeps its number, the older
    /// one of two alike; one that a person arranged always does.
    /// </summary>
    private void Unite(Incident below, Incident above, Alert origin, Candidate by)
    {
        var keepsBelow = !above.IsArranged && above.Candidates.Count == 0
            && (CountOf(below) > CountOf(above) || CountOf(below) == CountOf(above) && below.Id < above.Id);
        var (kept, given) = keepsBelow ? (below with { Origin = above.Origin }, above) : (above, below);
        var evidence = EvidenceOf(origin, by);
        draft.Put(kept);
        foreach (var member in MembersNow(given.Id))
        {
            Take(member, given.Id, kept.Id, member.Id == origin.Id || keepsBelow && member.Id == by.By.Id ? evidence : null);
        }

        Close(given.Id, kept.Id);
        foreach (var waiting in draft.OpenIncidents(i => i.Candidates.Contains(given.Id) || i.ChosenOver.Contains(given.Id)).ToList())
        {
            draft.Put(waiting with { Candidates = Renamed(waiting.Candidates, given.Id, kept.Id), ChosenOver = Renamed(waiting.ChosenOver, given.Id, kept.Id) });
            DueOriginOf(waiting);
        }
    }

    private void Move(Alert alert, Incident from, long into, JoinEvidence? evidence)
    {
        Take(alert, from.Id, into, evidence);
        if (from.Origin == alert.Id)
        {
            draft.Put(draft.OpenIncident(from.Id)! with { Origin = 0, Candidates = [] });
            DueAfterChoice(from.Id, from.Candidates, []);
        }

        // Those it left have lost what may have led them; the others have gained it.
        foreach (var (below, at, _) in _placing.Below(alert, i => i != into))
        {
            if (below.Incident == from.Id || !IsUntouched(below, into))
            {
                AddDue(below, at);
            }
        }

        CloseIfLeft(from.Id, into);
    }

    /// <summary>An incident without anything that leads is none: what was led goes with the last that left.</summary>
    private void CloseIfLeft(long incident, long into)
    {
        var left = MembersNow(incident);
        if (!left.Exists(a => Belonging.MayOpen(a)))
        {
            left.ForEach(a => Take(a, incident, into, null));
            Close(incident, into);
        }
    }

    private void Take(Alert alert, long from, long? into, JoinEvidence? evidence)
    {
        draft.Put(alert with { Incident = into });
        _moved[alert.Id] = new Moved(_moved.TryGetValue(alert.Id, out var before) ? before.From : from, evidence);
        _changed.Add(from);
        _changed.Add(into ?? from);
    }

    private void Close(long incident, long into)
    {
        draft.Put(draft.OpenIncident(incident)! with { Status = IncidentStatus.Closed, ClosedAt = draft.RecordedAt, MergedInto = into, Candidates = [], ChosenOver = [] });
        _changed.Add(incident);
        foreach (var waiting in draft.OpenIncidents(i => i.Candidates.Contains(incident)).ToList())
        {
            draft.Put(waiting with { Candidates = Renamed(waiting.Candidates, incident, into) });
            DueOriginOf(waiting);
        }
    }

    private long Begin(Alert alert, IReadOnlyList<long> candidates)
    {
        var begun = IncidentStep.Begin(draft, river.Id, alert, candidates) with { Alerts = [], Determinands = [], Stations = [] };
        draft.Put(begun);
        _changed.Add(begun.Id);
        return begun.Id;
    }

    private JoinEvidence EvidenceOf(Alert alert, Candidate by) => IncidentStep.Evidence(_placing, river, alert, by);

    /// <summary>Its alerts as they stand, those taken over by now included.</summary>
    private List<Alert> MembersNow(long incident)
    {
        var members = new List<Alert>();
        foreach (var (roll, _) in draft.RollsOf(river).All())
        {
            if (roll.Incidents.Contains(incident))
            {
                members.AddRange(roll.Alerts.Where(a => a.Incident == incident));
            }
        }

        return members;
    }

    private int CountOf(Incident incident) =>
        draft.RollsOf(river).All().Where(r => r.Roll.Incidents.Contains(incident.Id)).Sum(r => r.Roll.Alerts.Count(a => a.Incident == incident.Id));

    private static IReadOnlyList<long> Renamed(IReadOnlyList<long> incidents, long from, long into) =>
        incidents.Contains(from) ? [.. incidents.Select(i => i == from ? into : i).Distinct().Order()] : incidents;

    /// <summary>In the order of the water, then of event time.</summary>
    private sealed record Due(int Place, Alert Alert)
    {
        public static IComparer<Due> InOrder { get; } = Comparer<Due>.Create(
            (a, b) => a.Place != b.Place ? a.Place.CompareTo(b.Place) : Joining.Compare(a.Alert, b.Alert));
    }
}
