using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Client;

/// <summary>What the server said in CONNACK that it takes from this client (MQTT 5.0 §3.2.2.3).</summary>
internal readonly record struct ServerLimits(int ReceiveMaximum, MqttQos MaximumQos, bool RetainAvailable)
{
    public static ServerLimits Of(MqttProperties? properties) => new(
        (int)(properties?.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue),
        (MqttQos)(properties?.Number(PropertyId.MaximumQos) ?? (uint)MqttQos.ExactlyOnce),
        properties?.Number(PropertyId.RetainAvailable) != 0);

    /// <summary>Success, or why this message must not be sent [MQTT-3.2.2-11] [MQTT-3.2.2-14].</summary>
    public ReasonCode Judge(in PublishPacket packet)
    {
        if (packet.Qos > MaximumQos) return ReasonCode.QosNotSupported;
        return packet.Retain && !RetainAvailable ? ReasonCode.RetainNotSupported : ReasonCode.Success;
    }
}
