namespace WaterWatch.Mqtt.Packets;

/// <summary>PUBLISH (MQTT 5.0 §3.3). The payload is a copy that its receiver may keep.</summary>
internal readonly record struct PublishPacket(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    MqttQos Qos = MqttQos.AtMostOnce,
    bool Retain = false,
    bool Duplicate = false,
    ushort PacketId = 0,
    MqttProperties? Properties = null) : IPacket
{
    public PacketType Type => PacketType.Publish;

    public byte Flags => (byte)((Duplicate ? 0b1000 : 0) | ((int)Qos << 1) | (Retain ? 1 : 0));

    ReadOnlySpan<byte> IPacket.Payload => Payload.Span;

    public void WriteBody(BodyWriter writer)
    {
        writer.Text(Topic);
        if (Qos != MqttQos.AtMostOnce) writer.UInt16(PacketId);
        writer.Properties(Properties);
    }

    public static PublishPacket Read(ref BodyReader reader, byte flags, TopicCache topics)
    {
        var qos = (MqttQos)((flags >> 1) & 0b11);
        var duplicate = (flags & 0b1000) != 0;
        // DUP MUST be 0 for all QoS 0 messages [MQTT-3.3.1-2].
        if (duplicate && qos == MqttQos.AtMostOnce) reader.Fail(ReasonCode.MalformedPacket);
        var topic = reader.Topic(topics);
        var packetId = qos == MqttQos.AtMostOnce ? (ushort)0 : reader.PacketId();
        var properties = reader.Properties(PropertyHome.Publish);
        // An empty name stands for a topic alias; without one it is a Protocol Error (MQTT 5.0 §3.3.2.1).
        if (topic.Length == 0 && properties?.Number(PropertyId.TopicAlias) is null) reader.Fail(EmptyTopicFault(reader));
        if (properties?.Number(PropertyId.TopicAlias) == 0) reader.Fail(ReasonCode.TopicAliasInvalid);
        var payload = reader.Rest();
        return new PublishPacket(topic, payload.IsEmpty ? default : payload.ToArray(), qos, (flags & 1) != 0, duplicate, packetId, properties);
    }

    private static ReasonCode EmptyTopicFault(in BodyReader reader) =>
        reader.Protocol == MqttProtocol.V5 ? ReasonCode.ProtocolError : ReasonCode.MalformedPacket;
}
