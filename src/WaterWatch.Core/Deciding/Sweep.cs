using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What came of a sweep that was done outside of the pipeline, or what it wants done in a transaction.</summary>
public abstract record Sweep
{
    private Sweep()
    {
    }

    /// <summary>The record was walked.</summary>
    public sealed record ChainWalked(ChainCheck Check) : Sweep;

    /// <summary>Notifications of no incident that have been kept for long enough: they go, and the timeline says which.</summary>
    /// <param name="Notifications">By number, rising; all sent or given up.</param>
    /// <param name="Before">They were queued before then.</param>
    public sealed record NotificationsExpired(IReadOnlyList<long> Notifications, DateTimeOffset Before) : Sweep;
}
