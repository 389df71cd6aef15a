namespace WaterWatch.Mqtt.Packets;

/// <summary>DISCONNECT and AUTH, which have one shape in version 5 (MQTT 5.0 §3.14, §3.15). The DISCONNECT of 3.1.1 is empty.</summary>
internal sealed record DisconnectPacket(PacketType Type, ReasonCode Reason, MqttProperties? Properties = null) : IPacket
{
    public byte Flags => 0;

    public static DisconnectPacket For(ReasonCode reason) => new(PacketType.Disconnect, reason);

    public void WriteBody(BodyWriter writer)
    {
        if (writer.Protocol != MqttProtocol.V5 || (Reason == ReasonCode.Success && Properties is null)) return;
        writer.Byte((byte)Reason);
        if (Properties is not null) writer.Properties(Properties);
    }

    public static DisconnectPacket Read(ref BodyReader reader, PacketType type)
    {
        // AUTH does not exist in 3.1.1.
        if (reader.Protocol != MqttProtocol.V5 && type == PacketType.Auth) reader.Fail(ReasonCode.ProtocolError);
        var reason = ReasonCode.Success;
        MqttProperties? properties = null;
        if (reader.Protocol == MqttProtocol.V5 && !reader.AtEnd)
        {
            reason = ReasonCodes.Read(ref reader, type);
            if (!reader.AtEnd) properties = reader.Properties((PropertyHome)(1 << (int)type));
        }
        reader.End();
        return new DisconnectPacket(type, reason, properties);
    }
}
