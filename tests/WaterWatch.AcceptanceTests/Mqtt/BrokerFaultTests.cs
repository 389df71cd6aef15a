namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>What no client should send: the connection ends with the right reason, and nothing else is harmed.</summary>
public class BrokerFaultTests
{
    [Theory]
    [InlineData("10 0F 00 04 4D 51 54 54 05 02 00 00 00 00 02 61 62", 0x82)] // CONNECT a second time
    [InlineData("32 08 00 03 72 2F 31 00 00 00", 0x81)]                      // packet identifier 0
    [InlineData("30 06 00 03 72 2F 2B 00", 0x90)]                            // wildcard in the topic of a PUBLISH
    [InlineData("30 06 00 03 72 2F 23 00", 0x90)]
    [InlineData("30 06 00 03 72 C0 80 00", 0x81)]                            // overlong UTF-8
    [InlineData("30 06 00 03 ED A0 80 00", 0x81)]                            // a surrogate
    [InlineData("30 06 00 03 72 00 31 00", 0x81)]                            // U+0000
    [InlineData("30 08 00 03 72 2F 31 02 7E 00", 0x81)]                      // unknown property
    [InlineData("30 09 00 03 72 2F 31 03 23 00 00", 0x94)]                   // topic alias 0
    [InlineData("30 09 00 03 72 2F 31 03 23 00 41", 0x94)]                   // topic alias beyond the maximum
    [InlineData("30 06 00 00 03 23 00 01", 0x82)]                            // topic alias that was never given
    [InlineData("36 08 00 03 72 2F 31 00 01 00", 0x81)]                      // QoS 3
    [InlineData("20 03 00 00 00", 0x82)]                                     // CONNACK from a client
    [InlineData("F0 00", 0x82)]                                              // AUTH without a method
    [InlineData("82 09 00 01 02 0B 00 00 01 72 01", 0x82)]                   // subscription identifier 0
    [InlineData("82 10 00 01 00 00 0A 24 73 68 61 72 65 2F 61 2F 62 05", 0x82)] // No Local on a shared subscription
    [InlineData("82 03 00 01 00", 0x82)]                                     // SUBSCRIBE without a filter
    [InlineData("C0 FF FF FF FF 01", 0x81)]                                  // length of five bytes
    [InlineData("00 00", 0x81)]                                              // packet type 0
    [InlineData("FF FF FF FF FF FF FF FF", 0x81)]                            // garbage
    public async Task Version_5_is_told_the_reason(string hex, byte reason)
    {
        await using var broker = new SomeBroker();
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V5, "other"));
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "odd"));
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.EndedAsync(reason);
        await other.SettleAsync();
    }

    [Theory]
    [InlineData("10 0E 00 04 4D 51 54 54 04 02 00 00 00 02 61 62")] // CONNECT a second time
    [InlineData("32 07 00 03 72 2F 31 00 00")]                      // packet identifier 0
    [InlineData("30 05 00 03 72 2F 2B")]                            // wildcard in the topic of a PUBLISH
    [InlineData("30 02 00 00")]                                     // no topic
    [InlineData("F0 00")]                                           // no such packet
    [InlineData("FF FF FF FF")]
    public async Task Version_3_1_1_has_no_reasons_and_is_closed(string hex)
    {
        await using var broker = new SomeBroker();
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V311, "other"));
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V311, "odd"));
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.ClosedAsync();
        await other.SettleAsync();
    }

    [Theory]
    [InlineData("C0 00")]                                             // PINGREQ first
    [InlineData("47 45 54 20 2F 20 48 54 54 50 2F 31 2E 31 0D 0A")]   // GET / HTTP/1.1
    [InlineData("16 03 01 02 00 01 00 01 FC 03 03")]                  // TLS
    [InlineData("10 0D 00 04 4D 51 54 54 05 03 00 00 00 00 00")]      // reserved flag in CONNECT
    public async Task Whoever_does_not_begin_with_a_connect_is_closed_without_an_answer(string hex)
    {
        await using var broker = new SomeBroker();
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V5, "other"));
        using var peer = await broker.OpenAsync();
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.ClosedAsync();
        await other.SettleAsync();
    }

    [Fact]
    public async Task An_unknown_version_is_answered_as_3_1_1_asks()
    {
        await using var broker = new SomeBroker();
        using var peer = await broker.OpenAsync();
        await peer.SendAsync(Raw.Connect(6, "new"));
        Assert.Equal("20020001", await peer.NextHexAsync());
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData(Raw.V311)]
    [InlineData(Raw.V5)]
    public async Task A_client_that_sends_one_byte_at_a_time_is_a_client_like_any_other(int version)
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#");
        using var peer = await broker.OpenAsync();
        foreach (var one in Raw.Connect(version, "slow")) await peer.SendAsync([one]);
        Assert.Equal(2, (await peer.NextAsync()).Type);
        foreach (var one in Raw.Publish(version, "k/1", "x")) await peer.SendAsync([one]);
        Assert.Equal("40020001", await peer.NextHexAsync());
        Assert.Equal("k/1", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_message_of_which_the_end_never_came_is_no_message()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("#");
        using (var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"))) await peer.SendAsync(Raw.Publish(Raw.V5, "k/1", "half")[..^1]);
        Assert.Equal("station", (await broker.NextEndAsync()).Client);
        await broker.Broker.PublishAsync("k/2", "x"u8.ToArray(), WaterWatch.Mqtt.MqttQos.AtLeastOnce);
        Assert.Equal("k/2", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task What_came_before_a_fault_is_answered_and_reaches_its_subscribers()
    {
        await using var broker = new SomeBroker();
        using var watcher = await broker.SubscriberAsync("k/#");
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await peer.SendAsync(Raw.Publish(Raw.V5, "k/1", "x"), [0, 0]);
        Assert.Equal("40020001", await peer.NextHexAsync());
        await peer.EndedAsync(0x81);
        Assert.Equal("k/1", (await watcher.NextAsync()).Topic);
    }
}
