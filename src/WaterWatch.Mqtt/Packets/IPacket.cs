namespace WaterWatch.Mqtt.Packets;

/// <summary>A packet that can be written.</summary>
internal interface IPacket
{
    PacketType Type { get; }

    /// <summary>The low four bits of the fixed header.</summary>
    byte Flags { get; }

    /// <summary>Everything after the fixed header, except <see cref="Payload"/>.</summary>
    void WriteBody(BodyWriter writer);

    /// <summary>What ends the packet and is copied once, straight to the output.</summary>
    ReadOnlySpan<byte> Payload => default;
}
