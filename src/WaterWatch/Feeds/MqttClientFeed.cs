using System.Collections.Concurrent;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>
/// A broker elsewhere as a feed: persistent session, acknowledged by hand after the commit. A batch that could not be written cuts the connection, since a
/// broker sends again only on reconnection.
/// </summary>
public sealed class MqttClientFeed : IStationFeed
{
    /// <summary>The queue that a broker kept for us counts as drained after this long without a message …</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(1);

    /// <summary>… or, on a river that never is quiet, after this long with an inbox that keeps up.</summary>
    private static readonly TimeSpan DrainedAtLatest = TimeSpan.FromMinutes(1);

    /// <summary>A broker that has not answered by then may still: its answer is waited for at the next try.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetainWithin = TimeSpan.FromSeconds(2);

    /// <summary>So many commands, and so many answers to devices, may wait until the broker has taken them.</summary>
    private const int MostUnanswered = 20_000;

    private readonly ConcurrentDictionary<long, Task<ReasonCode>> _unanswered = [];
    private readonly TopicPattern _commandTopic;
    private readonly MqttClient _client;
    private readonly TopicRoutes _routes;
    private readonly Inbox _inbox;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
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

    /// <param name="statusTopic">Where the broker is to say that this service is gone; empty for nowhere.</param>
    public MqttClientFeed(FeedSettings settings, TopicRoutes routes, Inbox inbox, TimeProvider clock, ILogger logger, string statusTopic = "")
    {
        Name = settings.Name;
        _routes = routes;
        _commandTopic = settings.CommandTopic;
        _inbox = inbox;
        _clock = clock;
        _logger = logger;
        _state = new FeedState(Name, Listening: false, clock.GetUtcNow(), "not connected yet") { IsStarting = true };
        _client = new MqttClient(new MqttClientOptions
        {
            Host = settings.Address.Host,
            Port = settings.Address.Port,
            ClientId = settings.ClientId,
            ProtocolVersion = settings.Protocol == FeedProtocol.Mqtt311 ? MqttProtocol.V311 : MqttProtocol.V5,
            CleanStart = false,
            SessionExpiry = (uint)settings.SessionExpiry.TotalSeconds,
            KeepAlive = settings.KeepAlive,
            Tls = settings.Tls is { } tls ? new MqttClientTls(tls.Authorities, tls.Certificate) : null,
            UserName = settings.User.Length == 0 ? null : settings.User,
            Password = settings.Password.IsEmpty ? null : settings.Password.Reveal(),
            Subscriptions = [.. routes.Filters.Select(f => new MqttSubscription(f, (MqttQos)settings.Qos))],
            Will = statusTopic.Length == 0 ? null : new MqttWill(statusTopic, """{"status":"offline","reasons":["The connection was lost."]}"""u8.ToArray(), MqttQos.AtLeastOnce, Retain: true),
            OnMessage = OnMessageAsync,
            OnState = OnState,
        });
    }

    public string Name { get; }

    public FeedState State => Volatile.Read(ref _state);

    public bool IsOwnBroker => false;

    public async Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connected) == 0 || _unanswered.Count >= MostUnanswered)
        {
            return new CommandTried(command.Id, CommandOutcome.MayRetry, "the feed is not connected, or its broker does not answer");
        }

        var topic = _commandTopic.TopicOf(command.River, command.Station);
        try
        {
            return CommandAnswer.Of(command, topic, await PublishAsync(command.Id, topic, payload).WaitAsync(AnswerWithin, cancellation));
        }
        catch (Exception failure) when (failure is MqttRefusedException or TimeoutException or ObjectDisposedException)
        {
            return new CommandTried(command.Id, CommandOutcome.MayRetry, failure is MqttRefusedException ? failure.Message : "the broker has not answered");
        }
    }

    public long Connections => Interlocked.Read(ref _connections);

    public async Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        // What was true some time ago must not be sent by a connection that comes later.
        if (Volatile.Read(ref _connected) == 0)
        {
            return;
        }

        try
        {
            await _client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: true, cancellation).WaitAsync(RetainWithin, cancellation);
        }
        catch (Exception failure) when (failure is MqttRefusedException or TimeoutException or ObjectDisposedException)
        {
            _logger.LogDebug("Feed {Feed}: the status was not taken by the broker: {Reason}", Name, failure.Message);
        }
    }

    /// <summary>The client keeps what it was given until it is answered: given once, it is only waited for again.</summary>
    private Task<ReasonCode> PublishAsync(long id, string topic, ReadOnlyMemory<byte> payload)
    {
        if (!_unanswered.TryGetValue(id, out var publishing))
        {
            publishing = _unanswered[id] = _client.PublishAsync(topic, payload);
            _ = publishing.ContinueWith(_ => _unanswered.TryRemove(id, out Task<ReasonCode>? _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return publishing;
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        // Known from the start as not listening, so that no other feed's listening is taken for its own.
        await _inbox.PutAsync(new Input.FeedChanged(State, State.Since), cancellation);
        _running = _client.RunAsync(_stopping.Token);
        _draining = WatchDrainingAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
        _stopping.Dispose();
    }

    private ValueTask OnMessageAsync(MqttReceived received)
    {
        Volatile.Write(ref _lastMessage, TimeProvider.System.GetTimestamp());
        var message = _routes.ToMessage(received.Topic, received.Payload, received.Retain, _clock.GetUtcNow());
        return _inbox.PutAsync(new ReceivedArrival(message, received, this), _stopping.Token);
    }

    /// <summary>Called on the pipeline's own thread, so nothing is waited for. A device whose answer is left out sends again, and is answered then.</summary>
    private void Answer(string topic, IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        foreach (var answer in answers)
        {
            if (Interlocked.Increment(ref _answering) > MostUnanswered)
            {
                Interlocked.Decrement(ref _answering);
                return;
            }

            _ = _client.PublishAsync(TopicRoutes.AnswersTo(topic), answer)
                .ContinueWith(_ => Interlocked.Decrement(ref _answering), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void OnState(MqttConnectionState state)
    {
        if (state is MqttConnectionState.Lost lost)
        {
            _logger.LogWarning("Feed {Feed} is not listening: {Reason}", Name, lost.Reason);
            lock (_telling)
            {
                Volatile.Write(ref _connected, 0);
                Tell(new FeedState(Name, Listening: false, _clock.GetUtcNow(), lost.Reason));
            }
        }
        else
        {
            Volatile.Write(ref _connected, TimeProvider.System.GetTimestamp());
            Interlocked.Increment(ref _connections);
            Volatile.Write(ref _state, State with { Why = "connected, taking over what the broker kept" });
            _logger.LogInformation("Feed {Feed} is connected", Name);
        }
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
                Tell(new FeedState(Name, Listening: true, _clock.GetUtcNow()));
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

    private sealed record ReceivedArrival(Message Message, MqttReceived Received, MqttClientFeed Feed) : Arrival(Message)
    {
        public override Action? Stored()
        {
            Feed.Answer(Received.Topic, Answers);
            return Feed._client.AcknowledgeLater(Received);
        }

        public override void Refused() => Feed._client.Refuse(Received, "a batch could not be written");
    }
}
