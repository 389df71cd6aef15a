namespace WaterWatch.Decoding.Hj212;

/// <summary>The times of HJ 212: digits without an offset, by the clock of the place.</summary>
internal static class Hj212Time
{
    /// <summary>Reads <c>yyyyMMddHHmmss</c>, with or without three digits of milliseconds behind.</summary>
    /// <param name="zone">The station's.</param>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> digits, TimeZoneInfo zone)
    {
        if (digits.Length is not (14 or 17))
        {
            return null;
        }

        // The same digits with the signs between them that RFC 3339 wants: what a time is, is decided in one place.
        Span<byte> spaced = stackalloc byte[23];
        "0000-00-00T00:00:00.000"u8.CopyTo(spaced);
        var next = 0;
        for (var i = 0; i < spaced.Length && next < digits.Length; i++)
        {
            spaced[i] = spaced[i] == '0' ? digits[next++] : spaced[i];
        }

        return Rfc3339.TryParse(spaced, zone, out var at) ? at : null;
    }
}
