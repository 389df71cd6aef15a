using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>
/// The JSON that a gateway wants, with placeholders inside its texts: <c>{{text}}</c>, or <c>{{text:200}}</c> for no more than 200 characters of it. Whatever is filled in
/// is escaped, so that no name and no note of a station can end the text that it stands in.
/// </summary>
public sealed partial class WebhookTemplate(string text)
{
    /// <summary>Every placeholder there is, in the order of the README.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "subject", "text", "level", "level_word", "reason", "river", "station", "station_id", "determinand", "value", "limit", "ratio", "taken_at", "incident", "notification", "key",
        "person", "person_name", "phone", "language", "acknowledge_url", "receipt_url", "exercise",
    ];

    public bool Uses(string name) => Placeholder().Matches(text).Any(m => m.Groups[1].Value == name);

    /// <summary>Placeholders that nobody fills in, each with its line from 1.</summary>
    public IEnumerable<(string Name, int Line)> Unknown() =>
        Placeholder().Matches(text).Where(m => !Names.Contains(m.Groups[1].Value)).Select(m => (m.Groups[1].Value, 1 + text.AsSpan(0, m.Index).Count('\n')));

    /// <summary>Where it would be no JSON, by its line from 1; null when it would be.</summary>
    public (int Line, string Why)? Fault()
    {
        try
        {
            // A letter is JSON inside quotes only.
            using var _ = JsonDocument.Parse(Placeholder().Replace(text, "x"));
            return null;
        }
        catch (JsonException fault)
        {
            return ((int)(fault.LineNumber ?? 0) + 1, fault.Message);
        }
    }

    /// <param name="values">By name; what has none is empty.</param>
    public string Fill(IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, found =>
    {
        var value = values.GetValueOrDefault(found.Groups[1].Value, "");
        var most = found.Groups[2].Success ? int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture) : int.MaxValue;
        return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value.Length <= most ? value : Cut(value, most));
    });

    /// <summary>The gateway gets whole characters: half of a pair is none.</summary>
    private static string Cut(string value, int most)
    {
        var kept = Math.Max(0, most - 1);
        return value[..(kept > 0 && char.IsHighSurrogate(value[kept - 1]) ? kept - 1 : kept)] + "…";
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z_][\w.]*)\s*(?::\s*(\d{1,5})\s*)?\}\}")]
    private static partial Regex Placeholder();
}
