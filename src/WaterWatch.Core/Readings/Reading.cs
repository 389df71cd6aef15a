namespace WaterWatch.Readings;

/// <summary>One value of one determinand, as it is kept for good: never changed, only followed by a correction at the same identity.</summary>
public sealed record Reading
{
    /// <summary>The number of its <see cref="SeriesKey"/> in the log.</summary>
    public required int Series { get; init; }

    // Ticks and not instants with an offset: there are millions of these.
    private readonly long _takenAt;
    private readonly long _receivedAt;
    private readonly long _recordedAt;

    /// <summary>When the sample was taken; for a mean, when its period began.</summary>
    public required DateTimeOffset TakenAt
    {
        get => new(_takenAt, TimeSpan.Zero);
        init => _takenAt = value.UtcTicks;
    }

    public required DateTimeOffset ReceivedAt
    {
        get => new(_receivedAt, TimeSpan.Zero);
        init => _receivedAt = value.UtcTicks;
    }

    /// <summary>When it was committed: what was known at a time is answered by this.</summary>
    public required DateTimeOffset RecordedAt
    {
        get => new(_recordedAt, TimeSpan.Zero);
        init => _recordedAt = value.UtcTicks;
    }

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

    /// <summary>It came with a file and not from its station: its receipt says nothing of whether the station still speaks.</summary>
    public bool IsImported { get; init; }
}
