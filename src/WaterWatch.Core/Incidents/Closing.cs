namespace WaterWatch.Incidents;

/// <summary>What a river's incidents must have come to before a person closes one. That none of its alerts is open is always among it.</summary>
/// <param name="ClearFor">For how long, in event time, the last of its alerts has been over.</param>
/// <param name="DutiesMet">Whether every report that is owed was sent, or stopped by a person.</param>
public sealed record Closing(TimeSpan ClearFor, bool DutiesMet)
{
    public static Closing Default { get; } = new(TimeSpan.Zero, DutiesMet: true);
}
