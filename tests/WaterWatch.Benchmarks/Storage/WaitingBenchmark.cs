using System.Diagnostics;
using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Benchmarks.Storage;

/// <summary>How long a commit takes at 5,000 messages a second, with the index, checkpoints and snapshots made beside it as the service makes them.</summary>
internal static class WaitingBenchmark
{
    private const int Rate = 5000;
    private const int MessagesABatch = 25;
    private const int Seconds = 30;
    private const int SnapshotEverySteps = 30;
    private static readonly TimeSpan s_upkeepEvery = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync()
    {
        await MeasureAsync("1,000 stations x 3 values", 1000, 3);
        await MeasureAsync("10,000 stations x 20 values", 10_000, 20);
    }

    private static async Task MeasureAsync(string what, int stations, int values)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-bench-").FullName;
        try
        {
            using var log = WatchLog.Open(folder);
            var (river, state) = (new StoredRiver(stations, values), log.Restore());
            for (var i = 0; i < stations / 1000 + 1; i++)
            {
                var batch = river.Next(log.NewestBatch + 1, 1000);
                log.Commit(batch);
                state.Apply(batch);
            }

            var batches = Enumerable.Range(1, Rate * Seconds / MessagesABatch).Select(i => river.Next(log.NewestBatch + i, MessagesABatch)).ToList();
            GC.Collect();
            using var stop = new CancellationTokenSource();
            var upkeep = Task.Run(() => UpkeepAsync(log, state.ToSnapshot(), stop.Token));
            var took = Commit(log, batches);
            await stop.CancelAsync();
            await upkeep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var sorted = took.Order().ToList();
            Console.WriteLine($"  {what}: {sorted.Count} commits of {MessagesABatch} messages, p50 {sorted[sorted.Count / 2].TotalMilliseconds:0.0} ms, p99 {sorted[sorted.Count * 99 / 100].TotalMilliseconds:0.0} ms, "
                + $"p99.9 {sorted[sorted.Count * 999 / 1000].TotalMilliseconds:0.0} ms, slowest {sorted[^1].TotalMilliseconds:0.0} ms; {GC.CollectionCount(2)} full collections");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each at its time; what one is late, the next waits, as in the service.</summary>
    private static List<TimeSpan> Commit(WatchLog log, List<Batch> batches)
    {
        var took = new List<TimeSpan>(batches.Count);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < batches.Count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i * MessagesABatch / Rate);
            while (Stopwatch.GetElapsedTime(started) < due)
            {
                Thread.Sleep(1);
            }

            var now = Stopwatch.GetTimestamp();
            log.Commit(batches[i]);
            took.Add(Stopwatch.GetElapsedTime(now));
        }

        return took;
    }

    private static async Task UpkeepAsync(WatchLog log, Snapshot snapshot, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_upkeepEvery);
        for (var step = 1; await timer.WaitForNextTickAsync(stop); step++)
        {
            log.IndexStep();
            log.Checkpoint();
            if (step % SnapshotEverySteps == 0)
            {
                log.SaveSnapshot(snapshot);
            }
        }
    }
}
