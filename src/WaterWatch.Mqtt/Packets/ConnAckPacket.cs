namespace WaterWatch.Mqtt.Packets;

/// <summary>CONNACK (MQTT 5.0 §3.2). The five return codes of 3.1.1 are given as their reason codes.</summary>
internal sealed record ConnAckPacket(bool SessionPresent, ReasonCode Reason, MqttProperties? Properties = null) : IPacket
{
    public PacketType Type => PacketType.ConnAck;

    public byte Flags => 0;

    public void WriteBody(BodyWriter writer)
    {
        writer.Byte(SessionPresent ? (byte)1 : (byte)0);
        writer.Byte(writer.Protocol == MqttProtocol.V5 ? (byte)Reason : ReturnCode(Reason));
        writer.Properties(Properties);
    }

    public static ConnAckPacket Read(ref BodyReader reader)
    {
        var acknowledge = reader.Byte();
        if (acknowledge > 1) reader.Fail(ReasonCode.MalformedPacket);
        var reason = reader.Protocol == MqttProtocol.V5 ? ReasonCodes.Read(ref reader, PacketType.ConnAck) : ReadReturnCode(ref reader);
        var properties = reader.Properties(PropertyHome.ConnAck);
        reader.End();
        return new ConnAckPacket(acknowledge == 1, reason, properties);
    }

    // MQTT 3.1.1 table 3.1.
    private static byte ReturnCode(ReasonCode reason) => reason switch
    {
        ReasonCode.Success => 0,
        ReasonCode.UnsupportedProtocolVersion => 1,
        ReasonCode.ClientIdentifierNotValid => 2,
        ReasonCode.BadUserNameOrPassword => 4,
        ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.BadAuthenticationMethod => 5,
        _ => 3,
    };

    private static ReasonCode ReadReturnCode(ref BodyReader reader)
    {
        switch (reader.Byte())
        {
            case 0: return ReasonCode.Success;
            case 1: return ReasonCode.UnsupportedProtocolVersion;
            case 2: return ReasonCode.ClientIdentifierNotValid;
            case 3: return ReasonCode.ServerUnavailable;
            case 4: return ReasonCode.BadUserNameOrPassword;
            case 5: return ReasonCode.NotAuthorized;
        }
        reader.Fail(ReasonCode.MalformedPacket);
        return ReasonCode.MalformedPacket;
    }
}
