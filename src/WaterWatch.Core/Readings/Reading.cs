namespace WaterWatch.Readings;

/// <summary>One value of one determinand, as it is kept for good: never changed, only followed by a correction at the same identity.</summary>
public sealed record Reading
{
    /// <summary>The number of its <see cref="SeriesKey"/> in the log.</summary>
    public required int Series { get; init; }

    /// <summary>When the sample was taken; for a mean, when its period began.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was committed: what was known at a time is answered by this.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>In the determinand's unit, with the digits that were sent.</summary>
    public required Concentration Value { get; init; }

    public Mark Mark { get; init; }

    public QartodFlag Flag { get; init; } = QartodFlag.NotEvaluated;

    public QartodTests FlagTests { get; init; }

    public Judged Judged { get; init; }

    public JudgedWhy Why { get; init; }

    /// <summary>The limit it was judged by when it came, such as <c>GB 3838-2002 III</c>; empty when there was none.</summary>
    public string LimitRef { get; init; } = "";

    /// <summary>Same identity as an earlier reading, other value or mark.</summary>
    public bool IsCorrection { get; init; }
}
