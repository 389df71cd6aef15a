namespace WaterWatch.Alerts;

/// <summary>When exceedances of one determinand at one station fire, rise, fall and clear.</summary>
public sealed record AlertRule
{
    /// <summary>No wait of a number of intervals is longer: whoever means never has a time that the calendar still holds.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    public static AlertRule Default { get; } = new();

    /// <summary>Distinct samples over the limit before the alert fires; the first one is told in any case.</summary>
    public int Hold { get; init; } = 1;

    /// <summary>Distinct samples below <see cref="ClearRatio"/> in a row that clear.</summary>
    public int ClearSamples { get; init; } = 3;

    /// <summary>Below this multiple of the limit a sample counts for clearing.</summary>
    public decimal ClearRatio { get; init; } = 0.8m;

    /// <summary>The least time, between sample times, that the clearing samples must cover.</summary>
    public TimeSpan ClearFor { get; init; } = TimeSpan.Zero;

    public LevelRule Levels { get; init; } = LevelRule.Default;

    /// <summary>Sampling intervals without a second sample after which an exceedance counts as not refuted.</summary>
    public decimal NotRefutedAfterIntervals { get; init; } = 1.5m;

    /// <summary>Expected intervals without anything heard after which a station or determinand is silent.</summary>
    public decimal SilentAfterIntervals { get; init; } = 2.5m;

    /// <summary>How grave silence is.</summary>
    public Level SilentLevel { get; init; } = Level.Blue;

    /// <summary>How grave a marked value over the limit is while no incident is open on the river.</summary>
    public Level MarkedLevel { get; init; } = Level.Blue;

    /// <summary>Null is off, here as below.</summary>
    public FastRiseRule? FastRise { get; init; }

    public FirstDetectionRule? FirstDetection { get; init; }

    public BlindRule? Blind { get; init; } = BlindRule.Default;

    public HardnessMissingRule? HardnessMissing { get; init; } = HardnessMissingRule.Default;

    public StuckRule? Stuck { get; init; }

    public SensorFailedRule? SensorFailed { get; init; } = SensorFailedRule.Default;

    public FlappingRule? Flapping { get; init; } = FlappingRule.Default;

    /// <summary>Of the station as a whole.</summary>
    public ClockRule? Clock { get; init; } = ClockRule.Default;

    /// <inheritdoc cref="Clock"/>
    public CommandRule Commands { get; init; } = CommandRule.None;

    /// <summary>How long nothing may be heard of what is expected at an interval.</summary>
    public TimeSpan SilentAfter(TimeSpan interval) => Times(interval, SilentAfterIntervals);

    /// <summary>How long the second sample of what is expected at an interval is waited for.</summary>
    public TimeSpan NotRefutedAfter(TimeSpan interval) => Times(interval, NotRefutedAfterIntervals);

    private static TimeSpan Times(TimeSpan interval, decimal times) => interval / s_longest * (double)times < 1 ? interval * (double)times : s_longest;
}
