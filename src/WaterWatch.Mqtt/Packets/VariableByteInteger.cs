namespace WaterWatch.Mqtt.Packets;

/// <summary>Variable byte integers: seven bits a byte, least significant first, at most four bytes (MQTT 5.0 §1.5.5).</summary>
internal static class VariableByteInteger
{
    public const int Maximum = 268_435_455;

    public static int Size(int value) => value switch
    {
        < 0x80 => 1,
        < 0x4000 => 2,
        < 0x20_0000 => 3,
        _ => 4,
    };

    /// <summary>Writes <paramref name="value"/> and returns the number of bytes.</summary>
    public static int Write(Span<byte> target, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Maximum);
        var count = 0;
        do
        {
            var digit = value & 0x7F;
            value >>= 7;
            target[count++] = (byte)(value > 0 ? digit | 0x80 : digit);
        }
        while (value > 0);
        return count;
    }

    /// <summary>The number of bytes read; 0 when more are needed; -1 when it is malformed (a fifth byte, or longer than necessary).</summary>
    public static int Read(ReadOnlySpan<byte> source, out int value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i == source.Length) return 0;
            value |= (source[i] & 0x7F) << (7 * i);
            // The encoded value MUST use the minimum number of bytes [MQTT-1.5.5-1].
            if ((source[i] & 0x80) == 0) return source[i] == 0 && i > 0 ? -1 : i + 1;
        }
        return -1;
    }
}
