using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>News of one subject by the policies that they lead to.</summary>
/// <param name="Told">In the order of the routes of the first that leads there.</param>
/// <param name="Muted">Of several mutings of one policy the one that ends first.</param>
/// <param name="Unrouted">Null when all of them lead somewhere.</param>
internal sealed record Routed(
    IReadOnlyList<(EscalationPolicy Policy, News News)> Told, IReadOnlyList<(EscalationPolicy Policy, Muting Muting, News News)> Muted, News? Unrouted)
{
    public static Routed Of(Teller teller, List<NewsItem> items)
    {
        var (plan, told, muted) = (teller.Plan.OnCall, new OrderedDictionary<string, News>(), new OrderedDictionary<string, (Muting Muting, News News)>());
        var unrouted = default(News);
        foreach (var item in items)
        {
            var matter = item.Matter(teller.RiverOf(item.Alert));
            var muting = plan.MutedBy(matter, teller.Now);
            var isRouted = false;
            foreach (var policy in plan.PoliciesFor(matter))
            {
                isRouted = true;
                if (muting is null)
                {
                    told.TryAdd(policy.Id, new News());
                    told[policy.Id].Add(item);
                }
                else
                {
                    muted.TryAdd(policy.Id, (muting, new News()));
                    muted[policy.Id].News.Add(item);
                    muted[policy.Id] = muting.Until < muted[policy.Id].Muting.Until ? (muting, muted[policy.Id].News) : muted[policy.Id];
                }
            }

            if (!isRouted)
            {
                (unrouted ??= new News()).Add(item);
            }
        }

        return new Routed([.. told.Select(t => (plan.Policies[t.Key], t.Value))], [.. muted.Select(m => (plan.Policies[m.Key], m.Value.Muting, m.Value.News))], unrouted);
    }
}

/// <summary>The alerts of a subject as they stand.</summary>
internal static class SubjectAlerts
{
    public static IEnumerable<Alert> OpenAlerts(this Teller teller)
    {
        var (draft, subject) = (teller.Draft, teller.Escalation.Subject);
        if (subject.Incident is { } id)
        {
            return draft.OpenIncident(id) is { } incident ? draft.MembersOf(incident).Where(a => a.IsOpen) : [];
        }

        if (subject.IsSurge)
        {
            return draft.OpenAlerts().Where(a => a.Incident is { } its && draft.OpenIncident(its) is { IsToldTogether: true } incident && incident.River == subject.River);
        }

        return draft.OpenAlerts().Where(a =>
            a.Incident is null && a.Key.Condition == subject.Condition && NewsOfBatch.RiverOf(teller.Plan, a) == subject.River);
    }

    /// <summary>The open alerts that lead to a policy, or that led there when they were at their worst.</summary>
    public static List<Alert> OpenAlertsOf(this Teller teller, string policy) =>
        [.. teller.OpenAlerts().Where(a => teller.Plan.OnCall.PoliciesFor(Matter.Of(a with { Level = a.PeakLevel }, teller.RiverOf(a))).Any(p => p.Id == policy)).OrderBy(a => a.Id)];

    /// <summary>What mutes all of them, and of that what ends first; null when one is told.</summary>
    public static Muting? MutingOf(this Teller teller, List<Alert> open)
    {
        var first = default(Muting);
        foreach (var alert in open)
        {
            if (teller.Plan.OnCall.MutedBy(Matter.Of(alert, teller.RiverOf(alert)), teller.Now) is not { } muting)
            {
                return null;
            }

            first = first is null || muting.Until < first.Until ? muting : first;
        }

        return first;
    }
}
