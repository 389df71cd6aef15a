using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Mapping;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads places in payloads: one path, or a list of which the first that is there counts.</summary>
internal static class PathReader
{
    public const string Remedy = "Write names with points between them, [0] for an item of a list, [\"a.b\"] for a name with a point in it, $. at the front for the whole message";

    /// <summary>None when the key is not written.</summary>
    public static IReadOnlyList<PayloadPath> Paths(Section section, string key)
    {
        List<(string Text, Origin Origin)> texts = section.IsList(key) ? [.. section.Texts(key).Select(t => (t.Text, t.Origin))]
            : section.Text(key) is { } one ? [(one, section.OriginOf(key))] : [];
        var paths = new List<PayloadPath>();
        foreach (var (text, origin) in texts)
        {
            if (!PayloadPath.TryParse(text, out var path, out var why))
                section.Problems.Add(origin, $"{key}: \"{text}\" {why}", Remedy);
            else if (path.IsOfMany)
                section.Problems.Add(origin, $"{key}: \"{text}\" finds several places", "Only records has [*] and +station; write the path from one record on");
            else
                paths.Add(path);
        }

        return paths;
    }

    public static IReadOnlyList<PayloadPath> Required(Section section, string key, string example)
    {
        if (!section.Has(key))
            section.Missing(key, example);

        return Paths(section, key);
    }
}
