namespace WaterWatch.Mqtt;

/// <summary>Why the broker did not let a connection or a packet in, or cut a connection off. Each is counted for itself.</summary>
public enum MqttRefusal
{
    /// <summary>The listener has as many connections as it takes (Server busy).</summary>
    Connections,

    /// <summary>The remote address has (Quota exceeded).</summary>
    ConnectionsOfAddress,

    /// <summary>There are as many sessions as are kept: one without a connection was ended for a new one, or, where there is none, a client not let in (Quota exceeded).</summary>
    Sessions,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>A CONNECT that asks for what is not there: version, authentication method, an identifier that is not valid.</summary>
    Connect,

    /// <summary>User name, password or certificate (Bad User Name or Password, Not authorized).</summary>
    Credentials,

    /// <summary>A topic that this client may not publish to (Not authorized).</summary>
    PublishNotAuthorized,

    /// <summary>A filter that this client may not subscribe to (Not authorized), or that is none (Topic Filter invalid).</summary>
    Subscribe,

    /// <summary>As many subscriptions as a session may have (Quota exceeded).</summary>
    Subscriptions,

    /// <summary>As many retained messages as are kept (Quota exceeded).</summary>
    Retained,

    /// <summary>A subscriber does not keep up (Quota exceeded).</summary>
    QueueFull,

    /// <summary>Packet too large.</summary>
    PacketSize,

    /// <summary>Message rate too high.</summary>
    Rate,

    /// <summary>Receive Maximum exceeded.</summary>
    ReceiveMaximum,

    /// <summary>Malformed Packet, Topic Name invalid.</summary>
    Malformed,

    /// <summary>Protocol Error, Topic Alias invalid.</summary>
    Protocol,

    /// <summary>Keep Alive timeout, and no CONNECT in time.</summary>
    KeepAlive,
}
