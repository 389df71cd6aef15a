using System.Net;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Where the embedded broker listens, what it allows, and its bounds. Every bound is there so that no client can exhaust the machine.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>Without TLS. Port 0 takes a free one, see <see cref="MqttBroker.LocalEndPoint"/>; null when only <see cref="Tls"/> listens.</summary>
    public IPEndPoint? Listen { get; init; } = new(IPAddress.Loopback, 1883);

    public MqttTlsListener? Tls { get; init; }

    /// <summary>Bytes of a whole packet (MQTT 5.0 §3.2.2.3.6): a payload of 1 MiB, its topic and properties.</summary>
    public int MaximumPacketSize { get; init; } = (1024 * 1024) + (64 * 1024);

    /// <summary>QoS 1 and 2 PUBLISH packets of one connection that are not answered to the end (MQTT 5.0 §3.2.2.3.3).</summary>
    public ushort ReceiveMaximum { get; init; } = 1024;

    /// <summary>Topic aliases that one connection may give, and that it is given when it takes any (MQTT 5.0 §3.2.2.3.8).</summary>
    public ushort TopicAliasMaximum { get; init; } = 64;

    /// <summary>Longest Keep Alive; a version 5 client that asks for more, or for none, is told this one (MQTT 5.0 §3.2.2.3.14). Zero is without bound.</summary>
    public TimeSpan MaximumKeepAlive { get; init; }

    /// <summary>Connections of one listener. One more is answered with Server busy.</summary>
    public int MaximumConnections { get; init; } = 10_000;

    /// <summary>Connections from one remote address to all listeners. One more is answered with Quota exceeded.</summary>
    public int MaximumConnectionsPerAddress { get; init; } = 10_000;

    /// <summary>A CONNECT that would make one more ends the one that has been without a connection longest; when none is, it is answered with Quota exceeded.</summary>
    public int MaximumSessions { get; init; } = 20_000;

    /// <summary>
    /// Messages that wait for one subscriber. A QoS 0 message that finds the queue full is dropped and counted. A QoS 1 or 2 message that does
    /// ends the session (DISCONNECT with Quota exceeded when it is online): its client learns from Session Present 0 that it missed something.
    /// </summary>
    public int MaximumQueuedPerSession { get; init; } = 100_000;

    /// <summary>Bytes that wait for one subscriber or for its answer, topics and properties included; the same rule as for the number of messages.</summary>
    public long MaximumQueuedBytesPerSession { get; init; } = 64 * 1024 * 1024;

    /// <summary>A SUBSCRIBE beyond it is answered with Quota exceeded.</summary>
    public int MaximumSubscriptionsPerSession { get; init; } = 1_000;

    /// <summary>Topics with a retained message. Beyond it a PUBLISH with RETAIN goes to who is subscribed, and is refused with Quota exceeded.</summary>
    public int MaximumRetained { get; init; } = 100_000;

    /// <summary>Bytes of all retained messages, topics and properties included; the same rule as for their number.</summary>
    public long MaximumRetainedBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Beyond it a connection is read from only as fast as this: nothing is dropped, the sender is held back.</summary>
    public MqttRate SlowDownAt { get; init; }

    /// <summary>Beyond it, counted within one second, a connection is ended with Message rate too high.</summary>
    public MqttRate CutOffAt { get; init; }

    /// <summary>Time for the TLS handshake and CONNECT after the connection stands.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Asked for every PUBLISH; without one the broker answers all of them itself.</summary>
    public IPublishGate? Gate { get; init; }

    /// <summary>Who a client is, and whether it comes in; all come in, as nobody in particular, when it is null.</summary>
    public Func<MqttConnect, MqttAdmission>? Authenticate { get; init; }

    /// <summary>Whether this client may publish to this topic; all may when it is null.</summary>
    public Func<MqttConnect, string, bool>? AuthorizePublish { get; init; }

    /// <summary>Whether this client may subscribe to this filter, that of a shared subscription without its <c>$share/{name}/</c>; all may when it is null.</summary>
    public Func<MqttConnect, string, bool>? AuthorizeSubscribe { get; init; }

    /// <summary>Told of each connection that ended, with its client identifier (empty before CONNECT) and the reason, and of a will that the gate failed on. For logs.</summary>
    public Action<string, string>? ConnectionEnded { get; init; }
}
