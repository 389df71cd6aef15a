namespace WaterWatch.Demo;

/// <summary>What people saw, did or said, as published; the report puts it beside what WaterWatch would have told.</summary>
/// <param name="At">When; where only the day was published, an hour of it that <see cref="HourAssumed"/> owns up to.</param>
/// <param name="Source">Key into <see cref="Story.Sources"/>.</param>
public sealed record Milestone(DateTimeOffset At, string En, string Zh, string Source)
{
    public required MilestoneKind Kind { get; init; }

    /// <summary>Only the day was published.</summary>
    public bool HourAssumed { get; init; }
}

public enum MilestoneKind : byte
{
    FishDied,
    PlantShut,
    FirstPublicFigure,
    PlanStarted,
    Other,
}
