using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;
using MqttClientOptions = MQTTnet.MqttClientOptions;

namespace WaterWatch.Feeds;

/// <summary>A broker elsewhere, spoken to by MQTTnet.</summary>
internal sealed class PackagedMqttFeed : BrokerFeed
{
    /// <summary>MQTTnet queues what it has received without a bound of its own: so much may be unacknowledged. A 3.1.1 broker has its own bound.</summary>
    private const ushort ReceiveMaximum = 8_192;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(2);

    private readonly FeedSettings _settings;
    private readonly string _statusTopic;
    private readonly IReadOnlyList<Configuration.Options.Endpoint> _brokers;
    private Connection? _connection;
    private bool _wasConnected;

    /// <param name="statusTopic">Where the broker is to say that this service is gone; empty for nowhere.</param>
    public PackagedMqttFeed(FeedSettings settings, TopicRoutes routes, Inbox inbox, TimeProvider clock, ILogger logger, string statusTopic = "")
        : base(settings, routes, inbox, clock, logger) => (_settings, _statusTopic, _brokers) = (settings, statusTopic, [settings.Address, .. settings.Alternatives]);

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        var vain = 0;
        for (var at = 0; !cancellation.IsCancellationRequested;)
        {
            var reason = await RunOnceAsync(_brokers[at], cancellation);
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            Lost(_brokers.Count == 1 ? reason : $"{_brokers[at]}: {reason}");
            vain = _wasConnected ? 0 : vain + 1;
            at = _wasConnected ? at : (at + 1) % _brokers.Count;
            if (vain % _brokers.Count == 0)
            {
                var doubled = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(vain / _brokers.Count, 10)));
                await Task.Delay(doubled < LongestBackOff ? doubled : LongestBackOff, Clock, cancellation);
            }
        }
    }

    protected override async Task<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connection) is not { } connection)
        {
            throw new TimeoutException("there is no connection");
        }

        try
        {
            var message = new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce, Retain = retain };
            var reason = (ReasonCode)(await connection.Client.PublishAsync(message, cancellation)).ReasonCode;
            return reason < ReasonCode.UnspecifiedError ? reason : throw new MqttRefusedException(reason);
        }
        catch (Exception lost) when (lost is MqttCommunicationException or InvalidOperationException)
        {
            throw new TimeoutException("the connection was lost before the answer", lost);
        }
    }

    protected override ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <returns>Why the connection ended, or could not be made.</returns>
    private async Task<string> RunOnceAsync(Configuration.Options.Endpoint broker, CancellationToken cancellation)
    {
        // A client of its own for each connection: an acknowledgement that comes too late must not go out by the next one, where its packet identifier is another message's.
        var connection = new Connection(new MqttClientFactory().CreateMqttClient());
        connection.Client.DisconnectedAsync += gone =>
        {
            connection.End(gone.Exception?.GetBaseException().Message ?? (gone.ReasonString is { Length: > 0 } said ? said : $"disconnected: {gone.Reason}"));
            return Task.CompletedTask;
        };
        connection.Client.ApplicationMessageReceivedAsync += received => ReceiveAsync(connection, received);
        _wasConnected = false;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(ConnectWithin);
            if (await ConnectAsync(connection, broker, timeout.Token) is { } refused)
            {
                return refused;
            }

            _wasConnected = true;
            Volatile.Write(ref _connection, connection);
            Connected();
            await Task.WhenAny(WatchAsync(connection, cancellation), AcknowledgeAsync(connection), connection.Ended);
            return await connection.Ended.WaitAsync(EndWithin, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return $"no answer from {broker}";
        }
        catch (Exception failed) when (failed is MqttCommunicationException or MqttProtocolViolationException or InvalidOperationException or IOException or SocketException or AuthenticationException or TimeoutException)
        {
            return failed.GetBaseException().Message;
        }
        finally
        {
            Volatile.Write(ref _connection, null);
            await EndAsync(connection);
        }
    }

    private async Task<string?> ConnectAsync(Connection connection, Configuration.Options.Endpoint broker, CancellationToken cancellation)
    {
        var connected = await connection.Client.ConnectAsync(Options(broker), cancellation);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            return $"refused: {connected.ResultCode}";
        }

        var wanted = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in Routes.Filters)
        {
            wanted.WithTopicFilter(filter, (MqttQualityOfServiceLevel)_settings.Qos, retainHandling: MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly);
        }

        // A feed that hears only some of its topics would look healthy and be deaf: better not connected, and said so.
        var subscribed = await connection.Client.SubscribeAsync(wanted.Build(), cancellation);
        var deaf = subscribed.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2);
        if (deaf is not null)
        {
            return $"subscription to {deaf.TopicFilter.Topic} refused: {deaf.ResultCode}";
        }

        // With QoS 0 nothing is acknowledged: what is not stored, or comes while this client is away, would be lost unseen.
        var lossy = _settings.Qos == 0 ? null : subscribed.Items.FirstOrDefault(i => i.ResultCode == MqttClientSubscribeResultCode.GrantedQoS0);
        return lossy is null ? null : $"subscription to {lossy.TopicFilter.Topic} granted with QoS 0 only, not {_settings.Qos}: ask for QoS 0 if messages may be lost, or let the server allow more";
    }

    private MqttClientOptions Options(Configuration.Options.Endpoint broker)
    {
        var isV5 = _settings.Protocol == FeedProtocol.Mqtt5;
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(broker.Host, broker.Port)
            .WithProtocolVersion(isV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(_settings.ClientId)
            .WithCleanStart(false)
            .WithKeepAlivePeriod(_settings.KeepAlive)
            .WithTimeout(ConnectWithin);
        if (isV5)
        {
            options.WithSessionExpiryInterval((uint)_settings.SessionExpiry.TotalSeconds).WithReceiveMaximum(ReceiveMaximum);
        }

        if (_settings.User.Length > 0)
        {
            options.WithCredentials(_settings.User, _settings.Password.Reveal());
        }

        if (_settings.Tls is { } tls)
        {
            options.WithTlsOptions(t => Secure(t.UseTls().WithTargetHost(broker.Host), tls));
        }

        if (_statusTopic.Length > 0)
        {
            options.WithWillTopic(_statusTopic).WithWillPayload(LastWord.ToArray()).WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithWillRetain();
        }

        return options.Build();
    }

    private static void Secure(MqttClientTlsOptionsBuilder options, FeedTls tls)
    {
        // Asking for revoked certificates needs a way out to the internet, which a control room rarely has.
        options.WithRevocationMode(X509RevocationMode.NoCheck);
        if (tls.Authorities is { } authorities)
        {
            options.WithTrustChain(authorities);
        }

        if (tls.Certificate is { } own)
        {
            options.WithClientCertificates([own]);
        }
    }

    private async Task ReceiveAsync(Connection connection, MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        var said = received.ApplicationMessage;
        var message = Routes.ToMessage(said.Topic, said.Payload.ToArray(), said.Retain, Clock.GetUtcNow());
        await TakeAsync(new ReceivedArrival(message, received, connection, this));
    }

    /// <summary>Asks the broker whether it still answers, and says when it does not and when it does again; one that is silent for one and a half keep-alives is left.</summary>
    private async Task WatchAsync(Connection connection, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(NoticeSilenceAfter / 4);
        var answeredAt = TimeProvider.System.GetTimestamp();
        var isSilent = false;
        while (!connection.Ended.IsCompleted && await timer.WaitForNextTickAsync(cancellation))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(NoticeSilenceAfter);
            var answers = await connection.Client.TryPingAsync(patience.Token);
            if (answers)
            {
                answeredAt = TimeProvider.System.GetTimestamp();
            }

            var silence = TimeProvider.System.GetElapsedTime(answeredAt);
            if (answers && isSilent)
            {
                AnsweredAgain();
            }
            else if (!answers && !isSilent && !connection.Ended.IsCompleted)
            {
                Lost($"connected, but the broker has answered nothing for {silence.TotalSeconds:0} s");
            }

            isSilent = !answers;
            if (silence > _settings.KeepAlive * 1.5)
            {
                connection.End("no PINGRESP");
            }
        }
    }

    /// <summary>In the order of the commits, and away from the pipeline's own thread.</summary>
    private static async Task AcknowledgeAsync(Connection connection)
    {
        await foreach (var received in connection.Stored.Reader.ReadAllAsync())
        {
            await received.AcknowledgeAsync(CancellationToken.None);
        }
    }

    private static async Task EndAsync(Connection connection)
    {
        connection.Stored.Writer.TryComplete();
        using var timeout = new CancellationTokenSource(EndWithin);
        await connection.Client.TryDisconnectAsync();
        connection.Client.Dispose();
    }

    /// <summary>One connection from CONNECT until it is lost.</summary>
    private sealed class Connection(IMqttClient client)
    {
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IMqttClient Client => client;

        /// <summary>Why it ended.</summary>
        public Task<string> Ended => _ended.Task;

        /// <summary>What is on disk and may be acknowledged; no more than the broker may send unacknowledged.</summary>
        public Channel<MqttApplicationMessageReceivedEventArgs> Stored { get; } = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(new() { SingleReader = true });

        public void End(string reason) => _ended.TrySetResult(reason);
    }

    private sealed record ReceivedArrival(Message Message, MqttApplicationMessageReceivedEventArgs Received, Connection Connection, PackagedMqttFeed Feed) : Arrival(Message)
    {
        public override Action? Stored()
        {
            Feed.Answer(Message.Raw.Topic, Answers);
            Feed.AskForBirths(Message);
            Connection.Stored.Writer.TryWrite(Received);
            return null;
        }

        public override void Refused() => Connection.End("a batch could not be written");
    }
}
