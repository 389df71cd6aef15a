using System.Threading.Channels;
using WaterWatch.Deciding;
using WaterWatch.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Live;

/// <summary>What a viewer is told of committed batches, several of them taken as one.</summary>
/// <param name="Seq">The newest batch.</param>
/// <param name="Stations">Ids of those that were heard.</param>
internal sealed record LiveBatch(long Seq, DateTimeOffset RecordedAt, long Readings, IReadOnlySet<string> Stations, IReadOnlyList<TimelineEntry> Entries)
{
    public LiveBatch Then(LiveBatch next) => new(next.Seq, next.RecordedAt, Readings + next.Readings, Stations.Union(next.Stations).ToHashSet(), [.. Entries, .. next.Entries]);
}

/// <summary>
/// Hands every committed batch to whoever looks on. A viewer that is slow loses the oldest of what waits for it, and nothing else: no reading, no other viewer and no
/// commit waits for one.
/// </summary>
internal sealed class LiveFeed
{
    /// <summary>How many batches wait for a viewer at most.</summary>
    private const int MostWaiting = 256;

    private readonly Lock _lock = new();
    private Channel<LiveBatch>[] _viewers = [];
    private long _newest;
    private long _newestWithEntries;

    public LiveFeed(ReadingPipeline pipeline) => pipeline.Committed += Take;

    /// <summary>The newest committed batch, 0 before the first since the start: what was rendered at the same number need not be rendered again.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>The newest of them that put something on the timeline.</summary>
    public long NewestWithEntries => Volatile.Read(ref _newestWithEntries);

    public int Viewers => Volatile.Read(ref _viewers).Length;

    /// <summary>Everything that is committed from now on, until cancelled.</summary>
    public async IAsyncEnumerable<LiveBatch> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var mine = Channel.CreateBounded<LiveBatch>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Change(viewers => [.. viewers, mine]);
        try
        {
            while (await mine.Reader.WaitToReadAsync(cancellation))
            {
                var all = default(LiveBatch);
                while (mine.Reader.TryRead(out var next))
                {
                    all = all?.Then(next) ?? next;
                }

                yield return all!;
            }
        }
        finally
        {
            Change(viewers => [.. viewers.Where(v => v != mine)]);
        }
    }

    /// <summary>On the pipeline's thread.</summary>
    private void Take(Batch batch)
    {
        Volatile.Write(ref _newest, batch.Seq);
        if (batch.Entries.Count > 0)
        {
            Volatile.Write(ref _newestWithEntries, batch.Seq);
        }

        var viewers = Volatile.Read(ref _viewers);
        if (viewers.Length == 0)
        {
            return;
        }

        var live = new LiveBatch(batch.Seq, batch.RecordedAt, batch.Readings.Count, batch.Heard.Select(h => h.Station).ToHashSet(), batch.Entries);
        foreach (var viewer in viewers)
        {
            viewer.Writer.TryWrite(live);
        }
    }

    private void Change(Func<Channel<LiveBatch>[], Channel<LiveBatch>[]> change)
    {
        lock (_lock)
        {
            Volatile.Write(ref _viewers, change(_viewers));
        }
    }
}
