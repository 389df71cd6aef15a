namespace WaterWatch.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP, which have one shape (MQTT 5.0 §3.4 to §3.7).</summary>
internal readonly record struct AckPacket(
    PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success, MqttProperties? Properties = null) : IPacket
{
    public byte Flags => Type == PacketType.PubRel ? (byte)0b0010 : (byte)0;

    public void WriteBody(BodyWriter writer)
    {
        writer.UInt16(PacketId);
        // Success without properties may leave both out (MQTT 5.0 §3.4.2.1), and 3.1.1 has neither.
        if (writer.Protocol != MqttProtocol.V5 || (Reason == ReasonCode.Success && Properties is null)) return;
        writer.Byte((byte)Reason);
        if (Properties is not null) writer.Properties(Properties);
    }

    public static AckPacket Read(ref BodyReader reader, PacketType type)
    {
        var packetId = reader.PacketId();
        var reason = ReasonCode.Success;
        MqttProperties? properties = null;
        if (reader.Protocol == MqttProtocol.V5 && !reader.AtEnd)
        {
            reason = ReasonCodes.Read(ref reader, type);
            if (!reader.AtEnd) properties = reader.Properties((PropertyHome)(1 << (int)type));
        }
        reader.End();
        return new AckPacket(type, packetId, reason, properties);
    }
}
