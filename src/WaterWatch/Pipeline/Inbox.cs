using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using WaterWatch.Deciding;
using WaterWatch.Incidents;

namespace WaterWatch.Pipeline;

/// <summary>Anything that can change what is known; all of it comes in by one door, in order. Messages are <see cref="Arrival"/>s.</summary>
public abstract record Input
{
    /// <summary>The clock: what is due by now.</summary>
    public sealed record Tick(DateTimeOffset Now, TaskCompletionSource Done) : Input;

    public sealed record FeedChanged(FeedState Feed, DateTimeOffset At) : Input;

    /// <summary>Another configuration is in force from here on.</summary>
    public sealed record PlanChanged(WatchPlan Plan, DateTimeOffset At, TaskCompletionSource Done) : Input;

    /// <summary>Something that is done or refused, and whoever asks for it waits for which.</summary>
    /// <param name="Answer">Set once it is on disk, or refused; fails when it could not be written.</param>
    public abstract record Asked(TaskCompletionSource<ActResult> Answer) : Input
    {
        /// <summary>What was decided; null until then, and again when it could not be written.</summary>
        public ActResult? Result { get; set; }
    }

    /// <summary>What a named person does.</summary>
    /// <param name="Message">What is read with it: a laboratory's results, or what was set aside. Null for most acts.</param>
    public sealed record Acted(Act What, Message? Message, TaskCompletionSource<ActResult> Answer) : Asked(Answer)
    {
        /// <summary>Stored messages that are read again; none for most acts.</summary>
        public IReadOnlyList<Message> Again { get; init; } = [];

        /// <summary>What is stored with it as it came: what a file brings. None for most acts.</summary>
        public IReadOnlyList<RawMessage> Brings { get; init; } = [];
    }

    /// <summary>What a gateway says of a message that it had taken.</summary>
    public sealed record Receipted(OnCall.Receipt What, TaskCompletionSource<ActResult> Answer) : Asked(Answer);

    /// <summary>What was done outside of the pipeline, to be written down.</summary>
    /// <param name="Written">True once it is on disk, or there was nothing to write; false when it could not be written.</param>
    public abstract record Reported(TaskCompletionSource<bool> Written) : Input;

    /// <summary>What came of sending notifications.</summary>
    public sealed record Delivered(OnCall.Delivery What, TaskCompletionSource<bool> Written) : Reported(Written);

    /// <summary>What came of sending commands to stations.</summary>
    public sealed record CommandsTried(IReadOnlyList<CommandTried> What, TaskCompletionSource<bool> Written) : Reported(Written);

    /// <summary>What came of a sweep.</summary>
    public sealed record Swept(Sweep What, TaskCompletionSource<bool> Written) : Reported(Written);

    /// <summary>A look at the state, between two batches.</summary>
    public sealed record Look(Action<WatchState, WatchPlan> At) : Input;
}

/// <summary>
/// The bounded door of the pipeline. When it is full the feeds wait, stop reading their sockets, and the brokers hold back: nothing is ever dropped here.
/// </summary>
public sealed class Inbox(int capacity) : IDisposable
{
    private readonly Channel<Input> _channel = Channel.CreateBounded<Input>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Payloads above this size are counted apart, so that thousands of the largest allowed do not fill the memory.</summary>
    private const int Large = 64 * 1024;

    private readonly SemaphoreSlim _large = new(64);

    public ChannelReader<Input> Reader => _channel.Reader;

    public int Count => _channel.Reader.Count;

    /// <summary>Waits while the inbox is full, by number or by bytes.</summary>
    public ValueTask PutAsync(Input input, CancellationToken cancellation = default) =>
        input is Arrival { Message.Raw.Payload.Length: > Large } ? PutLargeAsync(input, cancellation) : _channel.Writer.WriteAsync(input, cancellation);

    /// <summary>The next input, when there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out Input? input)
    {
        var taken = _channel.Reader.TryRead(out input);
        if (input is Arrival { Message.Raw.Payload.Length: > Large })
        {
            _large.Release();
        }

        return taken;
    }

