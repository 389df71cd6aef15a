namespace WaterWatch.Alerts;

/// <summary>What a station is ordered to do while something is wrong. A station that cannot take orders has none.</summary>
public sealed record CommandRule
{
    public static CommandRule None { get; } = new();

    /// <summary>How often it samples while an incident that it belongs to is Blue; null when Blue changes nothing. Shorter with each level below.</summary>
    public TimeSpan? Blue { get; init; }

    /// <inheritdoc cref="Blue"/>
    public TimeSpan? Yellow { get; init; }

    /// <inheritdoc cref="Blue"/>
    public TimeSpan? Orange { get; init; }

    /// <inheritdoc cref="Blue"/>
    public TimeSpan? Red { get; init; }

    /// <summary>Whether an unconfirmed exceedance orders a second sample at once.</summary>
    public bool SampleAgain { get; init; }

    /// <summary>How often it samples at a level: as written for it, or else for the next one below; null for as usual.</summary>
    public TimeSpan? Every(Level level) => level switch
    {
        Level.Red => Red ?? Every(Level.Orange),
        Level.Orange => Orange ?? Every(Level.Yellow),
        Level.Yellow => Yellow ?? Every(Level.Blue),
        Level.Blue => Blue,
        _ => null,
    };
}
