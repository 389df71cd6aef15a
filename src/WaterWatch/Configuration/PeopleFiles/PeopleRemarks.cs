using WaterWatch.Alerts;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>What an operator should know of people who may not be reached: found here by day, not by night.</summary>
internal sealed class PeopleRemarks(OnCallPlan plan, RiverBook rivers, Problems problems)
{
    public void Make(Section file, Listing<Rota> rotas, Listing<EscalationPolicy> policies)
    {
        var named = plan.Policies.Values.SelectMany(p => p.Steps).SelectMany(s => s.Targets).ToHashSet();
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
            OfRiver(file, river.Id);
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

    /// <summary>The conditions of which nobody is told, at whatever level; and what may be over its limit, even Red, without anybody being told.</summary>
    private void OfRiver(Section file, string river)
    {
        var untold = Enum.GetValues<Condition>().Where(c => !IsTold(river, c)).ToList();
        if (untold.Count > 0)
            problems.Remark(file.OriginOf("routes"), $"{river}: no route tells anybody of {string.Join(", ", untold.Select(MatcherReader.Word))}");

        if (untold.Contains(Condition.LimitExceedance))
            return;

        var over = rivers.Rivers.Where(r => r.Id == river).SelectMany(r => r.Stations)
            .SelectMany(s => s.Watched.Rules, (s, rules) => Exceedance(s.Watched.Station, rules.Determinand))
            .Where(matter => !plan.PoliciesFor(matter).Any()).ToList();
        if (over.Count > 0)
        {
            var (what, where) = (over.Select(m => m.Determinand!.Key).Distinct().Order(StringComparer.Ordinal), over.Select(m => m.Station.Value).Distinct());
            problems.Remark(file.OriginOf("routes"), $"{river}: no route tells anybody when {string.Join(", ", what)} is over the limit at {string.Join(", ", where)}");
        }
    }

    private bool IsTold(string river, Condition condition) => plan.Routes.Any(r =>
        (r.Matcher.Rivers.Count == 0 || r.Matcher.Rivers.Contains(river))
        && (r.Matcher.Conditions.Count == 0 || r.Matcher.Conditions.Contains(condition))
        && (r.Matcher.Stations.Count == 0 || rivers.Stations.Any(s => s.River == river && r.Matcher.Stations.Contains(s.Id))));

    private static Matter Exceedance(Station station, Determinand determinand) => new(station.River, station.Id, Level.Red, Condition.LimitExceedance, determinand);
}
