using WaterWatch.Mqtt;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>What MQTT 5 has beyond 3.1.1: topic aliases, identifiers and options of subscriptions, shared ones, expiry, the server's keep-alive.</summary>
public class BrokerVersion5Tests
{
    private static readonly byte[] s_hour = Raw.SessionExpiry(3600);

    [Fact]
    public async Task A_topic_alias_stands_for_its_topic_until_it_is_given_to_another()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#");
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        foreach (var topic in new[] { "k/1", "", "k/2", "" }) await peer.SendAsync(Raw.Publish(Raw.V5, topic, "x", qos: 0, properties: Raw.TopicAlias(3)));
        foreach (var topic in new[] { "k/1", "k/1", "k/2", "k/2" })
        {
            var message = await watcher.NextAsync();
            Assert.Equal((topic, ""), (message.Topic, message.Properties));
        }
    }

    [Fact]
    public async Task A_client_that_takes_aliases_gets_the_topic_once()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#", options: 0, connect: Raw.Connect(Raw.V5, "watcher", properties: Raw.TopicAliasMaximum(1)), granted: 0);
        foreach (var topic in new[] { "k/1", "k/1", "k/2" }) await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), MqttQos.AtMostOnce);
        foreach (var (topic, properties) in new[] { ("k/1", "230001"), ("", "230001"), ("k/2", "") })
        {
            var message = await watcher.NextAsync();
            Assert.Equal((topic, properties), (message.Topic, message.Properties));
        }
    }

    [Fact]
    public async Task A_message_carries_the_identifiers_of_all_subscriptions_that_it_matches()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.ConnectAsync(Raw.Connect(Raw.V5, "watcher"));
        await watcher.SendAsync(
            Raw.Subscribe(Raw.V5, "k/#", options: 0, properties: Raw.SubscriptionIdentifier(5)),
            Raw.Subscribe(Raw.V5, "k/1", options: 1, properties: Raw.SubscriptionIdentifier(6)),
            Raw.Subscribe(Raw.V5, "+/1", options: 0));
        for (var i = 0; i < 3; i++) Assert.Equal(9, (await watcher.NextAsync()).Type);
        await broker.Broker.PublishAsync("k/1", "x"u8.ToArray(), MqttQos.ExactlyOnce);
        var message = await watcher.NextAsync();
        Assert.Equal((1, 4), (message.Qos, message.Properties.Length / 2));
        Assert.Contains("0B05", message.Properties, StringComparison.Ordinal);
        Assert.Contains("0B06", message.Properties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_without_no_local_gets_a_message_that_one_with_it_would_not()
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await peer.SendAsync(Raw.Subscribe(Raw.V5, "k/#", options: 0b101), Raw.Publish(Raw.V5, "k/1", "mine", id: 2));
        Assert.Equal(("900400010001", "4003000210"), (await peer.NextHexAsync(), await peer.NextHexAsync()));
        await peer.SendAsync(Raw.Subscribe(Raw.V5, "k/1", options: 0), Raw.Publish(Raw.V5, "k/1", "mine", id: 3));
        Assert.Equal("900400010000", await peer.NextHexAsync());
        Assert.Equal("k/1", (await peer.NextAsync()).Topic);
    }

    [Fact]
    public async Task Those_who_share_a_subscription_get_each_message_once_in_turn()
    {
        await using var broker = new SomeBroker();
        using var one = await broker.SubscriberAsync("$share/watch/k/#", connect: Raw.Connect(Raw.V5, "one"));
        using var two = await broker.SubscriberAsync("$share/watch/k/#", connect: Raw.Connect(Raw.V5, "two"));
        using var own = await broker.SubscriberAsync("k/#", connect: Raw.Connect(Raw.V5, "own"));
        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync($"k/{i}", "x"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.Equal(("k/0", "k/2"), ((await one.NextAsync()).Topic, (await one.NextAsync()).Topic));
        Assert.Equal(("k/1", "k/3"), ((await two.NextAsync()).Topic, (await two.NextAsync()).Topic));
        for (var i = 0; i < 4; i++) Assert.Equal($"k/{i}", (await own.NextAsync()).Topic);
        await one.SettleAsync();
    }

    [Fact]
    public async Task What_a_member_has_not_acknowledged_goes_to_another_when_its_session_ends()
    {
        await using var broker = new SomeBroker();
        using var stays = await broker.SubscriberAsync("$share/watch/k/#", connect: Raw.Connect(Raw.V5, "stays"));
        using (var leaves = await broker.SubscriberAsync("$share/watch/k/#", connect: Raw.Connect(Raw.V5, "leaves", properties: Raw.ReceiveMaximum(1))))
        {
            for (var i = 0; i < 6; i++) await broker.Broker.PublishAsync($"k/{i}", "x"u8.ToArray(), MqttQos.AtLeastOnce);
            foreach (var topic in new[] { "k/0", "k/2", "k/4" }) Assert.Equal(topic, (await stays.NextAsync()).Topic);
            Assert.Equal("k/1", (await leaves.NextAsync()).Topic);
        }
        foreach (var topic in new[] { "k/1", "k/3", "k/5" }) Assert.Equal(topic, (await stays.NextAsync()).Topic);
        Assert.Equal(0, broker.Broker.Counts.Dropped);
    }

    [Theory]
    [InlineData("$share/watch")]
    [InlineData("$share//k")]
    [InlineData("$share/w+/k")]
    [InlineData("$share/watch/k#")]
    public async Task A_shared_filter_that_is_none_is_refused(string filter)
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "watcher"));
        await peer.SendAsync(Raw.Subscribe(Raw.V5, filter));
        Assert.Equal("90040001008F", await peer.NextHexAsync());
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.Subscribe));
    }

    [Fact]
    public async Task A_message_says_what_is_left_of_its_time_and_one_whose_time_is_up_is_not_delivered()
    {
        await using var broker = new SomeBroker();
        var connect = Raw.Connect(Raw.V5, "keeper", clean: false, properties: s_hour);
        (await broker.SubscriberAsync("k/#", connect: connect)).Dispose();
        Assert.Equal("keeper", (await broker.NextEndAsync()).Client);
        using var station = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await station.SendAsync(Raw.Publish(Raw.V5, "k/1", "x", properties: Raw.MessageExpiry(10)), Raw.Publish(Raw.V5, "k/2", "x", id: 2, properties: Raw.MessageExpiry(60)));
        Assert.Equal(("40020001", "40020002"), (await station.NextHexAsync(), await station.NextHexAsync()));
        broker.Time.Advance(TimeSpan.FromSeconds(20));
        using var keeper = await broker.ConnectAsync(connect, sessionPresent: true);
        var message = await keeper.NextAsync();
        Assert.Equal(("k/2", "0200000028"), (message.Topic, message.Properties));
        Assert.Equal(1, broker.Broker.Counts.Expired);
    }

    [Fact]
    public async Task A_retained_message_is_forgotten_when_its_time_is_up()
    {
        await using var broker = new SomeBroker();
        using var station = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await station.SendAsync(
            Raw.Publish(Raw.V5, "k/1", "x", retain: true, properties: Raw.MessageExpiry(10)), Raw.Publish(Raw.V5, "k/2", "x", id: 2, retain: true, properties: Raw.MessageExpiry(60)));
        for (var i = 0; i < 2; i++) Assert.Equal(4, (await station.NextAsync()).Type);
        broker.Time.Advance(TimeSpan.FromSeconds(20));
        using var watcher = await broker.ConnectAsync(Raw.Connect(Raw.V5, "watcher"));
        await watcher.SendAsync(Raw.Subscribe(Raw.V5, "k/#"));
        Assert.Equal("k/2", (await watcher.NextAsync()).Topic);
        Assert.Equal("900400010001", await watcher.NextHexAsync());
        await watcher.SettleAsync();
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(120, 60)]
    [InlineData(30, null)]
    public async Task A_keep_alive_that_is_too_long_is_replaced_and_the_client_is_told(ushort asked, int? told)
    {
        await using var broker = new SomeBroker(o => o with { MaximumKeepAlive = TimeSpan.FromMinutes(1) });
        using var peer = await broker.OpenAsync();
        await peer.SendAsync(Raw.Connect(Raw.V5, "station", keepAlive: asked));
        var answer = (await peer.NextAsync()).Hex;
        if (told is null) Assert.DoesNotContain("130", answer, StringComparison.Ordinal);
        else Assert.Contains($"13{told:X4}", answer, StringComparison.Ordinal);
        broker.Time.Advance(TimeSpan.FromSeconds(91));
        await peer.EndedAsync(0x8D);
    }

    [Fact]
    public async Task A_client_is_told_in_words_unless_it_wants_none()
    {
        await using var broker = new SomeBroker();
        using var curious = await broker.ConnectAsync(Raw.Connect(Raw.V5, "curious"));
        await curious.SendAsync([0xF0, 0]);
        Assert.Contains(Convert.ToHexString("Auth not expected"u8), await curious.NextHexAsync(), StringComparison.Ordinal);
        using var terse = await broker.ConnectAsync(Raw.Connect(Raw.V5, "terse", properties: [0x17, 0]));
        await terse.SendAsync([0xF0, 0]);
        Assert.Equal("E00182", await terse.NextHexAsync());
    }

    [Fact]
    public async Task What_a_message_carries_besides_its_payload_reaches_the_subscriber_unchanged()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#");
        using var station = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        // Payload format, content type, response topic, correlation data, two user properties of one name in their order.
        byte[] properties =
        [
            0x01, 1, 0x03, .. Raw.Text("text/plain"), 0x08, .. Raw.Text("a/b"), 0x09, 0, 2, 0xFF, 0,
            0x26, .. Raw.Text("n"), .. Raw.Text("2"), 0x26, .. Raw.Text("n"), .. Raw.Text("1"),
        ];
        await station.SendAsync(Raw.Publish(Raw.V5, "k/1", "x", properties: properties));
        Assert.Equal(Convert.ToHexString(properties), (await watcher.NextAsync()).Properties);
    }
}
