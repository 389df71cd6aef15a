using WaterWatch.Mqtt;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>Sessions and wills of the embedded broker, on a clock that the test moves.</summary>
public class BrokerSessionTests
{
    private static readonly byte[] s_hour = Raw.SessionExpiry(3600);

    [Fact]
    public async Task A_second_connection_takes_the_session_over_and_the_first_is_told()
    {
        await using var broker = new SomeBroker();
        using var first = await broker.SubscriberAsync("k/#", connect: Raw.Connect(Raw.V5, "keeper", properties: s_hour));
        using var second = await broker.ConnectAsync(Raw.Connect(Raw.V5, "keeper", clean: false, properties: s_hour), sessionPresent: true);
        await first.EndedAsync(0x8E);
        await second.SendAsync(Raw.Publish(Raw.V5, "k/1", "x"));
        Assert.Equal("k/1", (await second.NextAsync()).Topic);
        Assert.Equal("40020001", await second.NextHexAsync());
    }

    [Fact]
    public async Task On_3_1_1_a_connection_that_is_taken_over_is_closed_without_a_packet()
    {
        await using var broker = new SomeBroker();
        using var first = await broker.ConnectAsync(Raw.Connect(Raw.V311, "keeper", clean: false));
        using var second = await broker.ConnectAsync(Raw.Connect(Raw.V311, "keeper", clean: false), sessionPresent: true);
        await first.ClosedAsync();
        await second.SettleAsync();
    }

    [Fact]
    public async Task A_clean_start_ends_the_earlier_session()
    {
        await using var broker = new SomeBroker();
        using var first = await broker.SubscriberAsync("k/#", connect: Raw.Connect(Raw.V5, "keeper", properties: s_hour));
        using var second = await broker.ConnectAsync(Raw.Connect(Raw.V5, "keeper", properties: s_hour));
        await first.EndedAsync(0x8E);
        await second.SendAsync(Raw.Publish(Raw.V5, "k/1", "x"));
        // No matching subscribers.
        Assert.Equal("4003000110", await second.NextHexAsync());
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task A_session_is_kept_as_long_as_it_asked_for(int seconds, bool kept)
    {
        await using var broker = new SomeBroker();
        var connect = Raw.Connect(Raw.V5, "keeper", clean: false, properties: Raw.SessionExpiry(60));
        (await broker.SubscriberAsync("k/#", connect: connect)).Dispose();
        await GoneAsync(broker, "keeper");
        broker.Time.Advance(TimeSpan.FromSeconds(seconds));
        using var again = await broker.ConnectAsync(connect, sessionPresent: kept);
        await again.SettleAsync();
    }

    [Fact]
    public async Task A_session_expiry_of_zero_at_disconnect_ends_the_session()
    {
        await using var broker = new SomeBroker();
        var connect = Raw.Connect(Raw.V5, "keeper", clean: false, properties: s_hour);
        using var first = await broker.ConnectAsync(connect);
        await first.SendAsync(Raw.Packet(0xE0, [0, 5, .. Raw.SessionExpiry(0)]));
        await GoneAsync(broker, "keeper");
        using var again = await broker.ConnectAsync(connect);
        await again.SettleAsync();
    }

    [Fact]
    public async Task A_session_that_began_without_expiry_cannot_ask_for_one_at_disconnect()
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "keeper"));
        await peer.SendAsync(Raw.Packet(0xE0, [0, 5, .. s_hour]));
        await peer.EndedAsync(0x82);
    }

    [Theory]
    [InlineData(Raw.V311)]
    [InlineData(Raw.V5)]
    public async Task A_will_is_published_when_the_connection_is_lost(int version)
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Raw.Connect(version, "station", will: ("s/status", "offline")))).Dispose();
        var will = await watcher.NextAsync();
        Assert.Equal(("s/status", "offline"), (will.Topic, will.Payload));
    }

    [Theory]
    [InlineData(Raw.V311)]
    [InlineData(Raw.V5)]
    public async Task A_clean_disconnect_drops_the_will(int version)
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        using var station = await broker.ConnectAsync(Raw.Connect(version, "station", will: ("s/status", "offline")));
        await station.SendAsync(Raw.Disconnect);
        await station.ClosedAsync();
        await GoneAsync(broker, "station", others: 1);
        await broker.Broker.PublishAsync("s/next", "x"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.Equal("s/next", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_disconnect_that_asks_for_the_will_gets_it_published()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        using var station = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", will: ("s/status", "offline")));
        await station.SendAsync([0xE0, 1, 0x04]);
        Assert.Equal("s/status", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_delayed_will_is_published_after_its_delay_and_not_before()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Station(delay: 30))).Dispose();
        await GoneAsync(broker, "station", others: 1);
        broker.Time.Advance(TimeSpan.FromSeconds(29));
        await watcher.SettleAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("s/status", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_delayed_will_is_published_when_its_session_ends_before_the_delay()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", properties: Raw.SessionExpiry(10), will: ("s/status", "offline"), willProperties: Raw.WillDelay(3600)))).Dispose();
        await GoneAsync(broker, "station", others: 1);
        broker.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("s/status", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_delayed_will_is_forgotten_when_its_client_came_back_even_if_it_has_left_again()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Station(delay: 30))).Dispose();
        await GoneAsync(broker, "station", others: 1);
        using var back = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", clean: false, properties: s_hour), sessionPresent: true);
        await back.SendAsync(Raw.Disconnect);
        await GoneAsync(broker, "station", others: 1);
        broker.Time.Advance(TimeSpan.FromSeconds(60));
        await broker.Broker.PublishAsync("s/next", "x"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.Equal("s/next", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_in_order_within_the_new_receive_maximum()
    {
        await using var broker = new SomeBroker();
        using (var first = await broker.SubscriberAsync("k/#", connect: Raw.Connect(Raw.V5, "keeper", properties: s_hour)))
        {
            for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync("k/1", "01234"u8.ToArray().AsMemory(i, 1), MqttQos.AtLeastOnce);
            for (var i = 0; i < 5; i++) Assert.Equal($"{i}", (await first.NextAsync()).Payload);
        }
        await GoneAsync(broker, "keeper");
        using var again = await broker.ConnectAsync(Raw.Connect(Raw.V5, "keeper", clean: false, properties: [.. s_hour, .. Raw.ReceiveMaximum(2)]), sessionPresent: true);
        RawPeer.Packet[] two = [await again.NextAsync(), await again.NextAsync()];
        Assert.Equal(["0 True", "1 True"], two.Select(p => $"{p.Payload} {p.IsDuplicate}"));
        // A third would break the receive maximum; it comes only for an acknowledgement.
        await again.SettleAsync();
        await again.SendAsync(Raw.PubAck(two[0].PublishId));
        var third = await again.NextAsync();
        Assert.Equal(("2", true), (third.Payload, third.IsDuplicate));
    }

    private static byte[] Station(uint delay) =>
        Raw.Connect(Raw.V5, "station", clean: false, properties: s_hour, will: ("s/status", "offline"), willProperties: Raw.WillDelay(delay));

    /// <summary>The broker has taken note of the end: its session no longer has a connection.</summary>
    private static async Task GoneAsync(SomeBroker broker, string client, int others = 0)
    {
        while ((await broker.NextEndAsync()).Client != client)
        {
        }
        await Servers.Eventually.TrueAsync("the connection is off the books", () => Task.FromResult(broker.Broker.Counts.Connections == others));
    }
}
