using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Client;

/// <summary>A topic filter and the QoS asked for (MQTT 5.0 §3.8.3.1).</summary>
public sealed record MqttSubscription(string Filter, MqttQos Qos = MqttQos.AtLeastOnce);

/// <summary>Where a server listens.</summary>
/// <param name="Host">A name or an address.</param>
public readonly record struct MqttServer(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>How the client connects, what it subscribes to and how it comes back.</summary>
public sealed record MqttClientOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 1883;

    /// <summary>Tried in turn when <see cref="Host"/> takes no connection: the members of a cluster that share their sessions, or a broker's stand-in.</summary>
    public IReadOnlyList<MqttServer> Alternatives { get; init; } = [];

    /// <summary>Needed for a persistent session; empty lets the server choose one for each connection.</summary>
    public string ClientId { get; init; } = "";

    public MqttProtocol ProtocolVersion { get; init; } = MqttProtocol.V5;

    /// <summary>Clean Start at the first connection; 3.1.1's Clean Session. When it comes back, the client keeps its session if it has an expiry.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Session Expiry Interval in seconds (MQTT 5.0 §3.1.2.11.2); <see cref="uint.MaxValue"/> never. 3.1.1 knows only <see cref="CleanStart"/>.</summary>
    public uint SessionExpiry { get; init; }

    /// <summary>Silence after which a PINGREQ is sent, in whole seconds; zero switches it off (MQTT 5.0 §3.1.2.10).</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A server that answers nothing for this long is said to be silent (<see cref="MqttConnectionState.Unanswered"/>), long before the keep-alive cuts the connection; it is
    /// asked with a PINGREQ after half of it. Null to leave it at the keep-alive.
    /// </summary>
    public TimeSpan? NoticeSilenceAfter { get; init; }

    /// <summary>Messages that the server may send unacknowledged (MQTT 5.0 §3.1.2.11.3).</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    public int MaximumPacketSize { get; init; } = (1024 * 1024) + (64 * 1024);

    public MqttWill? Will { get; init; }

    /// <summary>Null for a connection without TLS. The server's certificate has to be for the host that is connected to.</summary>
    public MqttClientTls? Tls { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Sent at every connection; a session that is still there takes them without sending retained messages again (version 5).</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions { get; init; } = [];

    /// <summary>For the TCP connection and CONNACK together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait after a loss; each further one is twice as long, up to <see cref="BackOffMax"/>, and shortened by up to half at random.</summary>
    public TimeSpan BackOffMin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Awaited for each message in order: a slow one stops reading the socket, and TCP holds the server back.</summary>
    public Func<MqttReceived, ValueTask>? OnMessage { get; init; }

    public Action<MqttConnectionState>? OnState { get; init; }

    /// <summary>All of them, in the order in which they are tried.</summary>
    internal IReadOnlyList<MqttServer> Servers => [new MqttServer(Host, Port), .. Alternatives];

    internal ConnectPacket ToPacket(bool first)
    {
        var clean = CleanStart && (first || SessionExpiry == 0 || ProtocolVersion == MqttProtocol.V311);
        List<MqttProperty> properties = [];
        if (SessionExpiry > 0) properties.Add(MqttProperty.Of(PropertyId.SessionExpiryInterval, SessionExpiry));
        if (ReceiveMaximum < ushort.MaxValue) properties.Add(MqttProperty.Of(PropertyId.ReceiveMaximum, ReceiveMaximum));
        properties.Add(MqttProperty.Of(PropertyId.MaximumPacketSize, (uint)MaximumPacketSize));
        var will = Will is null
            ? (PublishPacket?)null
            : new PublishPacket(Will.Topic, Will.Payload, Will.Qos, Will.Retain, Properties: DelayOf(Will));
        var password = Password is null ? null : System.Text.Encoding.UTF8.GetBytes(Password);
        var keepAlive = (ushort)Math.Clamp(KeepAlive.TotalSeconds, 0, ushort.MaxValue);
        return new ConnectPacket(ProtocolVersion, ClientId, clean, keepAlive, will, UserName, password, new MqttProperties(properties));
    }

    // A record prints its members; a password must never reach a log.
    public override string ToString() => $"{ClientId} at {string.Join(", ", Servers)}, {ProtocolVersion}";

    private static MqttProperties? DelayOf(MqttWill will) =>
        will.DelaySeconds == 0 ? null : MqttProperties.Of(MqttProperty.Of(PropertyId.WillDelayInterval, will.DelaySeconds));
}
