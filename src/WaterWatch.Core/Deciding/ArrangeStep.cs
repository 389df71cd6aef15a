using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>A person puts incidents together or takes one apart. What was in them then stays where the person has put it; only what comes later is placed anew.</summary>
internal static class ArrangeStep
{
    public static ActResult Merge(Draft draft, WatchPlan plan, Act.Merge act, DateTimeOffset at)
    {
        if (ActStep.Open(draft, act.From, out var refused) is not { } given || ActStep.Open(draft, act.Into, out refused) is not { } into)
        {
            return refused;
        }

        if (given.Id == into.Id || given.River != into.River)
        {
            return ActStep.Refuse(
                ActRefusal.Invalid, given.Id == into.Id ? "An incident cannot be put into itself." : $"Incident {given.Id} is on the river {given.River}, {into.Id} on {into.River}.");
        }

        // What lies below the choice between several belongs where the person said.
        var over = given.Candidates.Concat(given.ChosenOver).Concat(into.Candidates).Concat(into.ChosenOver).Except([given.Id, into.Id]).Distinct().Order();
        var (taken, kept) = (draft.MembersOf(given).ToList(), draft.MembersOf(into).ToList());
        draft.Put(given with { Status = IncidentStatus.Closed, ClosedAt = draft.RecordedAt, MergedInto = into.Id, Alerts = [], Candidates = [], ChosenOver = [] });
        draft.Put(Arranged(into, [.. kept, .. taken]) with { ChosenOver = [.. over], ResponseLevel = into.ResponseLevel ?? given.ResponseLevel });
        var facts = new Dictionary<string, string> { ["merged"] = Facts.Number(given.Id), ["into"] = Facts.Number(into.Id) };
        ActStep.Note(draft, EntryKind.IncidentMerged, given.Id, act, at, facts);
        ActStep.Note(draft, EntryKind.IncidentMerged, into.Id, act, at, facts);
        Place(draft, [.. kept, .. taken], into.Id, act.By);
        DutyStep.Move(draft, given.Id, into.Id);
        Rename(draft, given.Id, into.Id);
        Settle(draft, plan, into, [into.Id]);
        return ActResult.Done(into.Id);
    }

    public static ActResult Split(Draft draft, WatchPlan plan, Act.Split act, DateTimeOffset at)
    {
        if (ActStep.Open(draft, act.From, out var refused) is not { } given)
        {
            return refused;
        }

        var members = draft.MembersOf(given).ToList();
        var taken = members.FindAll(a => act.Station is { } station ? a.Key.Station.Value == station : act.Alerts.Contains(a.Id));
        if (Refused(act, given, members, taken) is { } why)
        {
            return why;
        }

        var into = act.Into is { } id ? ActStep.Open(draft, id, out refused) : IncidentStep.Begin(draft, given.River, taken[0], []) with { Alerts = [], Stations = [], Determinands = [] };
        if (into is null || into.River != given.River || into.Id == given.Id)
        {
            return into is null ? refused : ActStep.Refuse(ActRefusal.Invalid, $"Into incident {into.Id} nothing of {given.Id} can go: it is the same, or on another river.", "into");
        }

        var left = members.Except(taken).ToList();
        var there = draft.MembersOf(into).ToList();
        draft.Put(Arranged(into, [.. there, .. taken]) with { ChosenOver = [.. into.ChosenOver.Concat(into.Candidates).Except([given.Id, into.Id]).Distinct().Order()] });
        draft.Put(Arranged(given, left));
        var facts = new Dictionary<string, string>
        {
            ["from_incident"] = Facts.Number(given.Id),
            ["into"] = Facts.Number(into.Id),
            ["alerts"] = string.Join(", ", taken.Select(a => a.Id)),
            ["stations"] = string.Join(", ", taken.Select(a => a.Key.Station.Value).Distinct()),
            ["undoes"] = string.Join(", ", taken.Select(a => a.IncidentEntry).OfType<long>().Distinct().Order()),
        };
        ActStep.Note(draft, EntryKind.IncidentSplit, given.Id, act, at, facts);
        ActStep.Note(draft, EntryKind.IncidentSplit, into.Id, act, at, facts);
        Place(draft, left, given.Id, act.By);
        Place(draft, [.. there, .. taken], into.Id, act.By);
        Settle(draft, plan, given, [given.Id, into.Id]);
        return ActResult.Done(into.Id);
    }

    private static ActResult? Refused(Act.Split act, Incident given, List<Alert> members, List<Alert> taken)
    {
        var unknown = act.Station is null ? act.Alerts.Except(members.Select(a => a.Id)).ToList() : [];
        return unknown.Count > 0 ? ActStep.Refuse(ActRefusal.Invalid, $"Incident {given.Id} has no alert {string.Join(", ", unknown)}.")
            : taken.Count == 0 ? ActStep.Refuse(
                ActRefusal.Invalid, act.Station is { } station ? $"Incident {given.Id} has no alert at \"{station}\"." : "It names nothing to take out: give \"station\" or \"alerts\".")
            : taken.Count == members.Count ? ActStep.Refuse(ActRefusal.Conflict, $"That is all that incident {given.Id} has: put it into another as a whole instead.", "station")
            : null;
    }

    /// <summary>What people have put together has no origin that could lead it elsewhere, and waits for no choice.</summary>
    private static Incident Arranged(Incident incident, List<Alert> members) => incident with
    {
        Alerts = [.. members.Select(a => a.Id)],
        Determinands = [.. members.Select(a => a.Key.Determinand?.Key).OfType<string>().Distinct()],
        Stations = [.. members.Select(a => a.Key.Station.Value).Distinct()],
        OpenedAt = members.Min(a => a.FiredAt),
        PeakLevel = members.Max(a => a.PeakLevel),
        Origin = 0,
        Candidates = [],
        IsArranged = true,
    };

    private static void Place(Draft draft, List<Alert> alerts, long incident, string by)
    {
        foreach (var alert in alerts)
        {
            draft.Put(alert with { Incident = incident, PlacedBy = by, IncidentEntry = alert.Incident == incident ? alert.IncidentEntry : draft.Head.Seq });
        }
    }

    private static void Rename(Draft draft, long given, long into)
    {
        foreach (var waiting in draft.OpenIncidents(i => i.Candidates.Contains(given) || i.ChosenOver.Contains(given)).ToList())
        {
            draft.Put(waiting with
            {
                Candidates = [.. waiting.Candidates.Select(i => i == given ? into : i).Distinct().Order()],
                ChosenOver = [.. waiting.ChosenOver.Select(i => i == given ? into : i).Where(i => i != waiting.Id).Distinct().Order()],
            });
        }
    }

    /// <summary>Levels and duties follow; who waits for the choice of what has changed is looked at again.</summary>
    private static void Settle(Draft draft, WatchPlan plan, Incident changed, IEnumerable<long> incidents)
    {
        foreach (var id in incidents)
        {
            var incident = draft.OpenIncident(id)!;
            var gravest = draft.MembersOf(incident).MaxBy(a => a.Level)!;
            IncidentStep.FollowLevel(draft, incident, gravest, gravest.Level, draft.RecordedAt);
            if (plan.Rivers.TryGetValue(changed.River, out var river))
            {
                DutyStep.Follow(draft, river, id);
            }
        }

        if (plan.Rivers.TryGetValue(changed.River, out var of))
        {
            new Regrouping(draft, of).ChoicesOf(changed.Id);
        }
    }
}
