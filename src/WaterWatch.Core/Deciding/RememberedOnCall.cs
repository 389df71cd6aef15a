using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>
/// The silences, maintenance windows and overrides that people have made while the service runs: those that are open, and those that ended not long ago, for whoever asks
/// why nobody was told. Older ones are on the timeline.
/// </summary>
public sealed class RememberedOnCall
{
    /// <summary>How long one is remembered after its end.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(30);

    /// <summary>How many that have ended are remembered at most.</summary>
    public const int MostEnded = 500;

    private readonly SortedDictionary<long, Made> _made = [];
    private IReadOnlyList<Made>? _all;
    private (WatchPlan Of, IReadOnlyList<Made> With, WatchPlan Plan)? _inForce;

    public long LastId { get; private set; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Made> All => _all ??= [.. _made.Values];

    public Made? Find(long id) => _made.GetValueOrDefault(id);

    /// <summary>The configured plan with what people have made. Reckoned once, until either changes.</summary>
    public WatchPlan InForce(WatchPlan plan)
    {
        if (_made.Count == 0)
        {
            return plan;
        }

        if (_inForce is not { } known || known.Of != plan || known.With != All)
        {
            _inForce = known = (plan, All, plan.With(plan.OnCall.With(All)));
        }

        return known.Plan;
    }

    internal void Take(IReadOnlyList<Made> made, long lastId = 0)
    {
        LastId = Math.Max(LastId, lastId);
        foreach (var one in made)
        {
            _made[one.Id] = one;
            LastId = Math.Max(LastId, one.Id);
            Forget(one.ChangedAt);
            _all = null;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        var ended = _made.Values.Where(m => !m.IsOpen(now)).OrderBy(m => m.HoldsUntil).ThenBy(m => m.Id).ToList();
        foreach (var old in ended.Where((m, nth) => m.HoldsUntil + Kept <= now || nth < ended.Count - MostEnded))
        {
            _made.Remove(old.Id);
        }
    }
}
