using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The newest that people did at the dams, river by river, by the time that they did it. Bounded: what is years old changes no join.</summary>
internal sealed class RememberedDams
{
    /// <summary>How many operations are remembered of the dams of one river.</summary>
    public const int Most = 256;

    private readonly Dictionary<string, List<DamOperation>> _operations = [];

    public IEnumerable<DamOperation> All => _operations.OrderBy(o => o.Key, StringComparer.Ordinal).SelectMany(o => o.Value);

    public IReadOnlyList<DamOperation> Of(string river) => _operations.GetValueOrDefault(river) ?? [];

    public void Take(DamOperation operation)
    {
        if (!_operations.TryGetValue(operation.River, out var known))
        {
            _operations[operation.River] = known = [];
        }

        var at = known.FindLastIndex(o => o.At <= operation.At);
        known.Insert(at + 1, operation);
        if (known.Count > Most)
        {
            known.RemoveAt(0);
        }
    }
}
