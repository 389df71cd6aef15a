using WaterWatch.Alerts;
using WaterWatch.Configuration.RiverFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>What an operator should know of people who may not be reached: found here by day, not by night.</summary>
internal sealed class PeopleRemarks(OnCallPlan plan, RiverBook rivers, Problems problems)
{
    public void Make(Section file, Listing<Rota> rotas, Listing<EscalationPolicy> policies)
    {
        var named = plan.Policies.Values.SelectMany(p => p.Steps).SelectMany(s => s.Targets).Concat(plan.Reports.SelectMany(r => r.To)).ToHashSet();
        foreach (var rota in rotas.All.Where(r => !named.Contains(new Target.OnDuty(r.Id))))
        {
            problems.Remark(rota.Section.Origin, $"no policy tells the rota {rota.Id}");
        }

        foreach (var policy in policies.All)
        {
            OfPolicy(policy);
        }

        foreach (var river in rivers.Rivers)
        {
            OfRiver(file, river);
        }
    }

    private void OfPolicy(Listed<EscalationPolicy> policy)
    {
        if (!plan.Routes.Any(r => r.Policy == policy.Id))
            problems.Remark(policy.Section.Origin, $"no route leads to the policy {policy.Id}");
        else if (MailOnly(policy.Value) is { Count: > 0 } people)
            problems.Remark(policy.Section.Origin, $"the policy {policy.Id} tells {string.Join(", ", people)} of Orange and Red by mail only: mail wakes nobody, a webhook to SMS or voice does");
    }

    /// <summary>Every route may be taken by Orange and Red, since a route has a lowest level only.</summary>
    private List<string> MailOnly(EscalationPolicy policy) =>
        [.. policy.Steps.SelectMany(s => s.Targets).SelectMany(PeopleOf).Distinct().Where(p => plan.People[p].Channels.All(c => c is Channel.Mail)).Order(StringComparer.Ordinal)];

    private IEnumerable<string> PeopleOf(Target target) => target switch
    {
        Target.OnDuty => plan.Rotas[target.Id].Staff.Concat(plan.Rotas[target.Id].Overrides.Select(o => o.Person)),
        Target.All => plan.PeopleOf(target.Id).Select(p => p.Id),
        _ => [target.Id],
    };

    /// <summary>The conditions of which nobody is told, at whatever place; and what may exceed, even at Red, without anybody being told.</summary>
    private void OfRiver(Section file, ListedRiver river)
    {
        var untold = Enum.GetValues<Condition>().Where(c => !Matters(river, c).Any(IsTold)).ToList();
        if (untold.Count > 0)
            problems.Remark(file.OriginOf("routes"), $"{river.Id}: no route tells anybody of {string.Join(", ", untold.Select(c => c.Word()))}");

        if (untold.Contains(Condition.LimitExceedance))
            return;

        var exceedances = Matters(river, Condition.LimitExceedance).Where(m => m.Determinand is not null && !IsTold(m)).ToList();
        if (exceedances.Count > 0)
        {
            var what = exceedances.Select(m => m.Determinand!.Key).Distinct().Order(StringComparer.Ordinal);
            var where = exceedances.Select(m => m.Station.Value).Distinct();
            problems.Remark(file.OriginOf("routes"), $"{river.Id}: no route tells anybody of an exceedance of {string.Join(", ", what)} at {string.Join(", ", where)}");
        }
    }

    private bool IsTold(Matter matter) => plan.Routes.Any(r => r.Matches(matter));

    /// <summary>Everything that there may be to tell of a condition on a river, each at Red.</summary>
    private static IEnumerable<Matter> Matters(ListedRiver river, Condition condition)
    {
        if (condition.IsOfNoStation() || condition == Condition.SetAsideFlood)
            yield return new Matter(river.Id, new StationId(""), Level.Red, condition, null);

        if (condition.IsOfNoStation())
            yield break;

        foreach (var watched in river.Stations.Select(s => s.Watched))
        {
            yield return new Matter(river.Id, watched.Station.Id, Level.Red, condition, null);
            foreach (var rules in condition.IsOfNoDeterminand() ? [] : watched.Rules)
            {
                yield return new Matter(river.Id, watched.Station.Id, Level.Red, condition, rules.Determinand);
            }
        }
    }
}
