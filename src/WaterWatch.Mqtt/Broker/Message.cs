using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>An application message on its way through the broker. Shared by all sessions that get it.</summary>
internal sealed record Message(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos, bool Retain, MqttProperties? Properties = null)
{
    /// <summary>When it expires, as a timestamp of the broker's clock; null when it does not (MQTT 5.0 §3.3.2.3.3).</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>What keeping it costs, near enough: a topic or a user property may be as long as a payload.</summary>
    public int HeldBytes { get; } = Topic.Length + Payload.Length + SizeOf(Properties);

    /// <summary>The message of a PUBLISH, with the properties that are passed on (MQTT 5.0 §3.3.2.3).</summary>
    public static Message Of(in PublishPacket packet, TimeProvider time)
    {
        var message = new Message(packet.Topic, packet.Payload, packet.Qos, packet.Retain, PassedOn(packet.Properties));
        return packet.Properties?.Number(PropertyId.MessageExpiryInterval) is { } seconds
            ? message with { ExpiresAt = time.GetTimestamp() + (seconds * time.TimestampFrequency) }
            : message;
    }

    public bool IsExpired(TimeProvider time) => ExpiresAt is { } at && at <= time.GetTimestamp();

    private static int SizeOf(MqttProperties? properties) => properties?.Items.Sum(p => p.Name.Length + p.Text.Length + p.Data.Length) ?? 0;

    private static MqttProperties? PassedOn(MqttProperties? properties)
    {
        if (properties is null) return null;
        var kept = properties.Items.Where(p => IsPassedOn(p.Id)).ToArray();
        return kept.Length == 0 ? null : new MqttProperties(kept);
    }

    // The expiry is told to each subscriber as what is left of it by then.
    private static bool IsPassedOn(PropertyId id) =>
        id is not (PropertyId.TopicAlias or PropertyId.SubscriptionIdentifier or PropertyId.WillDelayInterval or PropertyId.MessageExpiryInterval);
}
