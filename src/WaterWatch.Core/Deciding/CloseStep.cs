using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>A person closes an incident: by the river's criteria, or despite them and then with what was open and owed named and ended in the person's name.</summary>
internal static class CloseStep
{
    /// <summary>How many alerts or duties a refusal names.</summary>
    private const int MostNamed = 5;

    public static ActResult Close(Draft draft, WatchPlan plan, Act.Close act, DateTimeOffset at)
    {
        if (ActStep.Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        var open = draft.MembersOf(incident).Where(a => a.IsOpen).ToList();
        var duties = draft.Duties().Where(d => d.Incident == incident.Id && d.IsOwed).ToList();
        var rule = plan.Rivers.GetValueOrDefault(incident.River)?.Closing ?? Closing.Default;
        var unmet = new List<string>();
        if (open.Count > 0)
        {
            unmet.Add($"{(open.Count == 1 ? "alert" : "alerts")} {Named(open.Select(a => a.Id))} {(open.Count == 1 ? "is" : "are")} not over");
        }
        else if (draft.MembersOf(incident).Max(a => a.ClearedAt) is { } clearedAt && at - clearedAt < rule.ClearFor)
        {
            unmet.Add($"its last alert is over since {Instants.Format(clearedAt)}, and must be for {Facts.Number((decimal)rule.ClearFor.TotalHours)} h");
        }

        if (rule.DutiesMet && duties.Count > 0)
        {
            unmet.Add($"{(duties.Count == 1 ? "report" : "reports")} still owed: {(duties.Count == 1 ? "duty" : "duties")} {Named(duties.Select(d => d.Id))}");
        }

        if (unmet.Count > 0 && !act.Despite)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"Incident {incident.Id} cannot be closed yet: {string.Join("; ", unmet)}. Say \"despite\" to close it all the same, in your name.", "despite") with
            {
                WordsZh = $"尚不能结束：{(open.Count > 0 ? $"仍有 {open.Count} 个报警未解除；" : "")}{(duties.Count > 0 ? $"仍有 {duties.Count} 项法定报告未完成；" : "")}如确需结束，请选择“仍要结束”。",
            };
        }

        foreach (var id in open.Select(a => a.Id))
        {
            // Clearing one may have arranged the next anew.
            if (draft.Member(id) is { IsOpen: true } alert && alert.Incident == incident.Id)
            {
                AlertActStep.Clear(draft, plan, alert, act, at);
            }
        }

        foreach (var duty in duties)
        {
            DutyStep.Stop(draft, duty, act, at);
        }

        // Clearing may have arranged it anew: what went into another goes on there.
        if (draft.OpenIncident(incident.Id) is not { } closing)
        {
            return ActResult.Done(draft.Incident(incident.Id)?.MergedInto);
        }

        foreach (var waiting in draft.OpenIncidents(i => i.Candidates.Contains(incident.Id)).ToList())
        {
            // Nobody can choose it any more.
            draft.Put(waiting with { Candidates = [.. waiting.Candidates.Where(c => c != incident.Id)] });
        }

        draft.Put(closing with { Status = IncidentStatus.Closed, ClosedAt = draft.RecordedAt, Candidates = [], ChosenOver = [] });
        ActStep.Note(draft, EntryKind.IncidentClosed, incident.Id, act, at, new()
        {
            ["peak_level"] = closing.PeakLevel.ToString(),
            ["despite"] = string.Join("; ", unmet),
        });
        return ActResult.Done(incident.Id);
    }

    private static string Named(IEnumerable<long> numbers)
    {
        var all = numbers.ToList();
        return string.Join(", ", all.Take(MostNamed).Select(n => Facts.Number(n))) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }
}
