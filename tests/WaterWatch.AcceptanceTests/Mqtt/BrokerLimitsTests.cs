using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>What the embedded broker bounds, and that who goes beyond a bound harms nobody else.</summary>
public class BrokerLimitsTests
{
    private static readonly byte[] s_hour = Raw.SessionExpiry(3600);

    [Fact]
    public async Task A_client_is_silent_for_half_again_its_keep_alive_and_no_longer()
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", keepAlive: 10));
        broker.Time.Advance(TimeSpan.FromSeconds(15));
        await peer.SettleAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(16));
        await peer.EndedAsync(0x8D);
        Assert.Equal(("station", "keep-alive timeout"), await broker.NextEndAsync());
    }

    [Fact]
    public async Task A_keep_alive_of_zero_never_times_out()
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        broker.Time.Advance(TimeSpan.FromDays(1));
        await peer.SettleAsync();
    }

    [Fact]
    public async Task A_connect_that_trickles_in_has_no_more_time_than_any_other()
    {
        await using var broker = new SomeBroker();
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V5, "other"));
        using var peer = await broker.OpenAsync();
        await Eventually.TrueAsync("the connection is accepted", () => Task.FromResult(broker.Broker.Counts.Connections == 2));
        var connect = Raw.Connect(Raw.V5, "slow");
        // A byte each second, and another client's exchange after each, by which time it has been read.
        for (var i = 0; i < 10; i++)
        {
            await peer.SendAsync([connect[i]]);
            await other.SettleAsync();
            broker.Time.Advance(TimeSpan.FromSeconds(1));
        }
        broker.Time.Advance(TimeSpan.FromSeconds(1));
        await peer.ClosedAsync();
        await other.SettleAsync();
    }

    [Fact]
    public async Task A_packet_over_the_maximum_ends_the_connection_from_its_header_alone()
    {
        await using var broker = new SomeBroker(o => o with { MaximumPacketSize = 1000 });
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V5, "other"));
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "large"));
        await peer.SendAsync(Raw.Publish(Raw.V5, "a", new string('x', 1000))[..3]);
        await peer.EndedAsync(0x95);
        await other.SettleAsync();
    }

    [Fact]
    public async Task A_publisher_beyond_the_receive_maximum_is_disconnected()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate, ReceiveMaximum = 2 });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        for (var id = 1; id <= 3; id++) await peer.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", id: id));
        await peer.EndedAsync(0x93);
    }

    [Fact]
    public async Task On_3_1_1_a_publisher_beyond_it_is_held_back_instead()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate, ReceiveMaximum = 2 });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V311, "station"));
        for (var id = 1; id <= 3; id++) await peer.SendAsync(Raw.Publish(Raw.V311, "r/1", "x", id: id));
        var first = await gate.NextAsync();
        (await gate.NextAsync()).Complete(stored: true);
        first.Complete(stored: true);
        Assert.Equal(("40020001", "40020002"), (await peer.NextHexAsync(), await peer.NextHexAsync()));
        (await gate.NextAsync()).Complete(stored: true);
        Assert.Equal("40020003", await peer.NextHexAsync());
    }

    [Fact]
    public async Task A_full_queue_ends_the_session_so_that_its_client_learns_of_the_gap()
    {
        await using var broker = new SomeBroker(o => o with { MaximumQueuedPerSession = 3 });
        using var healthy = await broker.SubscriberAsync("k/#");
        var connect = Raw.Connect(Raw.V5, "slow", clean: false, properties: [.. s_hour, .. Raw.ReceiveMaximum(1)]);
        using var slow = await broker.SubscriberAsync("k/#", connect: connect);
        for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync($"k/{i}", "x"u8.ToArray(), MqttQos.AtLeastOnce);
        // One in flight and three waiting; the fifth does not fit.
        Assert.Equal("k/0", (await slow.NextAsync()).Topic);
        await slow.EndedAsync(0x97);
        for (var i = 0; i < 5; i++) Assert.Equal($"k/{i}", (await healthy.NextAsync()).Topic);
        using var again = await broker.ConnectAsync(connect, sessionPresent: false);
        await again.SettleAsync();
    }

    [Fact]
    public async Task Retained_messages_that_are_published_as_such_do_not_go_past_the_bound_of_the_queue()
    {
        await using var broker = new SomeBroker(o => o with { MaximumQueuedPerSession = 3 });
        using var away = await broker.SubscriberAsync("k/#", options: 0b1001, connect: Raw.Connect(Raw.V5, "away", properties: [.. s_hour, .. Raw.ReceiveMaximum(1)]));
        for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync("k/1", "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true);
        Assert.Equal("k/1", (await away.NextAsync()).Topic);
        await away.EndedAsync(0x97);
    }

    [Fact]
    public async Task Bytes_that_a_subscriber_never_acknowledges_count_as_waiting()
    {
        await using var broker = new SomeBroker(o => o with { MaximumQueuedBytesPerSession = 10_000 });
        using var silent = await broker.SubscriberAsync("k/#");
        for (var i = 0; i < 12; i++) await broker.Broker.PublishAsync($"k/{i}", new byte[1000], MqttQos.AtLeastOnce);
        for (var i = 0; i < 10; i++) Assert.Equal($"k/{i}", (await silent.NextAsync()).Topic);
        await silent.EndedAsync(0x97);
    }

    [Fact]
    public async Task A_subscriber_that_never_reads_harms_nobody()
    {
        await using var broker = new SomeBroker(o => o with { MaximumQueuedPerSession = 50 });
        using var healthy = await broker.SubscriberAsync("k/#");
        using var deaf = await RawPeer.OpenAsync(broker.Broker, receiveBuffer: 4096);
        await deaf.SendAsync(Raw.Connect(Raw.V5, "deaf"), Raw.Subscribe(Raw.V5, "k/#"));
        await Eventually.TrueAsync("it has subscribed", () => Task.FromResult(broker.Broker.Counts.Sessions == 2));
        using var publisher = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        var payload = new string('x', 200_000);
        for (var id = 1; id <= 200; id++)
        {
            await publisher.SendAsync(Raw.Publish(Raw.V5, "k/1", payload, id: id));
            Assert.Equal($"4002{id:X4}", await publisher.NextHexAsync());
            var message = await healthy.NextAsync();
            Assert.Equal(200_000, message.Payload.Length);
            await healthy.SendAsync(Raw.PubAck(message.PublishId));
        }
        broker.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("deaf", "the subscriber does not keep up"), await broker.NextEndAsync());
    }

    [Fact]
    public async Task Who_asks_without_end_and_never_reads_the_answers_times_out_like_who_is_silent()
    {
        await using var broker = new SomeBroker();
        using var peer = await RawPeer.OpenAsync(broker.Broker, receiveBuffer: 4096);
        await peer.SendAsync(Raw.Connect(Raw.V5, "deaf", keepAlive: 10));
        var pings = Enumerable.Repeat(Raw.Ping, 100_000).ToArray();
        using var enough = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested) await peer.SendAsync(pings);
        });
        await Eventually.TrueAsync("the broker has given up on it", () =>
        {
            broker.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(broker.Broker.Counts.Connections == 0);
        });
        Assert.Equal(("deaf", "keep-alive timeout"), await broker.NextEndAsync());
        await enough.CancelAsync();
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task One_packet_that_asks_again_and_again_for_what_is_retained_fills_no_queue_beyond_its_bound()
    {
        await using var broker = new SomeBroker(o => o with { MaximumQueuedPerSession = 2 });
        foreach (var topic in new[] { "k/1", "k/2", "k/3" }) await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true);
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "greedy", properties: Raw.ReceiveMaximum(1)));
        await peer.SendAsync(SubscribeTo("#", times: 4));
        Assert.Equal(3, (await peer.NextAsync()).Type);
        Assert.Equal("900700010001979797", await peer.NextHexAsync());
    }

    [Fact]
    public async Task One_packet_subscribes_to_no_more_than_a_session_may_have()
    {
        await using var broker = new SomeBroker(o => o with { MaximumSubscriptionsPerSession = 2 });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "greedy"));
        await peer.SendAsync(SubscribeTo("k", times: 4));
        Assert.Equal("900700010001019797", await peer.NextHexAsync());
        Assert.Equal(2, broker.Broker.Counts.RefusedFor(MqttRefusal.Subscriptions));
    }

    [Theory]
    [InlineData(Raw.V5)]
    [InlineData(Raw.V311)]
    public async Task A_retained_message_without_room_is_not_acknowledged_as_if_it_were_kept(int version)
    {
        await using var broker = new SomeBroker(o => o with { MaximumRetained = 1 });
        using var peer = await broker.ConnectAsync(Raw.Connect(version, "station"));
        await peer.SendAsync(Raw.Publish(version, "a", "x", id: 1, retain: true));
        Assert.Equal(version == Raw.V5 ? "4003000110" : "40020001", await peer.NextHexAsync());
        await peer.SendAsync(Raw.Publish(version, "b", "x", id: 2, retain: true));
        if (version == Raw.V5) Assert.Equal("4003000297", await peer.NextHexAsync());
        else await peer.ClosedAsync();
    }

    [Fact]
    public async Task A_connection_beyond_the_maximum_learns_that_the_server_is_busy_and_the_others_stay()
    {
        await using var broker = new SomeBroker(o => o with { MaximumConnections = 1 });
        using var first = await broker.ConnectAsync(Raw.Connect(Raw.V5, "first"));
        using var second = await broker.OpenAsync();
        await second.SendAsync(Raw.Connect(Raw.V5, "second"));
        Assert.Equal("2003008900", await second.NextHexAsync());
        await second.ClosedAsync();
        await first.SettleAsync();
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.Connections));
        Assert.Equal(1, broker.Broker.Counts.Refused);
    }

    /// <summary>One filter so many times, with QoS 1.</summary>
    private static byte[] SubscribeTo(string filter, int times) =>
        Raw.Packet(0x82, [.. Raw.Number(1), 0, .. Enumerable.Repeat<byte[]>([.. Raw.Text(filter), 1], times).SelectMany(f => f)]);
}
