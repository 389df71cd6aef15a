namespace WaterWatch.Mqtt.Packets;

/// <summary>UNSUBSCRIBE (MQTT 5.0 §3.10).</summary>
internal sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters, MqttProperties? Properties = null) : IPacket
{
    public PacketType Type => PacketType.Unsubscribe;

    public byte Flags => 0b0010;

    public void WriteBody(BodyWriter writer)
    {
        writer.UInt16(PacketId);
        writer.Properties(Properties);
        foreach (var filter in Filters) writer.Text(filter);
    }

    public static UnsubscribePacket Read(ref BodyReader reader)
    {
        var packetId = reader.PacketId();
        var properties = reader.Properties(PropertyHome.Unsubscribe);
        var filters = new List<string>(1);
        while (!reader.AtEnd) filters.Add(reader.Text());
        // An UNSUBSCRIBE without any filter is a Protocol Error [MQTT-3.10.3-2].
        if (filters.Count == 0) reader.Fail(ReasonCode.ProtocolError);
        return new UnsubscribePacket(packetId, filters, properties);
    }
}
