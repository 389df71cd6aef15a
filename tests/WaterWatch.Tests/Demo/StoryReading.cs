using System.Globalization;
using System.Text;
using System.Text.Json;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Demo;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Demo;

/// <summary>What a test reads from a story's payload; metals in mg/L.</summary>
internal sealed record StoryReading(string Station, DateTimeOffset TakenAt, string Determinand, decimal Value, bool Below)
{
    public static IEnumerable<StoryReading> In(StoryMessage message) => message.Topic.EndsWith("/hj212", StringComparison.Ordinal) ? InPacket(message) : InJson(message);

    private static IEnumerable<StoryReading> InPacket(StoryMessage message)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var decoded = Hj212Decoder.Decode(Encoding.UTF8.GetBytes(message.Payload), Hj212Dialect.Standard, _ => false, zone, new ReadingBuffer());
        return decoded.Readings.Select(r => new StoryReading(message.Station, r.TakenAt, r.Determinand.Key, r.Value.Value, r.Value.Qualifier == Qualifier.Below));
    }

    private static IEnumerable<StoryReading> InJson(StoryMessage message)
    {
        using var json = JsonDocument.Parse(message.Payload);
        var takenAt = json.RootElement.GetProperty("taken_at").GetDateTimeOffset();
        foreach (var reading in json.RootElement.GetProperty("readings").EnumerateArray())
        {
            var value = reading.GetProperty("value");
            var below = value.ValueKind == JsonValueKind.String;
            var number = below ? decimal.Parse(value.GetString()![1..], CultureInfo.InvariantCulture) : value.GetDecimal();
            var micrograms = reading.TryGetProperty("unit", out var unit) && unit.GetString() == "ug/L";
            yield return new StoryReading(
                message.Station, takenAt, reading.GetProperty("determinand").GetString()!, micrograms ? number / 1000 : number, below);
        }
    }

    public static bool CanRead(StoryMessage message) => message.Payload.EndsWith("]}", StringComparison.Ordinal) || message.Topic.EndsWith("/hj212", StringComparison.Ordinal);
}
