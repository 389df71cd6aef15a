using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What must be reported by when. A duty begins with what was recorded: the first exceedance, confirmed or not, or the declaration of a level; never with the
/// time of a sample, and no acknowledgement ends it.
/// </summary>
internal static class DutyStep
{
    /// <summary>An alert has come into an incident: it may begin the duties of its metal.</summary>
    public static void Follow(Draft draft, WatchPlan plan, Alert alert)
    {
        if (alert.Incident is { } id && draft.OpenIncident(id) is { } incident && plan.Rivers.TryGetValue(incident.River, out var river))
        {
            Follow(draft, river, incident, [alert]);
        }
    }

    /// <summary>Alerts have come into an incident with others: its duties run since the first of them was recorded.</summary>
    public static void Follow(Draft draft, WatchedRiver river, long id)
    {
        if (river.Duties.Count > 0 && draft.OpenIncident(id) is { } incident)
        {
            Follow(draft, river, incident, draft.MembersOf(incident));
        }
    }

    /// <summary>An incident was put into another: the duties go with it, and of one and the same that runs for both the earlier clock counts.</summary>
    public static void Move(Draft draft, long from, long into)
    {
        foreach (var duty in draft.Duties().Where(d => d.Incident == from).ToList())
        {
            var moved = duty with { Incident = into };
            draft.Put(moved);
            var same = draft.Duties().FirstOrDefault(d => d.Incident == into && d.Id != duty.Id && d.Rule == duty.Rule && d.IsOwed);
            if (moved.IsOwed && same is not null)
            {
                var (earlier, later) = moved.StartedAt < same.StartedAt || moved.StartedAt == same.StartedAt && moved.Id < same.Id ? (moved, same) : (same, moved);
                Replace(draft, later, earlier, "the incidents are one, and it runs since the earlier of them");
            }
        }
    }

    /// <summary>The clock: what should have been reported by now. Told once.</summary>
    public static void Look(Draft draft, DateTimeOffset now)
    {
        foreach (var duty in draft.Duties().Where(d => d.State == DutyState.Running && d.DueAt <= now).ToList())
        {
            var overdue = duty with { State = DutyState.Overdue };
            draft.Put(overdue);
            Note(draft, EntryKind.DutyOverdue, overdue, overdue.DueAt, Decider.Service, []);
        }
    }

    /// <summary>A declared level begins the duties of that level, from when the declaration is recorded.</summary>
    public static void Declared(Draft draft, WatchedRiver river, Incident incident, ResponseLevel level)
    {
        foreach (var rule in river.Duties.Where(r => r.Levels.Contains(level) && IsInForce(draft, river, r)))
        {
            Open(draft, river, incident, rule, draft.RecordedAt, rule.Grade.Length > 0 ? rule.Grade : level.ToString());
        }
    }

    public static void Stop(Draft draft, Duty duty, Act act, DateTimeOffset at)
    {
        var stopped = duty with { State = DutyState.Stopped, StoppedBy = act.By, StoppedAt = at };
        draft.Put(stopped);
        Note(draft, EntryKind.DutyStopped, stopped, at, act.By, new() { ["reason"] = act.Reason });
    }

    private static void Follow(Draft draft, WatchedRiver river, Incident incident, IEnumerable<Alert> alerts)
    {
        // Once the level is declared, its own duty runs; these are for as long as it is not known.
        if (river.Duties.Count == 0 || incident.ResponseLevel is not null)
        {
            return;
        }

        var exceedances = alerts.Where(a => a.Key is { Condition: Condition.LimitExceedance, Determinand: not null }).ToList();
        foreach (var rule in river.Duties.Where(r => r.Determinands.Count > 0 && IsInForce(draft, river, r)))
        {
            var first = exceedances.Where(a => rule.Determinands.Contains(a.Key.Determinand!)).MinBy(a => a.RaisedAt);
            if (first is not null && !draft.Duties().Any(d => d.Incident == incident.Id && d.Rule == rule.Ref))
            {
                Open(draft, river, incident, rule, first.RaisedAt, rule.Grade);
            }
        }
    }

    private static bool IsInForce(Draft draft, WatchedRiver river, DutyRule rule) =>
        rule.IsInForce(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(draft.RecordedAt, river.TimeZone).DateTime));

    private static void Open(Draft draft, WatchedRiver river, Incident incident, DutyRule rule, DateTimeOffset startedAt, string grade)
    {
        var duty = new Duty
        {
            Id = draft.LastDutyId + 1,
            Incident = incident.Id,
            Rule = rule.Ref,
            Version = rule.Version,
            Title = rule.Title,
            Grade = grade,
            StartedAt = startedAt,
            DueAt = startedAt + rule.Deadline,
            Recipients = rule.Recipients,
        };
        draft.Put(duty);
        Note(draft, EntryKind.DutyOpened, duty, duty.StartedAt, Decider.Service, []);
        var replaced = river.Duties.Where(r => rule.Replaces.Contains(r.Ref)).Select(r => r.Ref).ToHashSet();
        foreach (var before in draft.Duties().Where(d => d.Incident == incident.Id && d.IsOwed && replaced.Contains(d.Rule)).ToList())
        {
            Replace(draft, before, duty, "another duty takes its place");
        }
    }

    private static void Replace(Draft draft, Duty replaced, Duty by, string reason)
    {
        var ended = replaced with { State = DutyState.Replaced, StoppedAt = draft.RecordedAt };
        draft.Put(ended);
        Note(draft, EntryKind.DutyStopped, ended, draft.RecordedAt, Decider.Service, new() { ["reason"] = reason, ["replaced_by"] = Facts.Number(by.Id) });
    }

    private static void Note(Draft draft, EntryKind kind, Duty duty, DateTimeOffset at, string by, Dictionary<string, string> facts)
    {
        facts["duty"] = Facts.Number(duty.Id);
        facts["rule"] = duty.Rule;
        facts["version"] = duty.Version;
        facts["title_en"] = duty.Title.En;
        facts["title_zh"] = duty.Title.Zh;
        facts["grade"] = duty.Grade;
        facts["started_at"] = Instants.Format(duty.StartedAt);
        facts["due_at"] = Instants.Format(duty.DueAt);
        facts["recipients"] = string.Join("; ", duty.Recipients.Select(r => r.En));
        facts["recipients_zh"] = string.Join("；", duty.Recipients.Select(r => r.Zh));
        draft.Note(new TimelineEntry { At = at, Kind = kind, Incident = duty.Incident, By = by, Data = facts });
    }
}
