using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Where open alerts lead by the configuration in force, looked at as a whole: after it has changed, so that a reload that renames a policy or moves a route takes nobody's call
/// away and what had no route is told once it has one; and after telling has failed, so that it is made up for.
/// </summary>
internal static class RerouteStep
{
    /// <summary>Whatever has open alerts or people who are told of it, with the open alerts.</summary>
    public static List<(Subject Subject, List<Alert> Open)> Of(Draft draft, WatchPlan plan)
    {
        var open = draft.OpenAlerts().ToLookup(a => NewsOfBatch.SubjectOf(draft, plan, a));
        return [.. open.Select(g => g.Key).Union(draft.Tellings.Open().Select(e => e.Subject)).Select(s => (s, open[s].ToList()))];
    }

    /// <summary>After the configuration has changed.</summary>
    public static void Reroute(Teller teller, List<Alert> open)
    {
        if (open.Count == 0 && !teller.Escalation.Subject.IsIncident)
        {
            // Their river has another name now, or none: they are told of as that.
            teller.Escalation = teller.Escalation with { IsOver = true };
        }

        Begin(teller, open);
    }

    /// <summary>After telling has failed.</summary>
    public static void MakeUp(Teller teller, List<Alert> open)
    {
        if (open.Count == 0)
        {
            TellingStep.Resolve(teller);
        }

        var graver = open.FindAll(a => teller.Escalation.People.Count > 0 && a.Level > teller.Escalation.ToldLevel);
        TellingStep.TellAlerts(teller, graver.ConvertAll(a => TellingStep.Item(teller.Escalation, a, EntryKind.AlertLevelRaised)));
        Begin(teller, open);
    }

    /// <summary>Begins each policy that what is open leads to and that has not begun, or has told nobody whom it could tell now.</summary>
    private static void Begin(Teller teller, List<Alert> open)
    {
        var isReplaced = ForgetPolicies(teller);
        var unanswered = open.FindAll(a => a.AcknowledgedBy.Length == 0);
        var routed = Routed.Of(teller, (unanswered.Count > 0 ? unanswered : open).ConvertAll(a => new NewsItem(a, TellingStep.First(a), IsUrgent: true)));

        // Of an incident what came after an answer and is no graver is answered with it.
        var isAnswered = unanswered.Count == 0 || teller.Escalation.Acknowledged is not null;
        foreach (var (policy, news) in routed.Told.Where(t => teller.Escalation.RunOf(t.Policy.Id) is not { } run || !isAnswered && ReachesSomebodyNow(teller, t.Policy, run)))
        {
            if (isAnswered && isReplaced)
            {
                // Most likely the same people by another name: what somebody has answered they are not called for again.
                teller.Escalation = teller.Escalation.With(new PolicyRun(policy.Id, teller.Now, teller.Now, IsStopped: true));
            }
            else
            {
                teller.Start(policy, news);
            }
        }

        foreach (var (policy, muting, news) in routed.Muted.Where(m => teller.Escalation.RunOf(m.Policy.Id) is null && !teller.Escalation.Muted.Any(k => k.Policy == m.Policy.Id)))
        {
            teller.Mute(policy, muting, news);
        }

        if (!isAnswered && unanswered.FindAll(a => !teller.Plan.OnCall.PoliciesFor(Matter.Of(a with { Level = a.PeakLevel }, teller.RiverOf(a))).Any()) is { Count: > 0 } nowhere)
        {
            teller.NotTold(new NotReached(null, NotToldReason.NoRoute, "-"), "", DueTellings.NewsOf(nowhere, NotifyReason.StillAbove));
        }
    }

    /// <summary>Whom its steps reach by now, none was told: in shadow mode, or since nobody had an address.</summary>
    private static bool ReachesSomebodyNow(Teller teller, EscalationPolicy policy, PolicyRun run) =>
        teller.ReachOf(policy.StepsBy(run.Taken)).Told is { Count: > 0 } told && told.All(r => teller.Escalation.Told(r.Person.Id) is null);

    /// <summary>Those that are configured no more.</summary>
    /// <returns>Whether one of them had begun.</returns>
    private static bool ForgetPolicies(Teller teller)
    {
        bool IsKnown(string policy) => teller.Plan.OnCall.Policies.ContainsKey(policy);
        var before = teller.Escalation;
        teller.Escalation = before with { Runs = [.. before.Runs.Where(r => IsKnown(r.Policy))], Muted = [.. before.Muted.Where(m => IsKnown(m.Policy))] };
        return teller.Escalation.Runs.Count < before.Runs.Count;
    }
}
