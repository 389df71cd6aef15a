namespace WaterWatch.Mqtt.Packets;

/// <summary>CONNECT (MQTT 5.0 §3.1). <see cref="CleanStart"/> is Clean Session in 3.1.1.</summary>
internal sealed record ConnectPacket(
    MqttProtocol Protocol,
    string ClientId,
    bool CleanStart,
    ushort KeepAliveSeconds,
    PublishPacket? Will = null,
    string? UserName = null,
    byte[]? Password = null,
    MqttProperties? Properties = null) : IPacket
{
    private const int WillFlag = 0b0000_0100;

    public PacketType Type => PacketType.Connect;

    public byte Flags => 0;

    public void WriteBody(BodyWriter writer)
    {
        writer.Text("MQTT");
        writer.Byte((byte)Protocol);
        writer.Byte((byte)((CleanStart ? 0b10 : 0) | WillBits() | (UserName is null ? 0 : 0x80) | (Password is null ? 0 : 0x40)));
        writer.UInt16(KeepAliveSeconds);
        writer.Properties(Properties);
        writer.Text(ClientId);
        if (Will is { } will)
        {
            writer.Properties(will.Properties);
            writer.Text(will.Topic);
            writer.Binary(will.Payload.Span);
        }
        if (UserName is not null) writer.Text(UserName);
        if (Password is not null) writer.Binary(Password);
    }

    /// <summary>Reads a CONNECT of either version: the packet itself says which, so that the reader's version is not looked at.</summary>
    public static ConnectPacket? Read(ref BodyReader reader)
    {
        var name = reader.Text();
        var version = reader.Byte();
        if (reader.Fault == ReasonCode.Success && (name != "MQTT" || version is not ((byte)MqttProtocol.V311 or (byte)MqttProtocol.V5)))
            reader.Fail(ReasonCode.UnsupportedProtocolVersion);
        if (reader.Fault != ReasonCode.Success) return null;

        var protocol = (MqttProtocol)version;
        var inner = new BodyReader(reader.Rest(), protocol);
        var packet = ReadRest(ref inner, protocol);
        if (inner.Fault == ReasonCode.Success) return packet;
        reader.Fail(inner.Fault);
        return null;
    }

    private static ConnectPacket ReadRest(ref BodyReader reader, MqttProtocol protocol)
    {
        var flags = reader.Byte();
        if (!FlagsAreValid(flags, protocol)) reader.Fail(ReasonCode.MalformedPacket);
        var keepAlive = reader.UInt16();
        var properties = reader.Properties(PropertyHome.Connect);
        var clientId = reader.Text();
        var will = (flags & WillFlag) != 0 ? ReadWill(ref reader, flags) : (PublishPacket?)null;
        var userName = (flags & 0x80) != 0 ? reader.Text() : null;
        var password = (flags & 0x40) != 0 ? reader.Binary().ToArray() : null;
        reader.End();
        return new ConnectPacket(protocol, clientId, (flags & 0b10) != 0, keepAlive, will, userName, password, properties);
    }

    private static PublishPacket ReadWill(ref BodyReader reader, byte flags)
    {
        var properties = reader.Properties(PropertyHome.Will);
        var topic = reader.Text();
        if (reader.Fault == ReasonCode.Success && !Topics.IsName(topic)) reader.Fail(ReasonCode.TopicNameInvalid);
        return new PublishPacket(
            topic, reader.Binary().ToArray(), (MqttQos)((flags >> 3) & 0b11), (flags & 0b10_0000) != 0, Properties: properties);
    }

    private static bool FlagsAreValid(byte flags, MqttProtocol protocol)
    {
        // The reserved bit MUST be 0 [MQTT-3.1.2-3]; without a will its QoS and retain MUST be 0 too [MQTT-3.1.2-11].
        if ((flags & 1) != 0) return false;
        if ((flags & WillFlag) == 0 && (flags & 0b0011_1000) != 0) return false;
        if ((flags & 0b0001_1000) == 0b0001_1000) return false;
        // 3.1.1 has no password without a user name [MQTT-3.1.2-22 of 3.1.1].
        return protocol == MqttProtocol.V5 || (flags & 0xC0) != 0x40;
    }

    private int WillBits() => Will is { } will ? WillFlag | ((int)will.Qos << 3) | (will.Retain ? 0b10_0000 : 0) : 0;
}
