using WaterWatch.Readings;

namespace WaterWatch.Quality;

/// <summary>The operator's thresholds for one determinand at one station, in its unit. A test without its threshold is not made.</summary>
public sealed record QualityThresholds
{
    public static QualityThresholds None { get; } = new();

    /// <summary>Numbers that stand for "no value" and are none: fail.</summary>
    public Sentinels Sentinels { get; init; } = Sentinels.Usual;

    /// <summary>Outside it the instrument cannot measure: fail.</summary>
    public Span? SensorSpan { get; init; }

    /// <summary>Outside it the operator does not expect this river: suspect.</summary>
    public Span? UserSpan { get; init; }

    /// <summary>Largest plausible distance from the mean of the two readings before.</summary>
    public decimal? Spike { get; init; }

    /// <summary>Largest plausible change an hour.</summary>
    public decimal? RatePerHour { get; init; }

    /// <summary>How many readings in a row may be alike; 0 switches the test off.</summary>
    public int FlatLineCount { get; init; }

    /// <summary>How far apart readings may lie and still count as alike.</summary>
    public decimal FlatLineTolerance { get; init; }

    /// <summary>Longest time between two readings before a gap is noted.</summary>
    public TimeSpan? Gap { get; init; }

    /// <summary>How many earlier values the tests look at.</summary>
    public int LooksBack => Math.Max(Spike is null ? 1 : 2, FlatLineCount - 1);

    /// <summary>
    /// A code and no measurement: a sentinel, or a number below zero of what has none. It says nothing of the water, so it exceeds no limit and enters no
    /// statistic; a number above the sensor's span is different, since the river may well carry it.
    /// </summary>
    public bool IsNoMeasurement(Determinand determinand, decimal value) => value < 0 && !determinand.MayBeNegative || Sentinels.Contains(value);
}

/// <summary>An interval with both ends in it.</summary>
public readonly record struct Span(decimal Low, decimal High)
{
    public bool Contains(decimal value) => Low <= value && value <= High;
}
