using System.Globalization;

namespace WaterWatch.Decoding.Hj212;

/// <summary>Finds where one packet ends and the next begins, in a whole payload and in a stream that is still coming in.</summary>
public static class Hj212Frames
{
    /// <summary>The longest packet that its four digits can announce, in bytes with its check value and line end. The standard's own end at 1,024 + 12.</summary>
    public const int Longest = Head + 9999 + Crc + 2;

    internal const int Head = 6;
    internal const int Crc = 4;

    /// <summary>The first packet of the bytes, or what stands where one should be: up to the next line end or the next <c>##</c>.</summary>
    /// <param name="isAll">Nothing comes after these bytes.</param>
    /// <param name="frame">Without line end; empty when <c>0</c> is returned, or when there were only line ends.</param>
    /// <returns>How many bytes are done with; 0 when more are needed to say.</returns>
    public static int Next(ReadOnlySpan<byte> bytes, bool isAll, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var start = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0)
        {
            return bytes.Length;
        }

        var rest = bytes[start..];
        if (AnnouncedLength(rest) is { } announced && rest.Length >= announced && IsChecked(rest[..announced]))
        {
            frame = rest[..announced];
            return start + announced;
        }

        var end = rest.IndexOf((byte)'\n');
        var next = rest.Length > 2 ? rest[2..].IndexOf("##"u8) : -1;
        if (next >= 0 && (end < 0 || next + 2 < end))
        {
            end = next + 2;
        }

        if (end < 0 && !isAll && rest.Length < Longest)
        {
            return 0;
        }

        end = end < 0 ? rest.Length : end;
        frame = rest[..end].TrimEnd("\r\n "u8);
        return start + end;
    }

    /// <summary>Bytes from <c>##</c> to the check value as the packet itself says; null when it does not say.</summary>
    internal static int? AnnouncedLength(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Head || !packet.StartsWith("##"u8))
        {
            return null;
        }

        return int.TryParse(packet[2..Head], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? Head + length + Crc : null;
    }

    /// <summary>Whether the last four characters are the check value of what lies between them and the head.</summary>
    internal static bool IsChecked(ReadOnlySpan<byte> packet) =>
        packet.Length >= Head + Crc
        && ushort.TryParse(packet[^Crc..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sent) && sent == Hj212Crc.Of(packet[Head..^Crc]);
}
