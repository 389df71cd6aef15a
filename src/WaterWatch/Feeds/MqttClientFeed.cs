using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>A broker elsewhere, spoken to by our own client.</summary>
internal sealed class MqttClientFeed : BrokerFeed
{
    private readonly MqttClient _client;

    /// <param name="statusTopic">Where the broker is to say that this service is gone; empty for nowhere.</param>
    public MqttClientFeed(FeedSettings settings, TopicRoutes routes, Inbox inbox, TimeProvider clock, ILogger logger, string statusTopic = "")
        : base(settings, routes, inbox, clock, logger) => _client = new MqttClient(new MqttClientOptions
        {
            Host = settings.Address.Host,
            Port = settings.Address.Port,
            Alternatives = [.. settings.Alternatives.Select(a => new MqttServer(a.Host, a.Port))],
            ClientId = settings.ClientId,
            ProtocolVersion = settings.Protocol == FeedProtocol.Mqtt311 ? MqttProtocol.V311 : MqttProtocol.V5,
            CleanStart = false,
            SessionExpiry = (uint)settings.SessionExpiry.TotalSeconds,
            KeepAlive = settings.KeepAlive,
            NoticeSilenceAfter = NoticeSilenceAfter,
            BackOffMax = LongestBackOff,
            Tls = settings.Tls is { } tls ? new MqttClientTls(tls.Authorities, tls.Certificate) : null,
            UserName = settings.User.Length == 0 ? null : settings.User,
            Password = settings.Password.IsEmpty ? null : settings.Password.Reveal(),
            Subscriptions = [.. routes.Filters.Select(f => new MqttSubscription(f, (MqttQos)settings.Qos))],
            Will = statusTopic.Length == 0 ? null : new MqttWill(statusTopic, LastWord.ToArray(), MqttQos.AtLeastOnce, Retain: true),
            OnMessage = OnMessageAsync,
            OnState = OnState,
        });

    protected override Task RunAsync(CancellationToken cancellation) => _client.RunAsync(cancellation);

    protected override Task<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation) =>
        _client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain, cancellation);

    protected override ValueTask EndAsync() => _client.DisposeAsync();

    private ValueTask OnMessageAsync(MqttReceived received) =>
        TakeAsync(new ReceivedArrival(Routes.ToMessage(received.Topic, received.Payload, received.Retain, Clock.GetUtcNow()), received, this));

    private void OnState(MqttConnectionState state)
    {
        switch (state)
        {
            case MqttConnectionState.Connected:
                Connected();
                break;
            case MqttConnectionState.AnsweredAgain:
                AnsweredAgain();
                break;
            case MqttConnectionState.Unanswered silent:
                Lost($"connected, but the broker has answered nothing for {silent.For.TotalSeconds:0} s");
                break;
            case MqttConnectionState.Lost lost:
                Lost(lost.Reason);
                break;
        }
    }

    private sealed record ReceivedArrival(Message Message, MqttReceived Received, MqttClientFeed Feed) : Arrival(Message)
    {
        public override Action? Stored()
        {
            Feed.Answer(Received.Topic, Answers);
            Feed.AskForBirths(Message);
            return Feed._client.AcknowledgeLater(Received);
        }

        public override void Refused() => Feed._client.Refuse(Received, "a batch could not be written");
    }
}
