namespace WaterWatch.Incidents;

public enum DamOperationKind : byte
{
    /// <summary>As usual again: what was said before no longer holds.</summary>
    Normal,

    /// <summary>Water is held back, for nobody knows how long.</summary>
    Hold,

    /// <summary>More than usual is let through, so that it runs faster below.</summary>
    Release,
}

/// <summary>What people did at a dam: from then on, and until the next operation there, water passes it differently.</summary>
/// <param name="Dam">The place's id.</param>
/// <param name="Factor">On the fastest times below the dam while water is released, above 0 and up to 1.</param>
/// <param name="By">The person who says so.</param>
public sealed record DamOperation(string River, string Dam, DateTimeOffset At, DamOperationKind Operation, decimal Factor, string By, string Reason)
{
    /// <summary>
    /// What a release does to the fastest times where nobody gives a factor: half, which is assumed on the safe side. The Longjiang's flow was raised severalfold
    /// in 2012 to thin the cadmium; how much faster it then ran was not found.
    /// </summary>
    public const decimal UsualFactor = 0.5m;
}
