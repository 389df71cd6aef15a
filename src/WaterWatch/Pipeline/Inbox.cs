using System.Threading.Channels;
using WaterWatch.Deciding;

namespace WaterWatch.Pipeline;

/// <summary>Anything that can change what is known; all of it comes in by one door, in order. Messages are <see cref="Arrival"/>s.</summary>
public abstract record Input
{
    /// <summary>The clock: what is due by now.</summary>
    public sealed record Tick(DateTimeOffset Now, TaskCompletionSource Done) : Input;

    public sealed record FeedChanged(FeedState Feed, DateTimeOffset At) : Input;

    /// <summary>Another configuration is in force from here on.</summary>
    public sealed record PlanChanged(WatchPlan Plan, DateTimeOffset At, TaskCompletionSource Done) : Input;

    /// <summary>A look at the state, between two batches.</summary>
    public sealed record Look(Action<WatchState, WatchPlan> At) : Input;
}

/// <summary>
/// The bounded door of the pipeline. When it is full the feeds wait, stop reading their sockets, and the brokers hold back: nothing is ever dropped here.
/// </summary>
public sealed class Inbox(int capacity)
{
    private readonly Channel<Input> _channel = Channel.CreateBounded<Input>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<Input> Reader => _channel.Reader;

    public int Count => _channel.Reader.Count;

    public ValueTask PutAsync(Input input, CancellationToken cancellation = default) => _channel.Writer.WriteAsync(input, cancellation);

    /// <summary>What is due by <paramref name="now"/> is decided and written when the task is done.</summary>
    public async Task TickAsync(DateTimeOffset now, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new Input.Tick(now, done), cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    public async Task ChangePlanAsync(WatchPlan plan, DateTimeOffset at, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new Input.PlanChanged(plan, at, done), cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    /// <summary>Reads from the state between two batches, where it is consistent; the function must be quick and must return values.</summary>
    public async Task<T> LookAsync<T>(Func<WatchState, WatchPlan, T> look, CancellationToken cancellation = default)
    {
        var seen = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new Input.Look((state, plan) => seen.TrySetResult(look(state, plan))), cancellation);
        return await seen.Task.WaitAsync(cancellation);
    }

    /// <summary>Nothing more comes in; what is inside is still worked off.</summary>
    public void Close() => _channel.Writer.TryComplete();
}
