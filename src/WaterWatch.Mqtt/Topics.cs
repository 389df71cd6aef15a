using System.Text;

namespace WaterWatch.Mqtt;

/// <summary>Topic names and topic filters (MQTT 5.0 §4.7).</summary>
public static class Topics
{
    private const int MaximumBytes = 65_535;

    private const string Share = "$share/";

    /// <summary>True for a name that a PUBLISH may carry: not empty, no wildcard, no U+0000 (MQTT 5.0 §4.7.3).</summary>
    public static bool IsName(ReadOnlySpan<char> topic) =>
        !topic.IsEmpty && Fits(topic) && !topic.ContainsAny('+', '#', '\0');

    /// <summary>True when each <c>+</c> fills a level and <c>#</c> fills the last one (MQTT 5.0 §4.7.1).</summary>
    public static bool IsFilter(ReadOnlySpan<char> filter)
    {
        if (filter.IsEmpty || !Fits(filter) || filter.Contains('\0')) return false;
        foreach (var range in filter.Split('/'))
        {
            var level = filter[range];
            if (level.Contains('+') && level.Length > 1) return false;
            if (level.Contains('#') && (level.Length > 1 || range.End.GetOffset(filter.Length) != filter.Length)) return false;
        }
        return true;
    }

    /// <summary>True for <c>$share/{name}/{filter}</c> (MQTT 5.0 §4.8.2).</summary>
    public static bool IsShared(ReadOnlySpan<char> filter) => filter.StartsWith(Share);

    /// <summary>Whether a shared filter is one: a name without wildcards, and a filter (MQTT 5.0 §4.8.2) [MQTT-4.8.2-1] [MQTT-4.8.2-2].</summary>
    public static bool IsSharedFilter(string filter)
    {
        var rest = WithoutShare(filter, out var share);
        return share.Length > 0 && !share.AsSpan().ContainsAny('+', '#') && IsFilter(rest);
    }

    /// <summary>The filter itself and, of a shared one, the name under which it is shared; "" of any other.</summary>
    public static string WithoutShare(string filter, out string share)
    {
        share = "";
        if (!IsShared(filter)) return filter;
        var name = filter.AsSpan(Share.Length);
        var slash = name.IndexOf('/');
        share = slash < 0 ? "" : name[..slash].ToString();
        return slash < 0 ? "" : name[(slash + 1)..].ToString();
    }

    /// <summary>Whether a message to <paramref name="topic"/> belongs to a subscription to <paramref name="filter"/>; both are taken as valid.</summary>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        // A filter that starts with a wildcard does not see the server's own topics (MQTT 5.0 §4.7.2).
        if (topic.StartsWith("$") && (filter.StartsWith("+") || filter.StartsWith("#"))) return false;
        while (true)
        {
            var wanted = NextLevel(ref filter, out var filterGoesOn);
            if (wanted is "#") return true;
            var level = NextLevel(ref topic, out var topicGoesOn);
            if (wanted is not "+" && !wanted.SequenceEqual(level)) return false;
            // "sport/#" also matches "sport" itself: # includes the parent level (MQTT 5.0 §4.7.1.2).
            if (!topicGoesOn) return !filterGoesOn || filter is "#";
            if (!filterGoesOn) return false;
        }
    }

    // The length stands in two bytes and counts UTF-8. Nearly all are short enough whatever they are made of.
    private static bool Fits(ReadOnlySpan<char> text) => text.Length <= MaximumBytes / 3 || Encoding.UTF8.GetByteCount(text) <= MaximumBytes;

    private static ReadOnlySpan<char> NextLevel(ref ReadOnlySpan<char> rest, out bool goesOn)
    {
        var slash = rest.IndexOf('/');
        goesOn = slash >= 0;
        var level = goesOn ? rest[..slash] : rest;
        rest = goesOn ? rest[(slash + 1)..] : default;
        return level;
    }
}
