using System.Globalization;
using System.Text;

namespace WaterWatch.Timeline;

/// <summary>
/// The form of an entry that is hashed: JSON by RFC 8785 (JCS) of all members but <c>hash</c>, every number as its decimal text, an absent incident or
/// station as null. Members sort by UTF-16 code units; text is escaped as RFC 8785 §3.2.2.2 says and nothing else is.
/// </summary>
public static class CanonicalEntry
{
    public static string Of(TimelineEntry entry)
    {
        var json = new StringBuilder(512);
        json.Append("{\"at\":");
        Quote(json, Instants.Format(entry.At));
        json.Append(",\"by\":");
        Quote(json, entry.By);
        json.Append(",\"data\":{");
        var first = true;
        foreach (var (name, value) in entry.Data.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            json.Append(first ? "" : ",");
            first = false;
            Quote(json, name);
            json.Append(':');
            Quote(json, value);
        }

        json.Append("},\"incident\":");
        Quote(json, entry.Incident?.ToString(CultureInfo.InvariantCulture));
        json.Append(",\"kind\":");
        Quote(json, entry.Kind.ToString());
        json.Append(",\"prev\":");
        Quote(json, entry.Prev);
        json.Append(",\"recorded_at\":");
        Quote(json, Instants.Format(entry.RecordedAt));
        json.Append(",\"seq\":");
        Quote(json, entry.Seq.ToString(CultureInfo.InvariantCulture));
        json.Append(",\"station\":");
        Quote(json, entry.Station);
        return json.Append('}').ToString();
    }

    private static void Quote(StringBuilder json, string? text)
    {
        if (text is null)
        {
            json.Append("null");
            return;
        }

        json.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\t' => json.Append("\\t"),
                '\n' => json.Append("\\n"),
                '\f' => json.Append("\\f"),
                '\r' => json.Append("\\r"),
                < ' ' => json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(c),
            };
        }

        json.Append('"');
    }
}

/// <summary>How instants are written everywhere: RFC 3339 in UTC, to the millisecond.</summary>
public static class Instants
{
    /// <summary>As in <c>2012-01-15T01:30:00Z</c>; with milliseconds only when there are any.</summary>
    public static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString(at.UtcTicks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The instant that is kept: whole milliseconds in UTC, so that what is stored, hashed and shown is the same.</summary>
    public static DateTimeOffset Trim(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
