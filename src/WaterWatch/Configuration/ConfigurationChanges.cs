using WaterWatch.Deciding;

namespace WaterWatch.Configuration;

/// <summary>What one configuration says otherwise than another, for people: what was added, taken out and changed, and what of it waits for the next start.</summary>
public static class ConfigurationChanges
{
    /// <summary>More than that are counted only; the files themselves say the rest.</summary>
    private const int MostLines = 40;

    private const int LongestValue = 120;

    /// <summary>What people are reached by stays out of the record, which refers to them by id.</summary>
    private const string Personal = $"{ConfigurationFiles.People} ";

    /// <summary>Of <c>waterwatch.yaml</c>, what is taken over while the service runs.</summary>
    private static readonly string[] Live = ["pipeline.allowed_clock_skew", "pipeline.parts_within", "notify.telling", "cap."];

    /// <param name="from">The hash of the configuration before, which <paramref name="before"/> says.</param>
    /// <param name="by">Who asked for it; empty for nobody by name.</param>
    public static ConfigurationDifference Between(string from, ConfigurationFacts before, ConfigurationFacts after, string by = "")
    {
        var (was, now) = (before.Values, after.Values);
        List<string> lines =
        [
            .. now.Where(n => was.TryGetValue(n.Key, out var old) && old != n.Value).Select(n => Changed(n.Key, was[n.Key], n.Value)),
            .. Groups(was, now).Select(g => $"{g.Key} added{Single(g.Key, now)}"),
            .. Groups(now, was).Select(g => $"{g.Key} taken out{Single(g.Key, was)}"),
        ];
        lines.Sort(StringComparer.Ordinal);
        var shown = lines.Count <= MostLines ? lines : [.. lines.Take(MostLines - 1), $"and {lines.Count - MostLines + 1} more"];
        return new ConfigurationDifference(from, shown, lines.Count, Waiting(was, now), by);
    }

    /// <summary>What changed of <c>waterwatch.yaml</c> and holds only from the next start.</summary>
    private static List<string> Waiting(IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> now) =>
    [
        .. was.Keys.Union(now.Keys).Where(k => k.StartsWith($"{ConfigurationFiles.Settings} ", StringComparison.Ordinal) && was.GetValueOrDefault(k) != now.GetValueOrDefault(k))
            .Select(k => k[(ConfigurationFiles.Settings.Length + 1)..])
            .Where(k => !Array.Exists(Live, l => k.StartsWith(l, StringComparison.Ordinal))).Order(StringComparer.Ordinal).Take(MostLines),
    ];

    private static string Changed(string place, string before, string after) =>
        place.StartsWith(Personal, StringComparison.Ordinal) ? $"{place} changed" : $"{place}: {InShort(before)} → {InShort(after)}";

    /// <summary>What only the second has, by the largest part of which the first has nothing: a new station is one line, and not its thirty values.</summary>
    private static IEnumerable<IGrouping<string, string>> Groups(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var known = first.Keys.SelectMany(Parts).ToHashSet(StringComparer.Ordinal);
        return second.Keys.Where(k => !first.ContainsKey(k)).GroupBy(k => Parts(k).First(p => !known.Contains(p)));
    }

    /// <summary>From the file to the place itself: <c>a.yaml</c>, <c>a.yaml stations</c>, <c>a.yaml stations[x]</c>, <c>a.yaml stations[x].mn</c>.</summary>
    private static IEnumerable<string> Parts(string place)
    {
        for (var i = 1; i < place.Length; i++)
        {
            if (place[i] is ' ' or '.' or '[' && place[..i].Contains(".yaml", StringComparison.Ordinal))
            {
                yield return place[..i];
            }
        }

        yield return place;
    }

    private static string Single(string place, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(place, out var value) && !place.StartsWith(Personal, StringComparison.Ordinal) ? $": {InShort(value)}" : "";

    private static string InShort(string value) => value.Length <= LongestValue ? value : $"{value[..LongestValue]}…";
}
