using WaterWatch.Alerts;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Deciding;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Makes one object of rules that say the same: ten thousand stations with twenty determinands each are usually judged by twenty rules.</summary>
internal sealed class SharedRules
{
    private readonly Dictionary<AlertRule, AlertRule> _alerts = [];
    private readonly Dictionary<DeterminandRules, DeterminandRules> _rules = [];
    private readonly Dictionary<StationLimits, StationRules> _usual = [];
    private readonly Dictionary<StationRules, StationRules> _stations = new(new SameRules());

    /// <summary>The rules of stations that write none of their own and are judged alike.</summary>
    public StationRules Usual(StationLimits judgedBy, Func<StationRules> read) =>
        _usual.TryGetValue(judgedBy, out var found) ? found : _usual[judgedBy] = One(read());

    public AlertRule One(AlertRule rule) => _alerts.TryGetValue(rule, out var found) ? found : _alerts[rule] = rule;

    public DeterminandRules One(DeterminandRules rules) => _rules.TryGetValue(rules, out var found) ? found : _rules[rules] = rules;

    public StationRules One(StationRules rules) => _stations.TryGetValue(rules, out var found) ? found : _stations[rules] = rules;

    /// <summary>The same shared rules in the same order.</summary>
    private sealed class SameRules : IEqualityComparer<StationRules>
    {
        public bool Equals(StationRules? x, StationRules? y) => x is not null && y is not null && x.All.SequenceEqual(y.All, ReferenceEqualityComparer.Instance) && x.Companions.SequenceEqual(y.Companions);

        public int GetHashCode(StationRules rules) => rules.All.Aggregate(rules.All.Count, (hash, r) => HashCode.Combine(hash, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(r)));
    }
}

/// <summary>What a station is judged by.</summary>
/// <param name="InForce">The same object for all stations that say the same.</param>
/// <param name="Companions">The same, of what is written on quantities that limits depend on.</param>
internal sealed record StationLimits(string Standard, string Class, LimitsOfStation InForce, IReadOnlyList<CompanionRule> Companions);
