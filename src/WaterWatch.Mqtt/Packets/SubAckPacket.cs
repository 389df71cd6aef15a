namespace WaterWatch.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK: a reason for each filter in its order (MQTT 5.0 §3.9, §3.11). The UNSUBACK of 3.1.1 has none.</summary>
internal sealed record SubAckPacket(
    PacketType Type, ushort PacketId, IReadOnlyList<ReasonCode> Reasons, MqttProperties? Properties = null) : IPacket
{
    public byte Flags => 0;

    public void WriteBody(BodyWriter writer)
    {
        writer.UInt16(PacketId);
        writer.Properties(Properties);
        if (writer.Protocol != MqttProtocol.V5 && Type == PacketType.UnsubAck) return;
        foreach (var reason in Reasons)
        {
            // 3.1.1 knows one failure only: 0x80 (MQTT 3.1.1 §3.9.3).
            var old = reason >= ReasonCode.UnspecifiedError ? ReasonCode.UnspecifiedError : reason;
            writer.Byte((byte)(writer.Protocol == MqttProtocol.V5 ? reason : old));
        }
    }

    public static SubAckPacket Read(ref BodyReader reader, PacketType type)
    {
        var packetId = reader.PacketId();
        var properties = reader.Properties((PropertyHome)(1 << (int)type));
        var reasons = new List<ReasonCode>(1);
        while (!reader.AtEnd) reasons.Add(ReasonCodes.Read(ref reader, type));
        var mayBeEmpty = reader.Protocol != MqttProtocol.V5 && type == PacketType.UnsubAck;
        if (reasons.Count == 0 != mayBeEmpty) reader.Fail(ReasonCode.MalformedPacket);
        return new SubAckPacket(type, packetId, reasons, properties);
    }
}
