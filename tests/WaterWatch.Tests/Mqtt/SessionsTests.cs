using System.Net;
using System.Net.Sockets;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

public class SessionsTests
{
    [Fact]
    public async Task Nothing_of_a_session_that_was_ended_while_it_subscribed_stays_in_the_router()
    {
        await using var broker = MqttBroker.Start(new MqttBrokerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(broker.LocalEndPoint);
        using var listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), tls: null);
        var connection = new BrokerConnection(broker, listener, socket);
        var connect = new ConnectPacket(MqttProtocol.V5, "slow", false, 0, Properties: MqttProperties.Of(MqttProperty.Of(PropertyId.SessionExpiryInterval, 3600)));
        var session = broker.Sessions.Open(connect, new MqttConnect("slow", "", default, MqttProtocol.V5, null), connection, out _, out _)!;
        broker.Sessions.End(session);
        // Its connection is still reading, and learns of the end only afterwards.
        broker.Router.Subscribe(session, new Subscription("r/#", MqttQos.AtLeastOnce));
        Assert.Equal(ReasonCode.Success, await broker.PublishAsync("r/1", default, MqttQos.AtLeastOnce));
        broker.Sessions.Leave(session, connection, expirySeconds: null);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await broker.PublishAsync("r/1", default, MqttQos.AtLeastOnce));
    }
}
