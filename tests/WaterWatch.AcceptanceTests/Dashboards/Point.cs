using System.Globalization;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>A point of the line protocol.</summary>
/// <param name="Fields">double, long or string.</param>
internal sealed record Point(string Measurement, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, object> Fields, DateTimeOffset At, int Nanoseconds = 0)
{
    public string Line
    {
        get
        {
            var tags = string.Concat(Tags.Select(t => $",{t.Key}={t.Value.Replace(",", "\\,", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal)}"));
            return $"{Measurement}{tags} {string.Join(',', Fields.Select(f => $"{f.Key}={Written(f.Value)}"))} {At.ToUnixTimeMilliseconds() * 1_000_000 + Nanoseconds}";
        }
    }

    public static string TypeOf(object value) => value switch
    {
        double => "float",
        long => "integer",
        _ => "string",
    };

    private static string Written(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long number => $"{number}i",
        _ => $"\"{value.ToString()!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
    };
}
