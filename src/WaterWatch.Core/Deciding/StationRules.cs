using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>The rules of a station by determinand and fraction. One object for all stations that the river's defaults make alike: ten thousand stations do not hold ten thousand copies.</summary>
public sealed class StationRules
{
    private readonly Dictionary<(Determinand, Fraction), DeterminandRules> _rules;

    /// <param name="companions">What is written of the quantities that limits may depend on.</param>
    public StationRules(IEnumerable<DeterminandRules> rules, IEnumerable<CompanionRule>? companions = null)
    {
        _rules = rules.ToDictionary(r => (r.Determinand, r.Fraction));
        Written = [.. companions ?? []];
        var written = Written.ToDictionary(c => c.Of);
        Companions = [.. _rules.Values
            .SelectMany(r => r.Limits.Concat(r.MeanLimits))
            .Select(l => l.By?.Of).OfType<Determinand>().Distinct()
            .Select(of => written.GetValueOrDefault(of) ?? new CompanionRule(of))];
        Interval = _rules.Values.Min(r => r.Interval);
        Expected = [.. _rules.Values.Where(r => r.Interval is not null)];
    }

    public IReadOnlyCollection<DeterminandRules> All => _rules.Values;

    /// <summary>What limits here depend on, and how it is found out.</summary>
    public IReadOnlyList<CompanionRule> Companions { get; }

    /// <summary>Also of quantities that none of these limits depends on: another standard may.</summary>
    public IReadOnlyList<CompanionRule> Written { get; }

    /// <summary>The shortest expected interval; null when nothing is expected.</summary>
    public TimeSpan? Interval { get; }

    public IReadOnlyList<DeterminandRules> Expected { get; }

    public DeterminandRules? Find(Determinand determinand, Fraction fraction) => _rules.GetValueOrDefault((determinand, fraction));
}

/// <summary>How it is found out what a limit depends on, such as the hardness of the water.</summary>
/// <param name="Of">Measured at the same station.</param>
public sealed record CompanionRule(Determinand Of)
{
    /// <summary>A sample of it further away in time says nothing of the water.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What is taken without such a sample; null when nothing is, and then such limits cannot be judged.</summary>
    public decimal? Default { get; init; }
}
