namespace WaterWatch.Decoding.Hj212;

/// <summary>The times of HJ 212: digits without an offset, by the clock of the place.</summary>
internal static class Hj212Time
{
    /// <summary>Reads <c>yyyyMMddHHmmss</c>, with or without three digits of milliseconds behind.</summary>
    /// <param name="zone">The station's; of an hour that comes twice the later one (standard time) is taken.</param>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> digits, TimeZoneInfo zone)
    {
        if (digits.Length is not (14 or 17) || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return null;
        }

        var (year, month, day) = (Number(digits[..4]), Number(digits[4..6]), Number(digits[6..8]));
        var (hour, minute, second) = (Number(digits[8..10]), Number(digits[10..12]), Number(digits[12..14]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var local = new DateTime(year, month, day, hour, minute, second, Number(digits[14..]), DateTimeKind.Unspecified);
        var utc = local.Ticks - zone.GetUtcOffset(local).Ticks;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(utc, TimeSpan.Zero);
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = 10 * value + (digit - '0');
        }

        return value;
    }
}
