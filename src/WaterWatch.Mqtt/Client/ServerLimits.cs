using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Client;

/// <summary>What the server said in CONNACK that it takes from this client (MQTT 5.0 §3.2.2.3).</summary>
internal readonly record struct ServerLimits(int ReceiveMaximum, int ExactlyOnceMaximum, MqttQos MaximumQos, bool RetainAvailable)
{
    // 3.1.1 has no receive maximum, and mosquitto 2.0.11 stops for good when more QoS 2 messages than its own 20 are on their way: what its own clients send at most.
    private const int WithoutReceiveMaximum = 20;

    public static ServerLimits Of(MqttProtocol protocol, MqttProperties? properties) => new(
        (int)(properties?.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue),
        (int)(properties?.Number(PropertyId.ReceiveMaximum) ?? (protocol == MqttProtocol.V5 ? ushort.MaxValue : (uint)WithoutReceiveMaximum)),
        (MqttQos)(properties?.Number(PropertyId.MaximumQos) ?? (uint)MqttQos.ExactlyOnce),
        properties?.Number(PropertyId.RetainAvailable) != 0);

    /// <summary>How many messages may be on their way when one of this QoS is sent (MQTT 5.0 §4.9).</summary>
    public int MaximumFor(MqttQos qos) => qos == MqttQos.ExactlyOnce ? ExactlyOnceMaximum : ReceiveMaximum;

    /// <summary>Success, or why this message must not be sent [MQTT-3.2.2-11] [MQTT-3.2.2-14].</summary>
    public ReasonCode Judge(in PublishPacket packet)
    {
        if (packet.Qos > MaximumQos) return ReasonCode.QosNotSupported;
        return packet.Retain && !RetainAvailable ? ReasonCode.RetainNotSupported : ReasonCode.Success;
    }
}
