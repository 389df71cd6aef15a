using Quartz;
using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Clockwork;

/// <summary>
/// Walks the whole record once a day, as <c>audit verify</c> does but with rests. When it was last done stands in the record itself, so that a restart does not begin anew; the
/// head that is held in memory is held against the file, so that one that was exchanged below a running service is found out.
/// </summary>
internal sealed class ChainCheckJob(Inbox inbox, WatchLog log, ClockworkHealth health, TimeProvider clock, ILogger<ChainCheckJob> logger) : IJob
{
    /// <summary>A walk takes a quarter of one core, and the rest stays with those who send.</summary>
    private const int Rest = 3;

    private static readonly TimeSpan Apart = TimeSpan.FromDays(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var (head, last) = await inbox.LookAsync((state, _) => (state.Head, state.ChainCheck), cancellationToken);
        if ((last?.At ?? log.Reader.BeginsAt()) is { } since && clock.GetUtcNow() - since >= Apart)
        {
            var check = await Task.Factory.StartNew(() => Walk(head, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await WriteDownAsync(check, cancellationToken);
        }
    }

    private ChainCheck Walk(ChainHead head, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var result = Audit.Verify(log.Directory, head.Seq == 0 ? null : head, new Pace(Rest, cancellation), cancellation);
        return new ChainCheck(clock.GetUtcNow(), result.Head, result.Entries, result.Messages, result.Readings, TimeProvider.System.GetElapsedTime(started), result.FirstBroken ?? "");
    }

    private async Task WriteDownAsync(ChainCheck check, CancellationToken cancellation)
    {
        health.ChainCheck = check;
        if (!check.IsIntact)
        {
            logger.LogCritical("The record is not to be trusted: {Broken}. Keep the file and its newest backup, and run 'audit verify' on both", check.Broken);
        }

        if (!await inbox.SweptAsync(new Sweep.ChainWalked(check), cancellation))
        {
            throw new StorageException("What the walk over the record found could not be written down.", retryable: true);
        }
    }
}
