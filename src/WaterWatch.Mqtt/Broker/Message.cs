using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>An application message on its way through the broker. Shared by all sessions that get it.</summary>
internal sealed record Message(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos, bool Retain, MqttProperties? Properties = null)
{
    /// <summary>The message of a PUBLISH, with the properties that are passed on (MQTT 5.0 §3.3.2.3).</summary>
    public static Message Of(in PublishPacket packet) => new(packet.Topic, packet.Payload, packet.Qos, packet.Retain, PassedOn(packet.Properties));

    private static MqttProperties? PassedOn(MqttProperties? properties)
    {
        if (properties is null) return null;
        var kept = properties.Items
            .Where(p => p.Id is not (PropertyId.TopicAlias or PropertyId.SubscriptionIdentifier or PropertyId.WillDelayInterval))
            .ToArray();
        return kept.Length == 0 ? null : new MqttProperties(kept);
    }
}

/// <summary>A message for one subscriber: with the QoS and the retain flag of that delivery.</summary>
internal sealed record Delivery(Message Message, MqttQos Qos, bool Retain)
{
    public PublishPacket ToPacket(ushort packetId, bool duplicate) =>
        new(Message.Topic, Message.Payload, Qos, Retain, duplicate, packetId, Message.Properties);
}
