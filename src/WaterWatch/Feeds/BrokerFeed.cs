using System.Collections.Concurrent;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Incidents;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>
/// A broker elsewhere as a feed: persistent session, acknowledged by hand after the commit. A batch that could not be written cuts the connection, since a
/// broker sends again only on reconnection. What is said of the connection, what is published and what is answered is the same whichever client speaks MQTT.
/// </summary>
public abstract class BrokerFeed : IStationFeed
{
    /// <summary>A broker that answers nothing for so long is said not to be listened to; its connection is left to it for the keep-alive.</summary>
    protected static readonly TimeSpan NoticeSilenceAfter = TimeSpan.FromSeconds(3);

    /// <summary>A broker that is back is found within this.</summary>
    protected static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(3);

    /// <summary>The queue that a broker kept for us counts as drained after this long without a message …</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(1);

    /// <summary>… or, on a river that never is quiet, after this long with an inbox that keeps up.</summary>
    private static readonly TimeSpan DrainedAtLatest = TimeSpan.FromMinutes(1);

    /// <summary>A broker that has not answered by then may still: its answer is waited for at the next try.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetainWithin = TimeSpan.FromSeconds(2);

    /// <summary>So many commands, and so many answers to devices, may wait until the broker has taken them.</summary>
    private const int MostUnanswered = 20_000;

    /// <summary>What the broker says for this service when its connection is lost.</summary>
    protected static ReadOnlySpan<byte> LastWord => """{"status":"offline","reasons":["The connection was lost."]}"""u8;

    private readonly ConcurrentDictionary<long, Task<ReasonCode>> _unanswered = [];
    private readonly TopicPattern _commandTopic;
    private readonly Inbox _inbox;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _telling = new();
    private FeedState _state;
    private Task _running = Task.CompletedTask;
    private Task _draining = Task.CompletedTask;
    private Task _told = Task.CompletedTask;
    private long _lastMessage;
    private long _connected;
    private long _connections;
    private long _answering;

    private protected BrokerFeed(FeedSettings settings, TopicRoutes routes, Inbox inbox, TimeProvider clock, ILogger logger)
    {
        Name = settings.Name;
        Routes = routes;
        _commandTopic = settings.CommandTopic;
        _inbox = inbox;
        Clock = clock;
        Logger = logger;
        _state = new FeedState(Name, Listening: false, clock.GetUtcNow(), "not connected yet") { IsStarting = true };
    }

    public string Name { get; }

    public FeedState State => Volatile.Read(ref _state);

    public bool IsConnected => Volatile.Read(ref _connected) != 0;

    public bool IsOwnBroker => false;

    public long Connections => Interlocked.Read(ref _connections);

    protected TopicRoutes Routes { get; }

    protected TimeProvider Clock { get; }

    protected ILogger Logger { get; }

    /// <summary>Cancelled when the feed ends.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    public async Task StartAsync(CancellationToken cancellation)
    {
        // Known from the start as not listening, so that no other feed's listening is taken for its own.
        await _inbox.PutAsync(new Input.FeedChanged(State, State.Since), cancellation);
        _running = RunAsync(_stopping.Token);
        _draining = WatchDrainingAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    public async Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (!IsConnected || _unanswered.Count >= MostUnanswered)
        {
            return new CommandTried(command.Id, CommandOutcome.MayRetry, "the feed is not connected, or its broker does not answer");
        }

        var topic = _commandTopic.TopicOf(command.River, command.Station);
        try
        {
            return CommandAnswer.Of(command, topic, await PublishOnceAsync(command.Id, topic, payload).WaitAsync(AnswerWithin, cancellation));
        }
        catch (Exception failure) when (failure is MqttRefusedException or TimeoutException or ObjectDisposedException)
        {
            return new CommandTried(command.Id, CommandOutcome.MayRetry, failure is MqttRefusedException ? failure.Message : "the broker has not answered");
        }
    }

    public async Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        // What was true some time ago must not be sent by a connection that comes later.
        if (!IsConnected)
        {
            return;
        }

