namespace WaterWatch.Alerts;

/// <summary>Still within the limit, but several times what it was shortly before.</summary>
/// <param name="Times">So many times the mean of the samples before.</param>
/// <param name="Within">How far back those samples lie at most.</param>
/// <param name="Above">From this share of the limit on; what is far below it may well multiply.</param>
public sealed record FastRiseRule(decimal Times, TimeSpan Within, decimal Above, Level Level)
{
    /// <summary>How many samples the mean before needs.</summary>
    public const int LeastBefore = 3;

    public bool OpensIncident { get; init; }
}

/// <summary>A number at or above the detection limit after a time that was sampled without any.</summary>
public sealed record FirstDetectionRule(TimeSpan After, Level Level)
{
    public bool OpensIncident { get; init; }
}

/// <param name="After">Distinct samples in a row that cannot be judged.</param>
public sealed record BlindRule(int After, Level Level)
{
    public static BlindRule Default { get; } = new(2, Level.Blue);
}

public sealed record HardnessMissingRule(Level Level)
{
    public static HardnessMissingRule Default { get; } = new(Level.Blue);
}

/// <param name="After">How long all samples stay alike before it counts as stuck.</param>
/// <param name="Tolerance">How far apart they may lie and still count as alike, in the determinand's unit.</param>
public sealed record StuckRule(TimeSpan After, decimal Tolerance, Level Level)
{
    public const int LeastSamples = 4;
}

/// <param name="After">Distinct samples in a row that the instrument cannot have measured, or of which it says that it is faulty; as many good ones clear.</param>
public sealed record SensorFailedRule(int After, Level Level)
{
    public static SensorFailedRule Default { get; } = new(3, Level.Blue);
}

/// <summary>How far the newest sample of a message may lie from its receipt.</summary>
/// <param name="Samples">Messages in a row about equally far off; as many within bounds clear.</param>
public sealed record ClockRule(TimeSpan Lagging, TimeSpan Leading, int Samples, Level Level)
{
    public static ClockRule Default { get; } = new(TimeSpan.FromHours(2), TimeSpan.FromMinutes(5), 3, Level.Blue);
}

/// <summary>When an alert counts as flapping: by the share of changes of side among the newest samples (<see cref="Sides"/>).</summary>
/// <param name="High">From this share on it is held.</param>
/// <param name="Low">At or below this share it is steady again.</param>
/// <param name="Samples">The fewest samples to tell by.</param>
public sealed record FlappingRule(decimal High, decimal Low, int Samples)
{
    public static FlappingRule Default { get; } = new(0.5m, 0.25m, 10);
}

/// <param name="Share">The share of the river's expected stations that are silent at once.</param>
/// <param name="Least">And at least so many.</param>
/// <param name="ClearShare">At or below this share it is over.</param>
public sealed record RegionalSilenceRule(decimal Share, int Least, decimal ClearShare, Level Level)
{
    public static RegionalSilenceRule Default { get; } = new(0.5m, 3, 0.25m, Level.Yellow);
}

/// <param name="After">How long a feed may be lost.</param>
public sealed record NotListeningRule(TimeSpan After, Level Level)
{
    public static NotListeningRule Default { get; } = new(TimeSpan.FromMinutes(2), Level.Yellow);
}

/// <summary>So many messages set aside within a time; over when no more than half as many are.</summary>
public sealed record SetAsideFloodRule(int Count, TimeSpan Within, Level Level)
{
    /// <summary>How many times of setting aside are remembered of one sender, so the largest count.</summary>
    public const int MostCounted = 100;

    public static SetAsideFloodRule Default { get; } = new(20, TimeSpan.FromMinutes(10), Level.Blue);
}

/// <summary>What holds of a river as a whole. A rule that is null is off.</summary>
public sealed record RiverRules
{
    public static RiverRules Default { get; } = new();

    public RegionalSilenceRule? RegionalSilence { get; init; } = RegionalSilenceRule.Default;

    public NotListeningRule? NotListening { get; init; } = NotListeningRule.Default;

    public SetAsideFloodRule? SetAsideFlood { get; init; } = SetAsideFloodRule.Default;
}