    private async Task<ActResult> AskAsync(Func<TaskCompletionSource<ActResult>, Input.Asked> ask, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<ActResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(ask(answer), cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    private async Task<bool> ReportAsync(Func<TaskCompletionSource<bool>, Input.Reported> report, CancellationToken cancellation)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(report(written), cancellation);
        return await written.Task.WaitAsync(cancellation);
    }

    private async ValueTask PutLargeAsync(Input input, CancellationToken cancellation)
    {
        await _large.WaitAsync(cancellation);
        try
        {
            await _channel.Writer.WriteAsync(input, cancellation);
        }
        catch
        {
            // Whoever brought it is gone, or nothing comes in any more: the place is another's.
            _large.Release();
            throw;
        }
    }

    /// <summary>What is due by <paramref name="now"/> is decided and written when the task is done.</summary>
    public async Task TickAsync(DateTimeOffset now, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new Input.Tick(now, done), cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    /// <returns>What came of an act, once it is on disk; or why it was refused.</returns>
    /// <exception cref="Storage.StorageException">It could not be written, and nothing was done: it may be tried again.</exception>
    public Task<ActResult> DoAsync(Act act, CancellationToken cancellation = default) => DoAsync(act, (Message?)null, cancellation);

    /// <param name="message">What is read with it (<see cref="Input.Acted"/>).</param>
    /// <inheritdoc cref="DoAsync(Act, CancellationToken)"/>
    public Task<ActResult> DoAsync(Act act, Message? message, CancellationToken cancellation) => AskAsync(answer => new Input.Acted(act, message, answer), cancellation);

    /// <param name="again">Stored messages that are read again, in one transaction.</param>
    /// <inheritdoc cref="DoAsync(Act, CancellationToken)"/>
    public Task<ActResult> DoAsync(Act act, IReadOnlyList<Message> again, CancellationToken cancellation) =>
        AskAsync(answer => new Input.Acted(act, null, answer) { Again = again }, cancellation);

    /// <summary>A part of a file, in one transaction with all that is decided of it.</summary>
    /// <param name="messages">What was read from it, and the rows that could not be.</param>
    /// <inheritdoc cref="DoAsync(Act, CancellationToken)"/>
    public Task<ActResult> ImportAsync(Act.Import act, IReadOnlyList<Message> messages, CancellationToken cancellation) => AskAsync(
        answer => new Input.Acted(act, null, answer) { Again = messages, Brings = [.. messages.Select(m => m.Raw)] }, cancellation);

    /// <inheritdoc cref="DoAsync(Act, CancellationToken)"/>
    public Task<ActResult> ReceiptedAsync(OnCall.Receipt receipt, CancellationToken cancellation = default) =>
        AskAsync(answer => new Input.Receipted(receipt, answer), cancellation);

    /// <returns>False when it could not be written: it is as if nothing had been sent, and the same is said again later.</returns>
    public Task<bool> DeliveredAsync(OnCall.Delivery delivery, CancellationToken cancellation = default) => ReportAsync(written => new Input.Delivered(delivery, written), cancellation);

    /// <inheritdoc cref="DeliveredAsync"/>
    public Task<bool> CommandsTriedAsync(IReadOnlyList<CommandTried> tried, CancellationToken cancellation = default) =>
        ReportAsync(written => new Input.CommandsTried(tried, written), cancellation);

    /// <returns>False when it could not be written: it is as if the sweep had not been.</returns>
    public Task<bool> SweptAsync(Sweep sweep, CancellationToken cancellation = default) => ReportAsync(written => new Input.Swept(sweep, written), cancellation);

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
        await PutAsync(new Input.Look((state, plan) => Answer(seen, look, state, plan)), cancellation);
        return await seen.Task.WaitAsync(cancellation);
    }

    private static void Answer<T>(TaskCompletionSource<T> seen, Func<WatchState, WatchPlan, T> look, WatchState state, WatchPlan plan)
    {
        try
        {
            seen.TrySetResult(look(state, plan));
        }
        catch (Exception fault)
        {
            // A question that fails is the asker's to know; the pipeline goes on.
            seen.TrySetException(fault);
        }
    }

    /// <summary>Nothing more comes in; what is inside is still worked off.</summary>
    public void Close() => _channel.Writer.TryComplete();

    public void Dispose() => _large.Dispose();
}
