using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>The work beside the way of a reading: ticks of the clock, snapshots, the index by series, checkpoints. None of it holds up a commit.</summary>
public sealed class Upkeep(Inbox inbox, WatchLog log, TimeProvider clock, ILogger<Upkeep> logger)
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SnapshotEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IndexEvery = TimeSpan.FromSeconds(1);
    private long _snapshotSeq;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="withTicks">False when a player turns the clock.</param>
    public Task RunAsync(bool withTicks, CancellationToken cancellation) => Task.WhenAll(
        withTicks ? EveryAsync(TickEvery, async () => await inbox.TickAsync(clock.GetUtcNow(), cancellation), cancellation) : Task.CompletedTask,
        EveryAsync(SnapshotEvery, () => SnapshotAsync(cancellation), cancellation),
        EveryAsync(IndexEvery, () => Task.Run(Index, cancellation), cancellation));

    /// <summary>Writes down the state, if it has moved on, so that the next start has little to fold.</summary>
    public async Task SnapshotAsync(CancellationToken cancellation)
    {
        var snapshot = await inbox.LookAsync((state, _) => state.BatchSeq > _snapshotSeq ? state.ToSnapshot() : null, cancellation);
        if (snapshot is not null)
        {
            log.SaveSnapshot(snapshot);
            _snapshotSeq = snapshot.BatchSeq;
        }
    }

    private void Index()
    {
        while (log.IndexStep())
        {
        }

        log.Checkpoint();
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> work, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(period);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                await work();
            }
            catch (StorageException failure)
            {
                // The readings are safe in the log; what was to be done here is done at the next turn.
                logger.LogWarning("Upkeep is put off: {Reason}", failure.Message);
            }
        }
    }
}
