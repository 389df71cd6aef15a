using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The part of a draft that says what people did at dams: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftDams(WatchState state)
{
    private readonly List<DamOperation> _done = [];

    /// <summary>What the batch adds.</summary>
    public IReadOnlyList<DamOperation> Added => _done;

    /// <summary>All of a river's, by the time that they were done.</summary>
    public IReadOnlyList<DamOperation> Of(string river) =>
        _done.Exists(o => o.River == river)
            ? [.. state.DamOperations(river).Concat(_done.Where(o => o.River == river)).OrderBy(o => o.At)]
            : state.DamOperations(river);

    public void Put(DamOperation operation) => _done.Add(operation);
}
