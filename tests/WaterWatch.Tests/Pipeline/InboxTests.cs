using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Pipeline;

/// <summary>The door of the pipeline.</summary>
public sealed class InboxTests
{
    [Fact]
    public async Task Whoever_leaves_while_a_large_message_waits_takes_no_place_from_others()
    {
        using var inbox = new Inbox(1);
        await inbox.PutAsync(Large());
        for (var i = 0; i < 200; i++)
        {
            using var leaving = new CancellationTokenSource();
            var waiting = inbox.PutAsync(Large(), leaving.Token).AsTask();
            Assert.False(waiting.IsCompleted);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.True(inbox.TryTake(out _));
        Assert.True(inbox.PutAsync(Large()).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_look_that_stands_beside_a_decision_which_fails_is_taken_once()
    {
        var clock = new StoryClock(Some.Start);
        using var pipeline = new RunningPipeline(Some.Plan(Some.Watched("upper")), clock);
        using var goOn = new SemaphoreSlim(0);
        var looks = 0;

        // While the first look is held up the others gather to one batch.
        var held = pipeline.Inbox.LookAsync((_, _) => goOn.Wait(TimeSpan.FromMinutes(1)));
        await pipeline.Inbox.PutAsync(new Input.Acted(null!, null, new TaskCompletionSource<ActResult>()));
        var look = pipeline.Inbox.LookAsync((_, _) => ++looks);
        goOn.Release();
        Assert.True(await held);
        await look;
        await pipeline.EndAsync();

        Assert.Equal(1, looks);
    }

    private static AwaitedArrival Large() => new(Some.Message(new string('x', 70_000)));
}
