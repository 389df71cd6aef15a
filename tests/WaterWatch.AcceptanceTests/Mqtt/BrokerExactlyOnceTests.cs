using WaterWatch.Mqtt;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>QoS 2 on both sides of the embedded broker (MQTT 5.0 §4.3.3): offered once, handed on once, over reconnections.</summary>
public class BrokerExactlyOnceTests
{
    private static readonly byte[] s_hour = Raw.SessionExpiry(3600);

    [Theory]
    [InlineData(Raw.V311)]
    [InlineData(Raw.V5)]
    public async Task PUBREC_waits_until_the_message_is_stored(int version)
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using var peer = await broker.ConnectAsync(Raw.Connect(version, "station"));
        await peer.SendAsync(Raw.Publish(version, "r/1", "x", qos: 2, id: 7));
        var offer = await gate.NextAsync();
        await peer.SettleAsync();
        offer.Complete(stored: true);
        Assert.Equal("50020007", await peer.NextHexAsync());
        await peer.SendAsync(Raw.PubRel(7));
        Assert.Equal("70020007", await peer.NextHexAsync());
    }

    [Fact]
    public async Task A_message_that_is_sent_again_while_it_is_being_stored_is_offered_once_and_answered_where_its_sender_is()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using (var first = await StationAsync(broker)) await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
        var offer = await gate.NextAsync();
        using var second = await StationAsync(broker, sessionPresent: true);
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7, duplicate: true), Raw.Publish(Raw.V5, "r/2", "y", qos: 2, id: 8));
        // The next offer is the next message.
        var next = await gate.NextAsync();
        Assert.Equal("r/2", next.Topic);
        next.Complete(stored: true);
        offer.Complete(stored: true);
        Assert.Equal(("50020007", "50020008"), (await second.NextHexAsync(), await second.NextHexAsync()));
    }

    [Fact]
    public async Task A_message_that_is_sent_again_after_it_was_stored_is_answered_and_goes_nowhere()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#");
        using (var first = await StationAsync(broker))
        {
            await first.SendAsync(Raw.Publish(Raw.V5, "k/1", "x", qos: 2, id: 7));
            Assert.Equal("50020007", await first.NextHexAsync());
        }
        using var second = await StationAsync(broker, sessionPresent: true);
        await second.SendAsync(Raw.Publish(Raw.V5, "k/1", "x", qos: 2, id: 7, duplicate: true), Raw.PubRel(7), Raw.Publish(Raw.V5, "k/2", "y", qos: 2, id: 7));
        Assert.Equal(("50020007", "70020007", "50020007"), (await second.NextHexAsync(), await second.NextHexAsync(), await second.NextHexAsync()));
        Assert.Equal(("k/1", "k/2"), ((await watcher.NextAsync()).Topic, (await watcher.NextAsync()).Topic));
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_is_offered_again_and_handed_on_once()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using var watcher = await broker.SubscriberAsync("r/#");
        using var first = await StationAsync(broker);
        await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
        (await gate.NextAsync()).Complete(stored: false);
        await first.ClosedAsync();
        using var second = await StationAsync(broker, sessionPresent: true);
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7, duplicate: true));
        (await gate.NextAsync()).Complete(stored: true);
        Assert.Equal("50020007", await second.NextHexAsync());
        await broker.Broker.PublishAsync("r/2", "y"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.Equal(("r/1", "r/2"), ((await watcher.NextAsync()).Topic, (await watcher.NextAsync()).Topic));
    }

    [Fact]
    public async Task A_client_that_lost_its_state_and_begins_with_the_same_identifier_loses_no_message()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using (var first = await StationAsync(broker))
        {
            await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "one", qos: 2, id: 1));
            (await gate.NextAsync()).Complete(stored: true);
            Assert.Equal("50020001", await first.NextHexAsync());
        }
        using var second = await StationAsync(broker, sessionPresent: true);
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "two", qos: 2, id: 1));
        var offer = await gate.NextAsync();
        Assert.Equal("two"u8.ToArray(), offer.Payload.ToArray());
        offer.Complete(stored: true);
        Assert.Equal("50020001", await second.NextHexAsync());
    }

    [Fact]
    public async Task A_release_of_nothing_is_answered_so()
    {
        await using var broker = new SomeBroker();
        using var peer = await StationAsync(broker);
        await peer.SendAsync(Raw.PubRel(9));
        Assert.Equal("7003000992", await peer.NextHexAsync());
    }

    [Fact]
    public async Task A_release_before_the_answer_is_a_fault()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using var peer = await StationAsync(broker);
        await peer.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7), Raw.PubRel(7));
        await peer.EndedAsync(0x82);
    }

    [Fact]
    public async Task Unreleased_messages_count_against_the_receive_maximum()
    {
        await using var broker = new SomeBroker(o => o with { ReceiveMaximum = 2 });
        using var peer = await StationAsync(broker);
        await peer.SendAsync(Raw.Publish(Raw.V5, "k/1", "x", qos: 2, id: 1), Raw.Publish(Raw.V5, "k/1", "y", qos: 2, id: 2));
        Assert.Equal(("50020001", "50020002"), (await peer.NextHexAsync(), await peer.NextHexAsync()));
        await peer.SendAsync(Raw.PubRel(1), Raw.Publish(Raw.V5, "k/1", "z", qos: 2, id: 3));
        Assert.Equal(("70020001", "50020003"), (await peer.NextHexAsync(), await peer.NextHexAsync()));
        await peer.SendAsync(Raw.Publish(Raw.V5, "k/1", "w", qos: 2, id: 4));
        await peer.EndedAsync(0x93);
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.ReceiveMaximum));
    }

    [Fact]
    public async Task A_subscriber_gets_the_release_again_after_it_was_lost_and_not_the_message()
    {
        await using var broker = new SomeBroker();
        var connect = Raw.Connect(Raw.V5, "keeper", clean: false, properties: s_hour);
        using (var first = await broker.ConnectAsync(connect))
        {
            await first.SendAsync(Raw.Subscribe(Raw.V5, "k/#", options: 2));
            Assert.Equal("900400010002", await first.NextHexAsync());
            foreach (var topic in new[] { "k/1", "k/2" }) await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), MqttQos.ExactlyOnce);
            Assert.Equal((2, "k/1"), await NextQosAsync(first));
            Assert.Equal((2, "k/2"), await NextQosAsync(first));
            await first.SendAsync(Raw.PubRec(1));
            Assert.Equal("62020001", await first.NextHexAsync());
        }
        using var second = await broker.ConnectAsync(connect, sessionPresent: true);
        Assert.Equal("62020001", await second.NextHexAsync());
        var again = await second.NextAsync();
        Assert.Equal(("k/2", true), (again.Topic, again.IsDuplicate));
        await second.SendAsync(Raw.PubComp(1), Raw.PubRec(2));
        Assert.Equal("62020002", await second.NextHexAsync());
        await second.SendAsync(Raw.PubComp(2));
        await second.SettleAsync();
        Assert.Equal(2, broker.Broker.Counts.Acknowledged);
    }

    [Theory]
    [InlineData("40 02 00 01")] // PUBACK
    [InlineData("70 02 00 01")] // PUBCOMP before PUBREC
    public async Task The_wrong_answer_to_a_message_is_a_fault(string hex)
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "watcher"));
        await peer.SendAsync(Raw.Subscribe(Raw.V5, "k/#", options: 2));
        Assert.Equal("900400010002", await peer.NextHexAsync());
        await broker.Broker.PublishAsync("k/1", "x"u8.ToArray(), MqttQos.ExactlyOnce);
        Assert.Equal((2, "k/1"), await NextQosAsync(peer));
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.EndedAsync(0x82);
    }

    [Fact]
    public async Task On_3_1_1_more_unreleased_messages_than_the_maximum_do_not_hold_their_release_back()
    {
        await using var broker = new SomeBroker(o => o with { ReceiveMaximum = 2 });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V311, "station"));
        for (var id = 1; id <= 5; id++) await peer.SendAsync(Raw.Publish(Raw.V311, "k/1", $"{id}", qos: 2, id: id));
        for (var id = 1; id <= 5; id++) Assert.Equal($"5002{id:X4}", await peer.NextHexAsync());
        for (var id = 1; id <= 5; id++) await peer.SendAsync(Raw.PubRel(id));
        for (var id = 1; id <= 5; id++) Assert.Equal($"7002{id:X4}", await peer.NextHexAsync());
    }

    private static Task<RawPeer> StationAsync(SomeBroker broker, bool sessionPresent = false) =>
        broker.ConnectAsync(Raw.Connect(Raw.V5, "station", clean: false, properties: s_hour), sessionPresent);

    private static async Task<(int Qos, string Topic)> NextQosAsync(RawPeer peer)
    {
        var message = await peer.NextAsync();
        return (message.Qos, message.Topic);
    }
}
