using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>One page of a list.</summary>
/// <param name="Next">What to ask the next page with; null when this was the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A reading with what its series number stands for.</summary>
public sealed record ReadingOf(SeriesKey Key, Reading Reading);

/// <summary>Which readings are asked for. They come in the order of <c>taken_at</c>, then <c>recorded_at</c>, then series.</summary>
/// <param name="Series">Numbers of series (<see cref="LogReader.SeriesOf"/>).</param>
public sealed record ReadingsQuery(IReadOnlyCollection<int> Series)
{
    /// <summary>The first sample time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The sample time before which to stop.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what was recorded by then, that moment included.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }

    public int Limit { get; init; } = 200;

    public string? Cursor { get; init; }

    /// <summary>From and to in milliseconds since 1970.</summary>
    internal (long From, long To) Milliseconds => (From is { } from ? Ceiling(from) : long.MinValue / 2, To is { } to ? Ceiling(to) : long.MaxValue);

    private static long Ceiling(DateTimeOffset at) => at.ToUnixTimeMilliseconds() + (at.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}

/// <summary>Which alerts are asked for, in their newest version, newest alert first.</summary>
public sealed record AlertsQuery
{
    public bool OpenOnly { get; init; }

    public AlertStatus? Status { get; init; }

    public string? Station { get; init; }

    public int Limit { get; init; } = 200;

    public string? Cursor { get; init; }
}

/// <summary>Which incidents are asked for, in their newest version, newest incident first.</summary>
public sealed record IncidentsQuery
{
    public bool OpenOnly { get; init; }

    public string? River { get; init; }

    public int Limit { get; init; } = 200;

    public string? Cursor { get; init; }
}

/// <summary>Which entries of the timeline are asked for; in the order of recording unless the newest are to come first.</summary>
public sealed record TimelineQuery
{
    public long? Incident { get; init; }

    /// <summary>Only of these kinds; empty for all.</summary>
    public IReadOnlyList<EntryKind> Kinds { get; init; } = [];

    /// <summary>None of these kinds.</summary>
    public IReadOnlyList<EntryKind> Without { get; init; } = [];

    public bool IsNewestFirst { get; init; }

    /// <summary>Only what was recorded by then, that moment included.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }

    public int Limit { get; init; } = 200;

    public string? Cursor { get; init; }
}
