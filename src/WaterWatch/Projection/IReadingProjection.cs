namespace WaterWatch.Projection;

/// <summary>Writes points of the log into a time-series database, one request at a time. What it writes can be written again: the same tags and time replace what is there.</summary>
internal interface IReadingProjection : IDisposable
{
    /// <summary>Where it writes, such as <c>http://127.0.0.1:8086 waterwatch</c>: for people, and to know how far this one has come. Never a secret.</summary>
    string Target { get; }

    /// <summary>Never throws for what a server or a network may do: that is a result.</summary>
    /// <param name="lines">Line protocol in UTF-8 with times in nanoseconds, each line ended by a line feed; not kept after the call.</param>
    ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation);
}

/// <summary>What became of one request.</summary>
internal enum WriteOutcome : byte
{
    /// <summary>All of it is in the database.</summary>
    Written,

    /// <summary>The database took none, or not all, of its points, and says why; the others may be in it.</summary>
    Refused,

    /// <summary>More at once than the server takes.</summary>
    TooLarge,

    /// <summary>The server is there and cannot now: too many requests, no room on its disk, starting.</summary>
    Busy,

    /// <summary>No answer: nobody listens, the connection broke, or it took too long. What was sent may have been written.</summary>
    Unreachable,

    /// <summary>Nothing will be taken until a person has changed something: who we are, what may be written, or where.</summary>
    Denied,
}

/// <summary>A result with the server's own words.</summary>
/// <param name="Words">On one line, with what to do about it where that is known; empty when all is written.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, string Words)
{
    public static WriteResult Written { get; } = new(WriteOutcome.Written, "");

    /// <summary>The server's wish not to be asked sooner; zero for none.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>How many points it says that it has not taken; null when it does not say.</summary>
    public int? Dropped { get; init; }
}
