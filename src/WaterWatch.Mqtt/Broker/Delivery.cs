using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>A message for one subscriber: with the QoS and the retain flag of that delivery.</summary>
/// <param name="Message">The message.</param>
/// <param name="Qos">The lower one of the message's and the subscription's.</param>
/// <param name="Retain">As the subscriber is told.</param>
/// <param name="Identifiers">The Subscription Identifiers of the subscriptions that it matched (MQTT 5.0 §3.3.2.3.8).</param>
/// <param name="Group">The shared subscription that it is for.</param>
internal sealed record Delivery(Message Message, MqttQos Qos, bool Retain, uint[]? Identifiers = null, SharedGroup? Group = null)
{
    /// <summary>A QoS 2 message that its subscriber has, which is known by its identifier alone until PUBCOMP.</summary>
    public static readonly Delivery Released = new(new Message("", default, MqttQos.ExactlyOnce, false), MqttQos.ExactlyOnce, false);

    public bool IsReleased => ReferenceEquals(this, Released);

    public PublishPacket ToPacket(ushort packetId, bool duplicate, ushort alias, bool isAliasKnown, TimeProvider time) =>
        new(isAliasKnown ? "" : Message.Topic, Message.Payload, Qos, Retain, duplicate, packetId, PropertiesWith(alias, time));

    private MqttProperties? PropertiesWith(ushort alias, TimeProvider time)
    {
        if (alias == 0 && Identifiers is null && Message.ExpiresAt is null) return Message.Properties;
        List<MqttProperty> properties = Message.Properties is { } own ? [.. own.Items] : [];
        foreach (var identifier in Identifiers ?? []) properties.Add(MqttProperty.Of(PropertyId.SubscriptionIdentifier, identifier));
        if (alias != 0) properties.Add(MqttProperty.Of(PropertyId.TopicAlias, alias));
        if (Message.ExpiresAt is { } at) properties.Add(MqttProperty.Of(PropertyId.MessageExpiryInterval, SecondsUntil(at, time)));
        return new MqttProperties(properties);
    }

    // What was begun is sent again even when its time is up (MQTT 5.0 §3.3.2.3.3), and a second is the least there is.
    private static uint SecondsUntil(long at, TimeProvider time) =>
        (uint)Math.Max(1, (at - time.GetTimestamp() + time.TimestampFrequency - 1) / time.TimestampFrequency);
}
