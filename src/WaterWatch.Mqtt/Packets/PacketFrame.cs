using System.Buffers;

namespace WaterWatch.Mqtt.Packets;

/// <summary>Whether a buffer holds a whole packet.</summary>
internal enum FrameOutcome { NeedMore, Packet, Malformed, TooLarge }

/// <summary>One control packet as it stands in the buffer: fixed header and the bytes after it (MQTT 5.0 §2.1).</summary>
internal readonly record struct PacketFrame(PacketType Type, byte Flags, ReadOnlySequence<byte> Body)
{
    private const int LongestHeader = 5;

    /// <summary>
    /// Cuts the next packet off <paramref name="buffer"/>. A packet longer than <paramref name="maximumPacketSize"/> (header included,
    /// as MQTT 5.0 §3.1.2.11.4 counts) is found from its header alone, before any of it is buffered.
    /// </summary>
    public static FrameOutcome TryRead(ref ReadOnlySequence<byte> buffer, int maximumPacketSize, out PacketFrame frame)
    {
        frame = default;
        scoped var header = buffer.FirstSpan;
        scoped Span<byte> copy = stackalloc byte[LongestHeader];
        if (header.Length < LongestHeader && !buffer.IsSingleSegment)
        {
            var start = buffer.Slice(0, Math.Min(LongestHeader, buffer.Length));
            start.CopyTo(copy);
            header = copy[..(int)start.Length];
        }
        if (header.IsEmpty) return FrameOutcome.NeedMore;

        var type = (PacketType)(header[0] >> 4);
        var flags = (byte)(header[0] & 0x0F);
        if (!FlagsAreValid(type, flags)) return FrameOutcome.Malformed;
        var lengthBytes = VariableByteInteger.Read(header[1..], out var remaining);
        if (lengthBytes < 0) return FrameOutcome.Malformed;
        if (lengthBytes == 0) return FrameOutcome.NeedMore;
        var size = 1 + lengthBytes + remaining;
        if (size > maximumPacketSize) return FrameOutcome.TooLarge;
        if (buffer.Length < size) return FrameOutcome.NeedMore;

        frame = new PacketFrame(type, flags, buffer.Slice(1 + lengthBytes, remaining));
        buffer = buffer.Slice(size);
        return FrameOutcome.Packet;
    }

    /// <summary>A reader over the body. Bodies that straddle two buffers are copied; that is one packet in some hundreds.</summary>
    public BodyReader Open(MqttProtocol protocol) => new(Body.IsSingleSegment ? Body.FirstSpan : Body.ToArray(), protocol);

    // MQTT 5.0 table 2-2: reserved flags MUST have these values, anything else is malformed [MQTT-2.1.3-1].
    private static bool FlagsAreValid(PacketType type, byte flags) => type switch
    {
        PacketType.None => false,
        PacketType.Publish => (flags & 0b0110) != 0b0110,
        PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => flags == 0b0010,
        _ => flags == 0,
    };
}
