namespace WaterWatch.Mqtt.Packets;

/// <summary>Retain Handling: whether retained messages are sent when a subscription is made (MQTT 5.0 §3.8.3.1).</summary>
internal enum RetainHandling { Send = 0, SendIfNew = 1, DoNotSend = 2 }

/// <summary>A topic filter with its subscription options (MQTT 5.0 §3.8.3.1); 3.1.1 has the QoS only.</summary>
internal readonly record struct Subscription(
    string Filter,
    MqttQos Qos,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.Send)
{
    public byte Options => (byte)((int)Qos | (NoLocal ? 0b100 : 0) | (RetainAsPublished ? 0b1000 : 0) | ((int)RetainHandling << 4));
}

/// <summary>SUBSCRIBE (MQTT 5.0 §3.8).</summary>
internal sealed record SubscribePacket(ushort PacketId, IReadOnlyList<Subscription> Subscriptions, MqttProperties? Properties = null) : IPacket
{
    public PacketType Type => PacketType.Subscribe;

    public byte Flags => 0b0010;

    public void WriteBody(BodyWriter writer)
    {
        writer.UInt16(PacketId);
        writer.Properties(Properties);
        foreach (var subscription in Subscriptions)
        {
            writer.Text(subscription.Filter);
            writer.Byte(writer.Protocol == MqttProtocol.V5 ? subscription.Options : (byte)subscription.Qos);
        }
    }

    public static SubscribePacket Read(ref BodyReader reader)
    {
        var packetId = reader.PacketId();
        var properties = reader.Properties(PropertyHome.Subscribe);
        var subscriptions = new List<Subscription>(1);
        while (!reader.AtEnd) subscriptions.Add(ReadSubscription(ref reader));
        // A SUBSCRIBE without any filter is a Protocol Error [MQTT-3.8.3-2].
        if (subscriptions.Count == 0) reader.Fail(ReasonCode.ProtocolError);
        return new SubscribePacket(packetId, subscriptions, properties);
    }

    private static Subscription ReadSubscription(ref BodyReader reader)
    {
        var filter = reader.Text();
        var options = reader.Byte();
        var reserved = reader.Protocol == MqttProtocol.V5 ? 0b1100_0000 : 0b1111_1100;
        if ((options & reserved) != 0) reader.Fail(ReasonCode.MalformedPacket);
        if ((options & 0b11) == 0b11 || (options & 0b11_0000) == 0b11_0000) reader.Fail(ReasonCode.ProtocolError);
        // No Local on a shared subscription is a Protocol Error [MQTT-3.8.3-4].
        if ((options & 0b100) != 0 && Topics.IsShared(filter)) reader.Fail(ReasonCode.ProtocolError);
        return new Subscription(
            filter, (MqttQos)(options & 0b11), (options & 0b100) != 0, (options & 0b1000) != 0, (RetainHandling)((options >> 4) & 0b11));
    }
}
