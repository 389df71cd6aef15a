using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>QoS 2 of our client, both ways, over reconnections (MQTT 5.0 §4.3.3).</summary>
public class ClientExactlyOnceTests
{
    private static readonly byte[] s_x = "x"u8.ToArray();

    [Fact]
    public async Task A_message_is_given_out_once_and_PUBREC_waits_for_the_acknowledgement()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        await peer.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7), Raw.Publish(Raw.V5, "r/2", "y", qos: 1, id: 8));
        var (first, second) = (await client.NextAsync(), await client.NextAsync());
        // Answers go out in the order in which the messages came.
        client.Client.Acknowledge(second);
        client.Client.Acknowledge(first);
        Assert.Equal(("50020007", "40020008"), (await peer.NextHexAsync(), await peer.NextHexAsync()));
        await peer.SendAsync(Raw.PubRel(7));
        Assert.Equal("70020007", await peer.NextHexAsync());
    }

    [Fact]
    public async Task A_message_that_comes_again_while_it_is_being_stored_is_answered_on_the_new_connection()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        MqttReceived message;
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
            message = await client.NextAsync();
        }
        await client.ComeBackAsync();
        using var second = await server.ConnectedAsync(Raw.ConnAck(sessionPresent: true));
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7, duplicate: true), Raw.Publish(Raw.V5, "r/2", "y", qos: 0));
        // The next that is given out is the next message.
        Assert.Equal("r/2", (await client.NextAsync()).Topic);
        client.Client.Acknowledge(message);
        Assert.Equal("50020007", await second.NextHexAsync());
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_is_given_out_again()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
            client.Client.Refuse(await client.NextAsync(), "the disk is full");
            await first.ClosedAsync();
        }
        await client.ComeBackAsync();
        using var second = await server.ConnectedAsync(Raw.ConnAck(sessionPresent: true));
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7, duplicate: true));
        var again = await client.NextAsync();
        Assert.Equal(("r/1", true), (again.Topic, again.Duplicate));
        client.Client.Acknowledge(again);
        Assert.Equal("50020007", await second.NextHexAsync());
    }

    [Fact]
    public async Task A_server_without_the_session_may_use_the_identifier_anew()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            await first.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
            client.Client.Acknowledge(await client.NextAsync());
            Assert.Equal("50020007", await first.NextHexAsync());
        }
        await client.ComeBackAsync();
        using var second = await server.ConnectedAsync(Raw.ConnAck());
        await second.SendAsync(Raw.Publish(Raw.V5, "r/1", "x", qos: 2, id: 7));
        Assert.Equal("r/1", (await client.NextAsync()).Topic);
    }

    [Fact]
    public async Task What_the_server_has_received_is_released_again_after_a_reconnection_and_not_sent_again()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        Task<ReasonCode>[] published = [client.Client.PublishAsync("r/1", s_x, MqttQos.ExactlyOnce), client.Client.PublishAsync("r/2", s_x, MqttQos.ExactlyOnce)];
        using (var first = await server.ConnectedAsync(Raw.ConnAck()))
        {
            Assert.Equal((2, 1), await NextAsync(first));
            Assert.Equal((2, 2), await NextAsync(first));
            await first.SendAsync(Raw.PubRec(1));
            Assert.Equal("62020001", await first.NextHexAsync());
        }
        await client.ComeBackAsync();
        using var second = await server.ConnectedAsync(Raw.ConnAck(sessionPresent: true));
        Assert.Equal("62020001", await second.NextHexAsync());
        var again = await second.NextAsync();
        Assert.Equal(("r/2", true), (again.Topic, again.IsDuplicate));
        await second.SendAsync(Raw.PubComp(1));
        Assert.Equal(ReasonCode.Success, await published[0].WaitAsync(RawPeer.Patience));
        await second.SendAsync(Raw.PubRec(2));
        Assert.Equal("62020002", await second.NextHexAsync());
        Assert.False(published[1].IsCompleted);
        await second.SendAsync(Raw.PubComp(2));
        Assert.Equal(ReasonCode.Success, await published[1].WaitAsync(RawPeer.Patience));
    }

    [Fact]
    public async Task A_server_that_refuses_at_PUBREC_ends_the_exchange()
    {
        using var server = new RawServer();
        await using var client = Client(server);
        var published = client.Client.PublishAsync("r/1", s_x, MqttQos.ExactlyOnce);
        using var peer = await server.ConnectedAsync(Raw.ConnAck());
        Assert.Equal((2, 1), await NextAsync(peer));
        await peer.SendAsync([0x50, 3, 0, 1, 0x97]);
        var refused = await Assert.ThrowsAsync<MqttRefusedException>(() => published.WaitAsync(RawPeer.Patience));
        Assert.Equal(ReasonCode.QuotaExceeded, refused.Reason);
    }

    private static SomeClient Client(RawServer server) => new(server.Port, o => o with { SessionExpiry = 3600, CleanStart = false });

    private static async Task<(int Qos, int Id)> NextAsync(RawPeer peer)
    {
        var message = await peer.NextAsync();
        return (message.Qos, message.PublishId);
    }
}
