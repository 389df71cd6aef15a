using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Who is connected, as the CONNECT packet says (MQTT 5.0 §3.1.3), and as its certificate does.</summary>
public sealed record MqttConnect(
    string ClientId, string UserName, ReadOnlyMemory<byte> Password, MqttProtocol Protocol, EndPoint? RemoteEndPoint)
{
    /// <summary>As whom it was let in; empty for nobody in particular.</summary>
    public string User { get; init; } = "";

    /// <summary>The client's certificate, which one of the listener's authorities has signed; null without one.</summary>
    public X509Certificate2? Certificate { get; init; }

    // A record prints its members; a password must never reach a log.
    public override string ToString() => $"{ClientId} ({UserName}) from {RemoteEndPoint}, {Protocol}";
}
