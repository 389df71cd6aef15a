using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>The part of a draft that says what people have made of silences, maintenance windows and overrides: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftOnCall(RememberedOnCall remembered)
{
    private readonly SortedDictionary<long, Made> _changed = [];

    /// <summary>As they stand after the batch.</summary>
    public IReadOnlyCollection<Made> Changed => _changed.Values;

    public long LastId { get; private set; } = remembered.LastId;

    public IEnumerable<Made> All => _changed.Count == 0 ? remembered.All : remembered.All.Where(m => !_changed.ContainsKey(m.Id)).Concat(_changed.Values).OrderBy(m => m.Id);

    public Made? Find(long id) => _changed.GetValueOrDefault(id) ?? remembered.Find(id);

    public void Put(Made made)
    {
        _changed[made.Id] = made;
        LastId = Math.Max(LastId, made.Id);
    }

    /// <inheritdoc cref="RememberedOnCall.InForce"/>
    public WatchPlan InForce(WatchPlan plan) => _changed.Count == 0 ? remembered.InForce(plan) : plan.With(plan.OnCall.With([.. All]));
}
