using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>A limit as its file gives it.</summary>
/// <param name="DrinkingSourceOnly">True for tables that hold only where drinking water is taken.</param>
internal sealed record ListedLimit(Limit Limit, bool DrinkingSourceOnly, Origin Origin);

/// <summary>One standard: its classes, and its limits in the order of the file.</summary>
internal sealed record ListedStandard(string Name, IReadOnlyList<string> Classes, IReadOnlyList<ListedLimit> Limits, Origin Origin)
{
    /// <summary>The limits that hold at a station: those of its class, and those that know no class.</summary>
    /// <param name="drinkingSource">Whether the tables for drinking-water sources hold too.</param>
    public IEnumerable<Limit> For(string limitClass, bool drinkingSource) =>
        Limits.Where(l => (l.Limit.Class.Length == 0 || l.Limit.Class == limitClass) && (drinkingSource || !l.DrinkingSourceOnly)).Select(l => l.Limit);
}

/// <summary>All standards of <c>limits/</c> by name.</summary>
internal sealed class LimitBook
{
    private readonly Dictionary<string, ListedStandard> _standards = [];

    public IReadOnlyCollection<string> Names => _standards.Keys;

    public IEnumerable<Limit> All => _standards.Values.SelectMany(s => s.Limits).Select(l => l.Limit);

    public ListedStandard? Find(string name) => _standards.GetValueOrDefault(name);

    /// <summary>False when a standard of that name is already there.</summary>
    public bool Add(ListedStandard standard) => _standards.TryAdd(standard.Name, standard);
}
