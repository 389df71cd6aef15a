using WaterWatch.Readings;

namespace WaterWatch.Decoding.Mapping;

/// <summary>Reads instants as senders write them; milliseconds are kept, finer digits cut off.</summary>
public static class SentTime
{
    /// <param name="text">Without quotes.</param>
    /// <param name="zone">For a time without an offset.</param>
    /// <param name="periodSeconds">The length of an interval; 0 for a moment.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, TimeFormat format, TimeZoneInfo zone, out DateTimeOffset at, out int periodSeconds)
    {
        periodSeconds = 0;
        return format switch
        {
            TimeFormat.Rfc3339 => TryInterval(text, zone, out at, out periodSeconds),
            TimeFormat.EpochSeconds => TryEpoch(text, TimeSpan.TicksPerSecond, out at),
            TimeFormat.EpochMilliseconds => TryEpoch(text, TimeSpan.TicksPerMillisecond, out at),
            TimeFormat.EpochMicroseconds => TryEpoch(text, TimeSpan.TicksPerMicrosecond, out at),
            _ => TryEpoch(text, 0.01m, out at),
        };
    }

    private static bool TryInterval(ReadOnlySpan<byte> text, TimeZoneInfo zone, out DateTimeOffset at, out int periodSeconds)
    {
        periodSeconds = 0;
        var slash = text.IndexOf((byte)'/');
        if (slash < 0)
        {
            return Rfc3339.TryParse(text, zone, out at);
        }

        if (!Rfc3339.TryParse(text[..slash], zone, out at) || !Rfc3339.TryParse(text[(slash + 1)..], zone, out var end) || end < at || (end - at).TotalSeconds > int.MaxValue)
        {
            return false;
        }

        periodSeconds = (int)(end - at).TotalSeconds;
        return true;
    }

    private static bool TryEpoch(ReadOnlySpan<byte> text, decimal ticksOfOne, out DateTimeOffset at)
    {
        at = default;

        // Beyond this no calendar goes, and below it no product can overflow.
        const decimal most = 400_000_000_000_000_000_000m;
        if (!SentNumber.TryRead(text, out var qualifier, out var count) || qualifier != Qualifier.None || Math.Abs(count) > most)
        {
            return false;
        }

        var ticks = decimal.Floor(count * ticksOfOne) + DateTimeOffset.UnixEpoch.UtcTicks;
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        at = new DateTimeOffset((long)ticks - ((long)ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return true;
    }
}

/// <summary>The formats in words, as in "is not …".</summary>
public static class TimeFormatWords
{
    public static string Words(this TimeFormat format) => format switch
    {
        TimeFormat.Rfc3339 => "a time by RFC 3339, such as 2012-01-15T09:30:00+08:00",
        TimeFormat.EpochSeconds => "seconds since 1970",
        TimeFormat.EpochMilliseconds => "milliseconds since 1970",
        TimeFormat.EpochMicroseconds => "microseconds since 1970",
        _ => "nanoseconds since 1970",
    };
}
