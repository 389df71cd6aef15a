using Quartz;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Clockwork;

/// <summary>
/// Takes out of the outbox what has been kept for long enough. Only notifications of no incident, sent or given up: what belongs to an incident stays with it, and the record
/// itself (raw messages, readings, timeline) is never cut. The timeline says in the same transaction what went.
/// </summary>
internal sealed class RetentionJob(Inbox inbox, LogReader log, Settings settings, TimeProvider clock) : IJob
{
    /// <summary>A transaction of so many holds no message up for long.</summary>
    private const int AtOnce = 500;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - settings.Retention.Notifications;
        while (log.ExpiredNotifications(before, AtOnce) is { Count: > 0 } expired)
        {
            if (!await inbox.SweptAsync(new Sweep.NotificationsExpired(expired, before), cancellationToken))
            {
                throw new StorageException("Notifications that have been kept for long enough could not be removed.", retryable: true);
            }
        }
    }
}
