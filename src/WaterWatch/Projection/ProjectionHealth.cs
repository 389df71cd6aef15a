namespace WaterWatch.Projection;

/// <summary>How the projection stands.</summary>
/// <param name="Target">Empty when there is none.</param>
/// <param name="Trouble">What the server last answered, or that it did not; null while it takes what it is given.</param>
/// <param name="Since">Since when nothing has gone well.</param>
/// <param name="Through">The newest batch of the log that is written with all before it.</param>
/// <param name="WaitingSince">When the oldest was recorded of what is not written yet; null when nothing waits.</param>
/// <param name="Written">Points since the process started.</param>
/// <param name="Refused">Points that the database did not take, ever.</param>
/// <param name="Failures">Requests since the process started that did not write what they held.</param>
internal sealed record ProjectionCounts(
    string Target, string? Trouble, DateTimeOffset? Since, long Through, DateTimeOffset? WaitingSince, long Written, long Refused, long Failures)
{
    public bool IsOff => Target.Length == 0;

    /// <param name="newest">Batch of the log.</param>
    public long LagBatches(long newest) => Math.Max(0, newest - Through);

    public double LagSeconds(DateTimeOffset now) => WaitingSince is { } since && now > since ? (now - since).TotalSeconds : 0;

    /// <summary>A sentence for everybody, so without the server's address and words, while the database takes nothing; null otherwise.</summary>
    /// <param name="newest">Batch of the log.</param>
    public string? Warning(long newest) => Trouble is null ? null
        : $"Nothing could be written to the time-series database (influxdb) since {Timeline.Instants.Format(Since ?? default)}, which is {LagBatches(newest)} batches behind: Grafana's charts are out of date, nothing else is. See /api/v1/projection.";
}

/// <summary>What is known of the projection, for <c>/metrics</c>, <c>/readyz</c> and <c>/api/v1/projection</c>. Written by the projector, read by many.</summary>
internal sealed class ProjectionHealth
{
    private readonly Lock _lock = new();
    private ProjectionCounts _now = new("", null, null, 0, null, 0, 0, 0);

    public ProjectionCounts Read()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public void Begins(string target, long through, long refused) => Set(now => now with { Target = target, Through = through, Refused = refused });

    /// <returns>True when this is worth a line in the log: another trouble than before, or none any more.</returns>
    public bool Heard(WriteResult result, DateTimeOffset at)
    {
        var isWell = result.Outcome is WriteOutcome.Written or WriteOutcome.Refused or WriteOutcome.TooLarge;
        var before = Read().Trouble;
        Set(now => isWell
            ? now with { Trouble = null, Since = null, Failures = now.Failures + (result.Outcome == WriteOutcome.Written ? 0 : 1) }
            : now with { Trouble = result.Words, Since = now.Since ?? at, Failures = now.Failures + 1 });
        return before != (isWell ? null : result.Words);
    }

    public void Waits(DateTimeOffset? since) => Set(now => now with { WaitingSince = since });

    public void Wrote(int points, long through) => Set(now => now with { Written = now.Written + points, Through = Math.Max(now.Through, through), WaitingSince = null });

    public void Refused(int points) => Set(now => now with { Refused = now.Refused + points });

    private void Set(Func<ProjectionCounts, ProjectionCounts> change)
    {
        lock (_lock)
        {
            _now = change(_now);
        }
    }
}