        try
        {
            await PublishAsync(topic, payload, retain: true, cancellation).WaitAsync(RetainWithin, cancellation);
        }
        catch (Exception failure) when (failure is MqttRefusedException or TimeoutException or ObjectDisposedException)
        {
            Logger.LogDebug("Feed {Feed}: the status was not taken by the broker: {Reason}", Name, failure.Message);
        }
    }

    /// <summary>Connects, subscribes and listens, and after a loss comes back, until cancelled.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    /// <summary>Publishes with QoS 1.</summary>
    /// <returns>What the broker answered.</returns>
    /// <exception cref="MqttRefusedException">The broker refused it.</exception>
    /// <exception cref="TimeoutException">There is no connection, or it was lost before the answer.</exception>
    /// <exception cref="ObjectDisposedException">The feed has ended.</exception>
    protected abstract Task<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation);

    /// <summary>Lets go of the client, which has ended.</summary>
    protected abstract ValueTask EndAsync();

    /// <summary>Hands a message to the pipeline; waits while that has no room, which holds the broker back.</summary>
    protected ValueTask TakeAsync(Arrival arrival)
    {
        Volatile.Write(ref _lastMessage, TimeProvider.System.GetTimestamp());
        return _inbox.PutAsync(arrival, _stopping.Token);
    }

    /// <summary>Connected and subscribed.</summary>
    protected void Connected()
    {
        Interlocked.Increment(ref _connections);
        Logger.LogInformation("Feed {Feed} is connected", Name);
        TakeOver();
        foreach (var topic in Routes.NodesToAsk())
        {
            Publish(topic, SparkplugPayload.Rebirth(Clock.GetUtcNow()));
        }
    }

    /// <summary>The broker answers again, on the same connection.</summary>
    protected void AnsweredAgain()
    {
        Logger.LogInformation("Feed {Feed}: the broker answers again", Name);
        TakeOver();
    }

    /// <summary>Not connected, or connected to a broker that does not answer.</summary>
    /// <param name="reason">Why, without a full stop.</param>
    protected void Lost(string reason)
    {
        Logger.LogWarning("Feed {Feed} is not listening: {Reason}", Name, reason);
        lock (_telling)
        {
            Volatile.Write(ref _connected, 0);

            // Each vain attempt says why anew; the feed is lost since the first.
            var since = State is { Listening: false } still ? still.Since : Clock.GetUtcNow();
            Tell(new FeedState(Name, Listening: false, since, reason));
        }
    }

    /// <summary>Called on the pipeline's own thread, so nothing is waited for. A device whose answer is left out sends again, and is answered then.</summary>
    protected void Answer(string topic, IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        foreach (var answer in answers)
        {
            Publish(TopicRoutes.AnswersTo(topic), answer);
        }
    }

    private void Publish(string topic, ReadOnlyMemory<byte> payload)
    {
        if (Interlocked.Increment(ref _answering) > MostUnanswered)
        {
            Interlocked.Decrement(ref _answering);
            return;
        }

        _ = PublishUnwaitedAsync(topic, payload);
    }

    /// <summary>Fails for nobody, and not at once either: whoever answers on the pipeline's thread has readings to write.</summary>
    private async Task PublishUnwaitedAsync(string topic, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await PublishAsync(topic, payload, retain: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is MqttRefusedException or TimeoutException or ObjectDisposedException or ArgumentException)
        {
            Logger.LogDebug("Feed {Feed}: {Topic} was not published: {Reason}", Name, topic, failure.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }

    /// <summary>As <see cref="Answer"/>: one that is left out is asked for with the next message.</summary>
    protected void AskForBirths(Message stored)
    {
        if (stored.Sparkplug is { RebirthTopic: { Length: > 0 } topic })
        {
            Logger.LogInformation("Feed {Feed}: the edge node {Node} is asked for its births", Name, stored.Sparkplug.Node);
            Publish(topic, SparkplugPayload.Rebirth(Clock.GetUtcNow()));
        }
    }

    private void TakeOver()
    {
        lock (_telling)
        {
            Volatile.Write(ref _connected, TimeProvider.System.GetTimestamp());
            Volatile.Write(ref _state, State with { Why = "connected, taking over what the broker kept" });
        }
    }

    /// <summary>The client keeps what it was given until it is answered: given once, it is only waited for again.</summary>
    private Task<ReasonCode> PublishOnceAsync(long id, string topic, ReadOnlyMemory<byte> payload)
    {
        if (!_unanswered.TryGetValue(id, out var publishing))
        {
            publishing = _unanswered[id] = PublishAsync(topic, payload, retain: false, CancellationToken.None);
            _ = publishing.ContinueWith(_ => _unanswered.TryRemove(id, out Task<ReasonCode>? _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return publishing;
    }

    /// <summary>Says that the feed listens once what the broker had kept is taken over: silence is judged only from then on.</summary>
    private async Task WatchDrainingAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(QuietAfter / 4);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var connected = Volatile.Read(ref _connected);
            if (connected == 0 || State.Listening)
            {
                continue;
            }

            var quietSince = Math.Max(connected, Volatile.Read(ref _lastMessage));
            var isQuiet = TimeProvider.System.GetElapsedTime(quietSince) > QuietAfter;
            var isLongEnough = TimeProvider.System.GetElapsedTime(connected) > DrainedAtLatest;
            if ((isQuiet || isLongEnough) && _inbox.Count == 0)
            {
                TellListening(connected);
            }
        }
    }

    private void TellListening(long connected)
    {
        lock (_telling)
        {
            // The connection may have been lost, or replaced, since it was looked at.
            if (Volatile.Read(ref _connected) == connected)
            {
                Tell(new FeedState(Name, Listening: true, Clock.GetUtcNow()));
            }
        }
    }

    /// <summary>
    /// Hands a state on in its order, but without waiting for the pipeline: this is called from the connection, which the pipeline may itself be waiting for.
    /// </summary>
    private void Tell(FeedState state)
    {
        Volatile.Write(ref _state, state);
        _told = TellAfterAsync(_told, state);
    }

    private async Task TellAfterAsync(Task before, FeedState state)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await _inbox.PutAsync(new Input.FeedChanged(state, state.Since), _stopping.Token);
    }
}
