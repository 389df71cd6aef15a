using Quartz;
using WaterWatch.Storage;

namespace WaterWatch.Clockwork;

/// <summary>
/// The border of one run of a job: whatever it throws ends here, is logged and counted, and the job has its next turn as if nothing had been. What goes on is said once, not
/// at every turn.
/// </summary>
internal sealed class JobBorder(ClockworkHealth health, ILogger<JobBorder> logger) : IJobExecutionMiddleware
{
    public async ValueTask Invoke(IJobExecutionContext context, JobExecutionDelegate next, CancellationToken cancellationToken)
    {
        var job = context.JobDetail.Key.Name;
        var started = TimeProvider.System.GetTimestamp();
        var fault = default(Exception);
        try
        {
            await next(context, cancellationToken);
        }
        catch (Exception thrown)
        {
            fault = cancellationToken.IsCancellationRequested ? null : thrown;
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        var isSlow = took > context.NextFireTimeUtc - context.ScheduledFireTimeUtc;
        var before = health.Ran(new JobRun(job, TimeProvider.System.GetUtcNow(), took, isSlow, fault?.Message));
        Say(job, fault, took, isSlow, before);
    }

    private void Say(string job, Exception? fault, TimeSpan took, bool isSlow, JobRun? before)
    {
        if (fault is not null && fault.Message != before?.Fault)
        {
            // A disk that is full is no fault of ours: its place in the code would say nothing.
            var shown = fault is StorageException or OperationCanceledException ? null : fault;
            logger.LogWarning(shown, "{Job} did not get done and has its next turn as ever: {Reason}", job, fault.Message);
        }
        else if (fault is null && before?.Fault is not null)
        {
            logger.LogInformation("{Job} gets done again", job);
        }

        if (isSlow && before?.IsSlow != true)
        {
            logger.LogWarning("{Job} took {Seconds:0.0} s, longer than until its next turn", job, took.TotalSeconds);
        }
    }
}
