using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>A limit as its file gives it.</summary>
/// <param name="DrinkingSourceOnly">True for tables that hold only where drinking water is taken.</param>
internal sealed record ListedLimit(Limit Limit, bool DrinkingSourceOnly, Origin Origin);

/// <summary>One standard: its classes, and its limits in the order of the file.</summary>
/// <param name="ClassTables">The water-quality classes of each determinand that has them.</param>
internal sealed record ListedStandard(
    string Name,
    IReadOnlyList<string> Classes,
    IReadOnlyList<ListedLimit> Limits,
    IReadOnlyDictionary<(Determinand, Fraction), ClassTable> ClassTables,
    Origin Origin)
{
    private readonly Dictionary<(string, bool), LimitsOfStation> _found = [];

    /// <summary>The limits that hold at a station: those of its class, and those that know no class. The same object for the same question.</summary>
    /// <param name="drinkingSource">Whether the tables for drinking-water sources hold too.</param>
    public LimitsOfStation For(string limitClass, bool drinkingSource)
    {
        if (!_found.TryGetValue((limitClass, drinkingSource), out var found))
        {
            var limits = Limits.Where(l => (l.Limit.Class.Length == 0 || l.Limit.Class == limitClass) && (drinkingSource || !l.DrinkingSourceOnly)).Select(l => l.Limit);
            _found[(limitClass, drinkingSource)] = found = new LimitsOfStation(limits, ClassTables);
        }

        return found;
    }
}

/// <summary>What a station is judged by, by determinand and fraction: each list always the same object, so that the rules of many stations can be one.</summary>
internal sealed class LimitsOfStation
{
    private readonly Dictionary<(Determinand, Fraction), (IReadOnlyList<Limit> OfSamples, IReadOnlyList<Limit> OfMeans)> _limits;
    private readonly IReadOnlyDictionary<(Determinand, Fraction), ClassTable> _classes;

    public LimitsOfStation(IEnumerable<Limit> limits, IReadOnlyDictionary<(Determinand, Fraction), ClassTable> classes)
    {
        _classes = classes;
        _limits = limits.GroupBy(l => (l.Determinand, l.Fraction)).ToDictionary(
            g => g.Key,
            g => ((IReadOnlyList<Limit>)[.. g.Where(l => l.MeanOver is null)], (IReadOnlyList<Limit>)[.. g.Where(l => l.MeanOver is not null)]));
    }

    public static LimitsOfStation None { get; } = new([], new Dictionary<(Determinand, Fraction), ClassTable>());

    public IEnumerable<(Determinand, Fraction)> Series => _limits.Keys;

    public bool Has((Determinand, Fraction) series) => _limits.ContainsKey(series);

    public IReadOnlyList<Limit> OfSamples((Determinand, Fraction) series) => _limits.TryGetValue(series, out var found) ? found.OfSamples : [];

    public IReadOnlyList<Limit> OfMeans((Determinand, Fraction) series) => _limits.TryGetValue(series, out var found) ? found.OfMeans : [];

    public ClassTable? Classes((Determinand, Fraction) series) => _classes.GetValueOrDefault(series);

    /// <summary>With reference figures for what has no limit of either kind.</summary>
    public LimitsOfStation With(IEnumerable<Limit> reference)
    {
        var more = reference.Where(r => !Has((r.Determinand, r.Fraction))).ToList();
        return more.Count == 0 ? this : new LimitsOfStation(_limits.Values.SelectMany(l => l.OfSamples.Concat(l.OfMeans)).Concat(more), _classes);
    }
}

/// <summary>All standards of <c>limits/</c> by name.</summary>
internal sealed class LimitBook
{
    private readonly Dictionary<string, ListedStandard> _standards = [];

    public IReadOnlyCollection<string> Names => _standards.Keys;

    public IEnumerable<ListedStandard> Standards => _standards.Values;

    public ListedStandard? Find(string name) => _standards.GetValueOrDefault(name);

    /// <summary>False when a standard of that name is already there.</summary>
    public bool Add(ListedStandard standard) => _standards.TryAdd(standard.Name, standard);
}
