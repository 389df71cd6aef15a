using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.Yaml;

/// <summary>A kind of single value: how it is read, what it is called, and what to write.</summary>
/// <param name="Name">As in "is not a duration".</param>
/// <param name="Remedy">With an example, without a full stop.</param>
/// <param name="Read">Null when the text is not of the kind.</param>
internal sealed record ValueKind<T>(string Name, string Remedy, Func<string, T?> Read) where T : struct;

/// <summary>The kinds of values that configuration is made of. Numbers are decimals, never doubles.</summary>
internal static class ValueKinds
{
    public static ValueKind<bool> TrueOrFalse { get; } = new(
        "true or false",
        "Write true or false",
        text => text switch { "true" => true, "false" => false, _ => null });

    public static ValueKind<TimeSpan> Duration { get; } = new(
        "a duration above 0",
        "Write a whole number and its unit together, such as 5ms, 90s, 5m, 4h or 2d",
        text => Time(text) is { } t && t > TimeSpan.Zero ? t : null);

    public static ValueKind<TimeSpan> DurationOrZero { get; } = new(
        "a duration", "Write a whole number and its unit together, such as 0s, 90s, 5m, 4h or 2d", Time);

    public static ValueKind<decimal> Number { get; } = new("a number", "Write digits with a point, such as 0.005", Decimal);

    public static ValueKind<decimal> AboveZero { get; } = new(
        "a number above 0",
        "Write a number above 0 without its unit, such as 0.005 or 12",
        text => Decimal(text) is { } n && n > 0 ? n : null);

    public static ValueKind<decimal> ZeroOrMore { get; } = new(
        "a number of 0 or more",
        "Write 0 or a number above it, such as 12.5",
        text => Decimal(text) is { } n && n >= 0 ? n : null);

    public static ValueKind<decimal> AboveOne { get; } = new(
        "a number above 1",
        "Write a number above 1, such as 3",
        text => Decimal(text) is { } n && n > 1 ? n : null);

    public static ValueKind<decimal> Share { get; } = new(
        "a share above 0 and up to 1",
        "Write a number above 0 and up to 1, such as 0.5",
        text => Decimal(text) is { } n and > 0 and <= 1 ? n : null);

    public static ValueKind<decimal> ShareOrZero { get; } = new(
        "a share from 0 to 1",
        "Write a number from 0 to 1, such as 0.25",
        text => Decimal(text) is { } n and >= 0 and <= 1 ? n : null);

    public static ValueKind<decimal> Kilometres { get; } = new(
        "a length in kilometres",
        "Write kilometres above 0 and up to 10000 without the unit, such as 16.5",
        text => Decimal(text) is { } n and > 0 and <= 10_000 ? n : null);

    public static ValueKind<long> People { get; } = new(
        "a number of people",
        "Write digits alone, such as 1500000",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null);

    public static ValueKind<DateOnly> Date { get; } = new(
        "a date", "Write year, month and day, such as 2002-06-01",
        text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null);

    public static ValueKind<DateTimeOffset> Instant { get; } = new(
        "a time of RFC 3339", "Write date, time and offset, such as 2012-01-15T09:30:00+08:00", Rfc3339);

    public static ValueKind<Level> Level { get; } = new(
        "a level", "Write blue, yellow, orange or red",
        text => text switch
        {
            "blue" => Alerts.Level.Blue,
            "yellow" => Alerts.Level.Yellow,
            "orange" => Alerts.Level.Orange,
            "red" => Alerts.Level.Red,
            _ => null,
        });

    public static ValueKind<Fraction> Fraction { get; } = new(
        "a fraction",
        "Write total or dissolved",
        text => text switch { "total" => Readings.Fraction.Total, "dissolved" => Readings.Fraction.Dissolved, _ => null });

    public static ValueKind<int> Whole(int from, int to) => new(
        $"a whole number from {from} to {to}",
        $"Write a whole number from {from} to {to}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= from && n <= to ? n : null);

    // Nothing that is configured comes near a million million, and within it no change of unit can leave a decimal's range.
    private static decimal? Decimal(string text)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var n) && Math.Abs(n) <= 1_000_000_000_000m ? n : null;
    }

    private static TimeSpan? Time(string text)
    {
        var digits = text.Length - text.AsSpan().TrimStart("0123456789").Length;
        if (digits is 0 or > 9)
            return null;

        var count = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        long? ticks = text[digits..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => null,
        };

        // A hundred years is longer than anything meant, and short enough that sums of durations cannot overflow.
        return ticks is { } unit && count <= 36_500 * TimeSpan.TicksPerDay / unit ? TimeSpan.FromTicks(count * unit) : null;
    }

    private static DateTimeOffset? Rfc3339(string text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;
}
