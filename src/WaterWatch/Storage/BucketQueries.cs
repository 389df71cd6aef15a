using WaterWatch.Readings;

namespace WaterWatch.Storage;

/// <summary>Which readings are gathered into spans of time of one length. Of each sample only the newest version counts.</summary>
/// <param name="Series">Numbers of series (<see cref="LogReader.SeriesOf"/>).</param>
public sealed record BucketsQuery(IReadOnlyCollection<int> Series)
{
    /// <summary>The first sample time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The sample time before which to stop.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what was recorded by then, that moment included.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }

    /// <summary>The length of a span; spans begin at whole multiples of it in UTC. Either this or <see cref="Points"/> is given.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>At most so many spans a series, from <see cref="From"/> to <see cref="To"/>, or from its first to its last sample where those are not given.</summary>
    public int? Points { get; init; }

    public int Limit { get; init; } = 10_000;

    public string? Cursor { get; init; }
}

/// <summary>
/// The samples of one series within one span. What failed its quality test (such as an error code of -9999) and what an instrument out of service sent (marks F M S D C B) is
/// counted and shown in the flags, and is in none of the numbers.
/// </summary>
/// <param name="Count">Samples, those that were left out included.</param>
/// <param name="LeftOut">Samples that are not in the numbers.</param>
/// <param name="Marked">Samples of an instrument out of service; they are left out.</param>
/// <param name="Censored">Samples in the numbers that are only bounds (<c>&lt;</c>, <c>&gt;</c>, mark T): they count with their number.</param>
/// <param name="Min">Null when nothing is in the numbers.</param>
/// <param name="Gravest">The gravest of the flags, left-out samples included.</param>
public sealed record BucketOf(
    SeriesKey Key, DateTimeOffset Start, TimeSpan Length, long Count, long LeftOut, long Marked, long Censored, decimal? Min, decimal? Mean, decimal? Max,
    QartodFlag Gravest, FlagCounts Flags);

/// <summary>How many samples have which flag.</summary>
public sealed record FlagCounts(long Good, long NotEvaluated, long Suspect, long Fail, long Missing);
