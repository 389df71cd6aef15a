namespace WaterWatch.Mqtt.Packets;

/// <summary>PINGREQ and PINGRESP, which have no body (MQTT 5.0 §3.12, §3.13).</summary>
internal readonly record struct PingPacket(PacketType Type) : IPacket
{
    public static readonly PingPacket Request = new(PacketType.PingReq);
    public static readonly PingPacket Response = new(PacketType.PingResp);

    public byte Flags => 0;

    public void WriteBody(BodyWriter writer)
    {
    }

    public static PingPacket Read(ref BodyReader reader, PacketType type)
    {
        reader.End();
        return new PingPacket(type);
    }
}
