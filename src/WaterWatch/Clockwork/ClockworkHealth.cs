using WaterWatch.Timeline;

namespace WaterWatch.Clockwork;

/// <summary>One run of a job.</summary>
/// <param name="IsSlow">It took longer than until its next turn.</param>
/// <param name="Fault">Null when it got done.</param>
internal sealed record JobRun(string Job, DateTimeOffset EndedAt, TimeSpan Took, bool IsSlow, string? Fault);

/// <summary>The runs of one job since the process started.</summary>
internal sealed record JobCounts(JobRun Newest, long Runs, long Failed, long Slow);

/// <summary>What became of the jobs and what they found, for <c>/metrics</c> and <c>/readyz</c>. Written by each job's thread, read by many.</summary>
internal sealed class ClockworkHealth
{
    private ChainCheck? _chainCheck;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JobCounts> _jobs = new(StringComparer.Ordinal);

    /// <summary>The newest walk over the record; null when there was none.</summary>
    public ChainCheck? ChainCheck
    {
        get => Volatile.Read(ref _chainCheck);
        set => Volatile.Write(ref _chainCheck, value);
    }

    public IReadOnlyList<JobCounts> Jobs
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Values];
            }
        }
    }

    /// <returns>The run before; null when there was none.</returns>
    public JobRun? Ran(JobRun run)
    {
        lock (_lock)
        {
            var before = _jobs.GetValueOrDefault(run.Job);
            _jobs[run.Job] = new JobCounts(run, (before?.Runs ?? 0) + 1, (before?.Failed ?? 0) + (run.Fault is null ? 0 : 1), (before?.Slow ?? 0) + (run.IsSlow ? 1 : 0));
            return before?.Newest;
        }
    }
}
