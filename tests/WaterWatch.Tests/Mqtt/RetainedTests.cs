using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

/// <summary>What the broker keeps is bounded in bytes, and all of a message counts.</summary>
public class RetainedTests
{
    private static readonly byte[] s_ten = new byte[10];

    [Fact]
    public async Task Retained_messages_are_bounded_in_bytes_and_what_is_replaced_or_taken_away_makes_room()
    {
        await using var broker = SomeStation.Broker(o => o with { MaximumRetainedBytes = 25 });
        foreach (var topic in new[] { "a", "b" }) Assert.Equal(ReasonCode.NoMatchingSubscribers, await RetainAsync(broker, topic, s_ten));
        Assert.Equal(ReasonCode.QuotaExceeded, await RetainAsync(broker, "c", s_ten));
        Assert.Equal(1, broker.Counts.RefusedFor(MqttRefusal.Retained));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await RetainAsync(broker, "a", s_ten));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await RetainAsync(broker, "a", default));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await RetainAsync(broker, "c", s_ten));
    }

    [Fact]
    public async Task What_there_is_no_room_to_retain_still_reaches_who_is_subscribed()
    {
        await using var broker = SomeStation.Broker(o => o with { MaximumRetained = 0 });
        using var watcher = new SomeStation(broker, "watcher");
        watcher.Attach();
        broker.Router.Subscribe(watcher.Session, new Subscription("r/#", MqttQos.AtMostOnce));
        Assert.Equal(ReasonCode.QuotaExceeded, await RetainAsync(broker, "r/1", "x"u8.ToArray()));
        Assert.Equal([0x30, 6, 0, 3, (byte)'r', (byte)'/', (byte)'1', (byte)'x'], await watcher.SentAsync());
    }

    [Fact]
    public async Task A_message_that_is_all_topic_or_property_fills_a_queue_too()
    {
        await using var broker = SomeStation.Broker(o => o with { MaximumQueuedBytesPerSession = 100 });
        using var keeper = new SomeStation(broker, "keeper");
        broker.Router.Subscribe(keeper.Session, new Subscription("#", MqttQos.AtLeastOnce));
        await broker.PublishAsync(new string('t', 60), default, MqttQos.AtLeastOnce);
        Assert.False(keeper.Session.IsFull);
        broker.Route(new Message("t", default, MqttQos.AtLeastOnce, Retain: false, MqttProperties.Of(MqttProperty.User("name", new string('v', 60)))));
        Assert.True(keeper.Session.IsFull);
    }

    private static ValueTask<ReasonCode> RetainAsync(MqttBroker broker, string topic, ReadOnlyMemory<byte> payload) =>
        broker.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: true);
}
