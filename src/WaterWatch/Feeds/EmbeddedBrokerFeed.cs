using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Incidents;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>
/// The embedded broker as a feed: what a station publishes goes straight into the pipeline, and the station's PUBACK waits for the commit.
/// </summary>
public sealed class EmbeddedBrokerFeed(string name, TopicRoutes routes, TopicPattern commandTopic, Inbox inbox, TimeProvider clock) : IStationFeed, IPublishGate
{
    public string Name { get; } = name;

    public FeedState State { get; private set; } = new(name, Listening: false, DateTimeOffset.MinValue, "starting");

    public bool IsOwnBroker => true;

    /// <summary>The broker that it is the gate of; null until that listens.</summary>
    public MqttBroker? Broker { get; set; }

    /// <summary>Who is who there; null until it listens.</summary>
    internal BrokerAccess? Access { get; set; }

    public async Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var topic = commandTopic.TopicOf(command.River, command.Station);
        return Broker is { } broker
            ? CommandAnswer.Of(command, topic, await broker.PublishAsync(topic, payload, MqttQos.AtLeastOnce, isFor: user => Access?.MayBe(user, command.River, command.Station) != false))
            : new CommandTried(command.Id, CommandOutcome.MayRetry, "the embedded broker does not listen yet");
    }

    public long Connections => Broker is null ? 0 : 1;

    public async Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (Broker is { } broker)
        {
            await broker.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: true);
        }
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        State = new FeedState(Name, Listening: true, now);
        await inbox.PutAsync(new Input.FeedChanged(State, now), cancellation);
    }

    public async ValueTask<bool> OfferAsync(PublishOffer offer, CancellationToken ct)
    {
        if (!routes.Claims(offer.Topic))
        {
            return false;
        }

        // A station's retained message is its newest word, not an old copy: copies are only what a broker hands to a new subscriber.
        var message = routes.ToMessage(offer.Topic, offer.Payload, isRetained: false, clock.GetUtcNow());
        await inbox.PutAsync(new OfferedArrival(message, offer, this), ct);
        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Never waits: the broker queues it for the station, within the bounds of its session.</summary>
    private async Task AnswerAsync(string topic, IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        foreach (var answer in answers)
        {
            if (Broker is { } broker)
            {
                await broker.PublishAsync(TopicRoutes.AnswersTo(topic), answer, MqttQos.AtLeastOnce);
            }
        }
    }

    private async Task AskForBirthsAsync(Message stored)
    {
        if (stored.Sparkplug is { RebirthTopic: { Length: > 0 } topic } && Broker is { } broker)
        {
            await broker.PublishAsync(topic, SparkplugPayload.Rebirth(clock.GetUtcNow()), MqttQos.AtLeastOnce);
        }
    }

    private sealed record OfferedArrival(Message Message, PublishOffer Offer, EmbeddedBrokerFeed Feed) : Arrival(Message)
    {
        public override Action? Stored()
        {
            _ = Feed.AnswerAsync(Offer.Topic, Answers);
            _ = Feed.AskForBirthsAsync(Message);
            return Offer.StoredLater();
        }

        public override void Refused() => Offer.Complete(stored: false);
    }
}
