using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>Our client with a server that says exactly what the test wants, on a clock that the test moves.</summary>
public class ClientTests
{
    private static readonly byte[] s_x = "x"u8.ToArray();

    [Fact]
    public async Task A_server_that_no_longer_answers_is_given_up_after_half_again_the_keep_alive()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { KeepAlive = TimeSpan.FromSeconds(10) });
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        client.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("C000", await peer.NextHexAsync());
        await peer.SendAsync([0xD0, 0], Raw.Publish(Raw.V5, "heard", "x", qos: 0));
        Assert.Equal("heard", (await client.NextAsync()).Topic);
        client.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("C000", await peer.NextHexAsync());
        client.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new MqttConnectionState.Lost("no PINGRESP"), await client.NextStateAsync());
    }

    [Fact]
    public async Task A_server_that_grants_only_what_nobody_acknowledges_is_not_listened_to_as_if_it_did()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { Subscriptions = [new MqttSubscription("r/#")] });
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        await peer.SendAsync(Raw.Packet(0x90, [.. Raw.Number((await peer.NextAsync()).Id), 0, 0]));
        var lost = Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync());
        Assert.StartsWith("subscription to r/# granted with QoS 0 only, not 1", lost.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keep_alive_of_the_server_is_taken_over()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { KeepAlive = TimeSpan.FromSeconds(600) });
        using var peer = await server.ConnectedAsync(Raw.ConnAck(false, 0x13, 0, 10));
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        client.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("C000", await peer.NextHexAsync());
    }

    [Fact]
    public async Task No_more_is_in_flight_than_the_server_receives_at_once()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port);
        var all = Enumerable.Range(0, 5).Select(i => client.Client.PublishAsync($"r/{i}", s_x)).ToArray();
        using var peer = await server.ConnectedAsync(Raw.ConnAck(false, Raw.ReceiveMaximum(2)));
        RawPeer.Packet[] two = [await peer.NextAsync(), await peer.NextAsync()];
        Assert.Equal(["r/0", "r/1"], two.Select(p => p.Topic));
        client.Time.Advance(TimeSpan.FromSeconds(15));
        // The PINGREQ that time asks for comes next: no third message was on its way.
        Assert.Equal("C000", await peer.NextHexAsync());
        await peer.SendAsync([0xD0, 0], Raw.PubAck(two[0].PublishId));
        var third = await peer.NextAsync();
        Assert.Equal("r/2", third.Topic);
        await all[0].WaitAsync(RawPeer.Patience);
        Assert.False(all[1].IsCompleted);
        await peer.SendAsync(Raw.PubAck(two[1].PublishId), Raw.PubAck(third.PublishId));
        RawPeer.Packet[] rest = [await peer.NextAsync(), await peer.NextAsync()];
        Assert.Equal(["r/3", "r/4"], rest.Select(p => p.Topic));
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_sent_again_first_in_order_and_marked()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { SessionExpiry = 3600, CleanStart = false });
        for (var i = 0; i < 4; i++) _ = client.Client.PublishAsync($"r/{i}", s_x);
        string[] ids;
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            RawPeer.Packet[] four = [await first.NextAsync(), await first.NextAsync(), await first.NextAsync(), await first.NextAsync()];
            Assert.All(four, p => Assert.False(p.IsDuplicate));
            ids = [.. four.Select(p => $"{p.Topic} {p.PublishId} True")];
            // The second only: what is sent again has a gap.
            await first.SendAsync(Raw.PubAck(four[1].PublishId), Raw.Publish(Raw.V5, "heard", "x", qos: 0));
            Assert.Equal("heard", (await client.NextAsync()).Topic);
        }
        await client.ComeBackAsync();
        var last = client.Client.PublishAsync("r/4", s_x);
        // One at a time: what is sent again counts towards what this server receives at once.
        using var second = await server.ConnectedAsync(Raw.ConnAck(true, Raw.ReceiveMaximum(1)));
        foreach (var expected in new[] { ids[0], ids[2], ids[3] })
        {
            var again = await second.NextAsync();
            Assert.Equal(expected, $"{again.Topic} {again.PublishId} {again.IsDuplicate}");
            client.Time.Advance(TimeSpan.FromSeconds(15));
            // As above: no further message is on its way before the PUBACK.
            Assert.Equal("C000", await second.NextHexAsync());
            await second.SendAsync([0xD0, 0], Raw.PubAck(again.PublishId));
        }
        var fresh = await second.NextAsync();
        Assert.Equal(("r/4", false), (fresh.Topic, fresh.IsDuplicate));
        await second.SendAsync(Raw.PubAck(fresh.PublishId));
        await last.WaitAsync(RawPeer.Patience);
    }

    [Fact]
    public async Task A_server_without_the_session_gets_everything_again_in_order()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { SessionExpiry = 3600, CleanStart = false });
        for (var i = 0; i < 3; i++) _ = client.Client.PublishAsync($"r/{i}", s_x);
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            for (var i = 0; i < 3; i++) await first.NextAsync();
        }
        await client.ComeBackAsync();
        using var second = await server.ConnectedAsync(Raw.ConnAck());
        RawPeer.Packet[] again = [await second.NextAsync(), await second.NextAsync(), await second.NextAsync()];
        Assert.Equal(["r/0 1", "r/1 2", "r/2 3"], again.Select(p => $"{p.Topic} {p.PublishId}"));
    }

    [Fact]
    public async Task A_subscription_has_an_identifier_that_no_message_in_flight_uses()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { Subscriptions = [new MqttSubscription("r/#")] });
        var all = Enumerable.Range(0, 65_535).Select(_ => client.Client.PublishAsync("r", s_x)).ToArray();
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        var subscribe = await peer.NextAsync();
        Assert.Equal(8, subscribe.Type);
        var used = new HashSet<int> { subscribe.Id };
        for (var i = 0; i < 65_534; i++) Assert.True(used.Add((await peer.NextAsync()).PublishId));
        Assert.All(all, p => Assert.False(p.IsCompleted));
    }

    [Theory]
    [InlineData(0x24, MqttQos.AtLeastOnce, false, ReasonCode.QosNotSupported)]
    [InlineData(0x25, MqttQos.AtMostOnce, true, ReasonCode.RetainNotSupported)]
    public async Task What_the_server_does_not_support_is_refused_here_and_not_sent(byte property, MqttQos qos, bool retain, ReasonCode reason)
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port);
        var refused = client.Client.PublishAsync("r/1", s_x, qos, retain);
        var allowed = client.Client.PublishAsync("r/2", s_x, MqttQos.AtMostOnce);
        using var peer = await server.ConnectedAsync(Raw.ConnAck(false, property, 0));
        Assert.Equal("r/2", (await peer.NextAsync()).Topic);
        await allowed.WaitAsync(RawPeer.Patience);
        var exception = await Assert.ThrowsAsync<MqttRefusedException>(() => refused.WaitAsync(RawPeer.Patience));
        Assert.Equal(reason, exception.Reason);
    }

    [Fact]
    public async Task The_waits_between_attempts_double_up_to_the_longest_and_are_shortened_by_half_at_most()
    {
        using var server = new RawServer();
        var connectTimeout = TimeSpan.FromHours(7);
        await using var client = new SomeClient(
            server.Port, o => o with { ConnectTimeout = connectTimeout, BackOffMin = TimeSpan.FromSeconds(3), BackOffMax = TimeSpan.FromSeconds(30) });
        foreach (var full in new[] { 3, 6, 12, 24, 30, 30 })
        {
            (await server.AcceptAsync()).Dispose();
            Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync());
            var wait = await client.NextWaitAsync(connectTimeout);
            Assert.InRange(wait.TotalSeconds, full / 2.0, full);
            client.Time.Advance(wait);
        }
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { ConnectTimeout = TimeSpan.FromSeconds(10) });
        using var peer = await server.AcceptAsync();
        Assert.Equal(1, (await peer.NextAsync()).Type);
        client.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.StartsWith("no answer", Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_fails_does_not_leave_the_client_deaf()
    {
        using var server = new RawServer();
        var fails = true;
        await using var client = new SomeClient(server.Port, fault: () => fails ? new InvalidOperationException("no room") : null);
        using var first = await server.ConnectedAsync(Raw.ConnAck());
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", id: 9));
        Assert.Contains("no room", Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync()).Reason, StringComparison.Ordinal);
        fails = false;
        await client.ComeBackAsync(lostIsRead: true);
        using var second = await server.ConnectedAsync(Raw.ConnAck());
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", id: 9, duplicate: true));
        var message = await client.NextAsync();
        client.Client.Acknowledge(message);
        Assert.Equal("40020009", await second.NextHexAsync());
    }

    [Theory]
    [InlineData("90 04 FF FF 00 87")]
    [InlineData("90 05 FF FF 00 01 01")]
    [InlineData("90 05 FF FF 00 01 87")]
    public async Task A_subscription_that_was_not_granted_is_no_connection(string subAck)
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port, o => o with { Subscriptions = [new MqttSubscription("r/#")] });
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        var bytes = Convert.FromHexString(subAck.Replace(" ", "", StringComparison.Ordinal));
        var id = (await peer.NextAsync()).Id;
        (bytes[2], bytes[3]) = ((byte)(id >> 8), (byte)id);
        await peer.SendAsync(bytes);
        Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync());
    }

    [Theory]
    [InlineData("D0 01 00", 0x81)]                           // PINGRESP with a body
    [InlineData("82 07 00 01 00 00 01 61 01", 0x82)]      // SUBSCRIBE from a server
    [InlineData("36 06 00 01 61 00 01 00", 0x81)]            // QoS 3
    [InlineData("30 07 00 00 03 23 00 01 78", 0x94)]         // a topic alias
    [InlineData("30 04 00 01 2B 00", 0x90)]                  // a wildcard
    [InlineData("30 FF FF FF 7F", 0x95)]                     // too large
    [InlineData("00 00", 0x81)]
    public async Task A_server_at_fault_is_told_so_and_left(string hex, byte reason)
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port);
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.EndedAsync(reason);
    }

    [Fact]
    public async Task Cancelling_ends_with_a_disconnect()
    {
        using var server = new RawServer();
        await using var client = new SomeClient(server.Port);
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        await client.DisposeAsync();
        Assert.Equal("E000", await peer.NextHexAsync());
        await peer.ClosedAsync();
    }
}
