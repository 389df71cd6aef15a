namespace WaterWatch.Deciding;

/// <summary>A station within a batch in the making. Looked up once a message; every step of the message finds here what it needs of the station.</summary>
/// <param name="known">What the state remembers of it; null when nothing came from it yet.</param>
/// <param name="hasOpenAlerts">Whether anything at all was open there when the batch began.</param>
internal sealed class StationDraft(StationState? known, bool hasOpenAlerts)
{
    private StationHeard? _heard;

    public StationState? Known => known;

    /// <summary>When it was last heard, this batch included; null when it never was.</summary>
    public StationHeard? Heard => _heard ?? known?.Heard;

    /// <summary>The same, if this batch has changed it.</summary>
    public StationHeard? NewlyHeard => _heard;

    /// <summary>False while nothing at all is open there, which spares its usual readings every further look.</summary>
    public bool MayHaveAlerts { get; private set; } = hasOpenAlerts;

    public void Put(StationHeard heard) => _heard = heard;

    public void Alerted() => MayHaveAlerts = true;
}
