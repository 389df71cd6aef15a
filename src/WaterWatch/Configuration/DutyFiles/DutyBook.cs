using WaterWatch.Configuration.Yaml;
using WaterWatch.Incidents;

namespace WaterWatch.Configuration.DutyFiles;

/// <summary>One file of <c>duties/</c>: the rules of one decree, in the order of the file.</summary>
internal sealed record ListedDuties(string Name, IReadOnlyList<DutyRule> Rules, Origin Origin);

/// <summary>All sets of <c>duties/</c> by name.</summary>
internal sealed class DutyBook
{
    private readonly Dictionary<string, ListedDuties> _sets = [];

    public IReadOnlyCollection<string> Names => _sets.Keys;

    public ListedDuties? Find(string name) => _sets.GetValueOrDefault(name);

    /// <summary>False when a set of that name is already there.</summary>
    public bool Add(ListedDuties duties) => _sets.TryAdd(duties.Name, duties);
}
