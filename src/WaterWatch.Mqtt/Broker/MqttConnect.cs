using System.Net;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Who is connected, as the CONNECT packet says (MQTT 5.0 §3.1.3).</summary>
public sealed record MqttConnect(
    string ClientId, string UserName, ReadOnlyMemory<byte> Password, MqttProtocol Protocol, EndPoint? RemoteEndPoint)
{
    // A record prints its members; a password must never reach a log.
    public override string ToString() => $"{ClientId} ({UserName}) from {RemoteEndPoint}, {Protocol}";
}
