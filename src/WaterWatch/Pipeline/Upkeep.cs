using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>The log's own work beside the way of a reading: snapshots, the index by series, checkpoints. None of it holds up a commit for long.</summary>
public sealed class Upkeep(Inbox inbox, WatchLog log, PipelineHealth health, ILogger<Upkeep> logger)
{
    private static readonly TimeSpan LookForSnapshotEvery = TimeSpan.FromSeconds(1);

    /// <summary>A snapshot is due after this long …</summary>
    private static readonly TimeSpan SnapshotAfter = TimeSpan.FromMinutes(1);

    /// <summary>… or this many readings, whichever comes first: folding them at the next start then takes well under a second.</summary>
    private const long SnapshotAfterReadings = 250_000;

    /// <summary>With many series it is so many of each: a snapshot costs by the series, and must not come to cost as much as the readings do. With 200,000 series the fold then takes about two seconds.</summary>
    private const int SnapshotAfterReadingsEach = 10;

    /// <summary>So many are copied between two batches, which takes well under a millisecond.</summary>
    private const int SeriesInASlice = 1_000;

    private static readonly TimeSpan IndexEvery = TimeSpan.FromMilliseconds(500);
    private long _snapshotSeq;
    private long _snapshotReadings;
    private int _snapshotSeries;
    private long _snapshotAt = TimeProvider.System.GetTimestamp();

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        EveryAsync(LookForSnapshotEvery, () => SnapshotIsDue ? SnapshotAsync(cancellation) : Task.CompletedTask, cancellation),
        EveryAsync(IndexEvery, () => Task.Run(Index, cancellation), cancellation));

    private bool SnapshotIsDue =>
        TimeProvider.System.GetElapsedTime(_snapshotAt) > SnapshotAfter
        || health.Read().Readings - _snapshotReadings > Math.Max(SnapshotAfterReadings, SnapshotAfterReadingsEach * (long)_snapshotSeries);

    /// <summary>Writes down the state, if it has moved on, so that the next start has little to fold.</summary>
    public async Task SnapshotAsync(CancellationToken cancellation)
    {
        _snapshotReadings = health.Read().Readings;
        _snapshotAt = TimeProvider.System.GetTimestamp();
        var began = await inbox.LookAsync((state, _) => state.BatchSeq, cancellation);
        if (began == _snapshotSeq)
        {
            return;
        }

        using var writer = log.BeginSnapshot(began);
        var series = new List<SeriesState>();
        for (var last = 0; ;)
        {
            var (slice, rest) = await inbox.LookAsync((state, _) => Slice(state, last, series), cancellation);
            writer.Add(slice, series);
            _snapshotSeries = last = slice.LastSeries;
            if (rest is not null)
            {
                writer.End(rest);
                _snapshotSeq = began;
                return;
            }
        }
    }

    /// <summary>The next series, and with the last of them all the rest.</summary>
    /// <param name="series">Becomes their copies.</param>
    private static (SeriesSlice Slice, Snapshot? Remainder) Slice(WatchState state, int after, List<SeriesState> series)
    {
        state.CopySeries(after, SeriesInASlice, series);
        var isLast = series.Count < SeriesInASlice;
        return (new SeriesSlice(isLast ? state.LastSeries : series[^1].Number, state.BatchSeq), isLast ? state.ToSnapshotWithout() : null);
    }

    private void Index()
    {
        try
        {
            log.IndexStep();
        }
        finally
        {
            // Whatever keeps the index from being made, the write-ahead log must not grow for it.
            log.Checkpoint();
        }
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> work, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(period);
        var said = "";
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                await work();
                said = "";
            }
            catch (StorageException failure)
            {
                // The readings are safe in the log; what was to be done here is done at the next turn.
                if (failure.Message != said)
                {
                    logger.LogWarning("Upkeep is put off until it can be done: {Reason}", failure.Message);
                    said = failure.Message;
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A fault of ours in one turn must not end what keeps files small and starts short.
                if (fault.Message != said)
                {
                    logger.LogError(fault, "Upkeep failed; it is tried again at its next turn");
                    said = fault.Message;
                }
            }
        }
    }
}
