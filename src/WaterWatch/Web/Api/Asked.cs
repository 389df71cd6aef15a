using System.Globalization;
using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Readings;

namespace WaterWatch.Web.Api;

/// <summary>A parameter that cannot be used: which, and what would do. Becomes problem details with status 400.</summary>
public sealed class BadRequestException(string parameter, string message) : Exception(message)
{
    public string Parameter { get; } = parameter;
}

/// <summary>Reads the parameters of questions, with errors that name the parameter and the remedy.</summary>
internal static class Asked
{
    public const int DefaultLimit = 200;
    public const int LargestLimit = 10_000;

    public static int Limit(int? limit) =>
        limit is null ? DefaultLimit
        : limit is >= 1 and <= LargestLimit ? limit.Value
        : throw new BadRequestException("limit", $"limit is from 1 to {LargestLimit}; it was {limit}.");

    public static DateTimeOffset? Instant(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // A plus sign that was not escaped in the address arrives as a blank.
        var repaired = text.Length > 6 && text[^6] == ' ' ? string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5)) : text;
        return Rfc3339.TryParse(Encoding.UTF8.GetBytes(repaired), TimeZoneInfo.Utc, out var at)
            ? at
            : throw new BadRequestException(name, $"{name} is a time by RFC 3339, such as 2012-01-15T09:30:00Z; it was \"{text}\".");
    }

    public static DateTimeOffset RequiredInstant(string name, string? text) =>
        Instant(name, text) ?? throw new BadRequestException(name, $"{name} is a time by RFC 3339, such as 2012-01-15T09:30:00Z; it is missing.");

    /// <summary>A number in a path; 0 for what is none, such as the id of something that is configured.</summary>
    public static long Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>By key or usual name.</summary>
    public static Determinand? Determinand(string? name) =>
        string.IsNullOrEmpty(name) ? null : Readings.Determinand.Find(name) ?? throw new BadRequestException("determinand", $"No determinand \"{name}\" is known.");

    public static T? Word<T>(string name, string? text)
        where T : struct, Enum =>
        string.IsNullOrEmpty(text) ? null
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, out _) ? value
        : throw new BadRequestException(name, $"{name} is one of {string.Join(", ", Enum.GetNames<T>())}; it was \"{text}\".");

    /// <summary>Of something that is written to be read: in Chinese unless asked for in English.</summary>
    public static bool IsChinese(string? language) => language switch
    {
        null or "" or "zh" => true,
        "en" => false,
        _ => throw new BadRequestException("language", $"language is zh or en; it was \"{language}\"."),
    };

    /// <summary>Of something that is written to be read: a page unless asked for as plain text.</summary>
    public static bool IsText(string? format) => format switch
    {
        null or "" or "html" => false,
        "text" => true,
        _ => throw new BadRequestException("format", $"format is html or text; it was \"{format}\"."),
    };

    /// <summary>Reads <c>15m</c>, <c>1h</c>, <c>1d</c>.</summary>
    public static TimeSpan? Span(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var unit = text[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => TimeSpan.Zero };
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000
            ? unit * count
            : throw new BadRequestException(name, $"{name} is a number with s, m, h or d, such as 15m; it was \"{text}\".");
    }
}
