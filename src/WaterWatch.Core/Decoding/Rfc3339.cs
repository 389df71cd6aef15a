namespace WaterWatch.Decoding;

/// <summary>Reads instants by RFC 3339 §5.6, without allocation; one without an offset is read in the river's time zone.</summary>
public static class Rfc3339
{
    /// <summary>Reads <c>2012-01-15T09:30:00[.fff][Z|±hh:mm]</c>, a blank instead of T too. Milliseconds are kept, finer digits cut off.</summary>
    /// <param name="zone">For a time without an offset; of an hour that comes twice the later one (standard time) is taken.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeZoneInfo zone, out DateTimeOffset at)
    {
        at = default;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':')
        {
            return false;
        }

        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute))
        {
            return false;
        }

        var rest = text[16..];
        if (!Seconds(ref rest, out var second, out var millisecond)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // A leap second is the first second of the next minute: no sampling is finer than that.
        var local = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified).AddSeconds(second).AddMilliseconds(millisecond);
        if (!Offset(rest, out var offset))
        {
            return false;
        }

        var utc = local.Ticks - (offset ?? zone.GetUtcOffset(local)).Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        at = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    private static bool Seconds(ref ReadOnlySpan<byte> rest, out int second, out int millisecond)
    {
        second = millisecond = 0;
        if (rest.IsEmpty || rest[0] != ':')
        {
            return true;
        }

        if (rest.Length < 3 || !Number(rest[1..3], out second))
        {
            return false;
        }

        rest = rest[3..];
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        for (var i = 0; i < 3; i++)
        {
            millisecond = millisecond * 10 + (i < digits ? rest[1 + i] - '0' : 0);
        }

        rest = rest[(1 + digits)..];
        return digits > 0;
    }

    /// <summary>Null when there is none.</summary>
    private static bool Offset(ReadOnlySpan<byte> rest, out TimeSpan? offset)
    {
        offset = null;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z')
        {
            offset = TimeSpan.Zero;
            return rest.Length == 1;
        }

        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':'
            || !Number(rest[1..3], out var hours) || !Number(rest[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        var size = new TimeSpan(hours, minutes, 0);
        offset = rest[0] == '-' ? -size : size;
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
