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
        var session = broker.Sessions.Open(connect, new MqttConnect("slow", "", default, MqttProtocol.V5, null), connection).Session!;
        broker.Sessions.End(session);
        // Its connection is still reading, and learns of the end only afterwards.
        broker.Router.Subscribe(session, new Subscription("r/#", MqttQos.AtLeastOnce));
        Assert.Equal(ReasonCode.Success, await broker.PublishAsync("r/1", default, MqttQos.AtLeastOnce));
        broker.Sessions.Leave(session, connection, expirySeconds: null);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await broker.PublishAsync("r/1", default, MqttQos.AtLeastOnce));
    }

    [Fact]
    public async Task A_connection_that_was_taken_over_before_it_began_gets_nothing_of_what_is_the_other_ones()
    {
        await using var broker = SomeStation.Broker();
        using var first = new SomeStation(broker, "twin");
        using var second = new SomeStation(broker, "twin");
        second.Attach();
        first.Attach();
        broker.Router.Subscribe(second.Session, new Subscription("r/#", MqttQos.AtLeastOnce));
        await broker.PublishAsync("r/1", default, MqttQos.AtLeastOnce);
        Assert.Empty(await first.SentAsync());
        Assert.Equal([0x32, 7, 0, 3, (byte)'r', (byte)'/', (byte)'1', 0, 1], await second.SentAsync());
    }

    [Fact]
    public async Task Another_users_session_is_not_given_away()
    {
        await using var broker = SomeStation.Broker();
        using var owner = new SomeStation(broker, "lalang", user: "lalang");
        using var other = new SomeStation(broker, "lalang", user: "sancha");
        Assert.Equal(ReasonCode.NotAuthorized, other.Reason);
    }

    [Fact]
    public async Task When_there_are_too_many_the_session_that_was_away_longest_ends_and_never_one_that_is_connected()
    {
        await using var broker = SomeStation.Broker(o => o with { MaximumSessions = 3 });
        using var connected = new SomeStation(broker, "connected");
        using var longest = new SomeStation(broker, "longest");
        using var shorter = new SomeStation(broker, "shorter");
        foreach (var away in new[] { longest, shorter }) broker.Sessions.Leave(away.Session, away.Connection, expirySeconds: null);
        using var clean = new SomeStation(broker, "clean");
        Assert.Equal((true, false), (broker.Sessions.IsGone(longest.Session), broker.Sessions.IsGone(shorter.Session)));
        using var another = new SomeStation(broker, "another");
        Assert.Equal((true, false), (broker.Sessions.IsGone(shorter.Session), broker.Sessions.IsGone(connected.Session)));
        Assert.Equal(2, broker.Counts.RefusedFor(MqttRefusal.Sessions));
        using var tooMany = new SomeStation(broker, "too many");
        Assert.Equal(ReasonCode.QuotaExceeded, tooMany.Reason);
    }
}
