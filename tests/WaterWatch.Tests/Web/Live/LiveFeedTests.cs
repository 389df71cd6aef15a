using WaterWatch.Tests.Deciding;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;
using WaterWatch.Web.Live;

namespace WaterWatch.Tests.Web.Live;

public sealed class LiveFeedTests : IDisposable
{
    private readonly RunningPipeline _running = new(Some.Plan(Some.Watched("upper"), Some.Watched("lower")), TimeProvider.System);

    [Fact]
    public async Task A_viewer_sees_each_committed_batch_with_its_stations_and_entries()
    {
        var feed = new LiveFeed(_running.Pipeline);
        await using var viewer = feed.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        var first = viewer.MoveNextAsync();
        await _running.ReceiveAsync(Some.At(1), "0.02");
        Assert.True(await first);

        Assert.Equal((feed.Newest, 1L), (viewer.Current.Seq, viewer.Current.Readings));
        Assert.Equal(["upper"], viewer.Current.Stations);
        Assert.Contains(EntryKind.AlertRaised, viewer.Current.Entries.Select(e => e.Kind));
        await _running.EndAsync();
    }

    [Fact]
    public async Task What_came_while_a_viewer_was_busy_comes_as_one_and_a_thousand_batches_wait_for_nobody()
    {
        var feed = new LiveFeed(_running.Pipeline);
        await using var slow = feed.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        var first = slow.MoveNextAsync();
        await _running.ReceiveAsync(Some.At(1), "0.001");
        Assert.True(await first);
        for (var i = 0; i < 1_000; i++)
        {
            await _running.ReceiveAsync(Some.At(2 + i / 60.0), "0.001");
        }

        Assert.True(await slow.MoveNextAsync());
        Assert.Equal(feed.Newest, slow.Current.Seq);
        Assert.Equal(256, slow.Current.Readings);
        await _running.EndAsync();
    }

    [Fact]
    public async Task Who_has_gone_is_not_counted_any_more()
    {
        var feed = new LiveFeed(_running.Pipeline);
        using var gone = new CancellationTokenSource();
        await using var viewer = feed.WatchAsync(gone.Token).GetAsyncEnumerator();
        var waits = viewer.MoveNextAsync();
        Assert.Equal(1, feed.Viewers);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
        Assert.Equal(0, feed.Viewers);
        await _running.EndAsync();
    }

    public void Dispose() => _running.Dispose();
}
