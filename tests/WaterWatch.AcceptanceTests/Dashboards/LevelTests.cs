using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>A level is shape, colour and word together, the same everywhere; what is unknown never looks well.</summary>
public sealed class LevelTests
{
    private const string UnknownColour = "#8a93a0";

    /// <summary>The house's colours; the words as the pages and mails have them.</summary>
    private static readonly (string Value, string Colour, string English, string Chinese)[] Levels =
    [
        ("0", "#2f7d6b", "Compliant", "达标"), ("0.5", UnknownColour, "Unknown", "未知"), ("1", "#2b6cb0", "Blue", "蓝"), ("2", "#b7791f", "Yellow", "黄"),
        ("3", "#c2571a", "Orange", "橙"), ("4", "#b3202c", "Red", "红"),
    ];

    private static readonly string[] LevelFields = ["level", "peak_level"];

    [Fact]
    public void Wherever_a_level_is_shown_it_has_the_colour_and_the_words_of_the_house()
    {
        var mappings = ShownLevels().ToList();

        Assert.True(mappings.Count >= 12, "The levels were not found: this test looks at nothing.");
        Assert.All(mappings, shown =>
        {
            var options = Values(shown.Mappings);
            Assert.Equal(Levels.Select(l => l.Value).Order(StringComparer.Ordinal), options.Keys.Order(StringComparer.Ordinal));
            Assert.All(Levels, level =>
            {
                var (text, colour) = options[level.Value];
                Assert.True(colour == level.Colour && text.EndsWith($"{level.English} {level.Chinese}", StringComparison.Ordinal), $"{shown.Where}: {level.Value} is {text} in {colour}");
            });
            // One shape a level: who cannot tell the colours apart tells the shapes.
            Assert.Equal(Levels.Length, options.Values.Select(o => o.Text[0]).Distinct().Count());
        });
    }

    [Fact]
    public void Nothing_and_unknown_are_said_to_be_unknown_in_grey_on_every_panel()
    {
        var offenders =
            from dashboard in Dashboard.All
            from panel in dashboard.Panels
            let defaults = panel.Defaults
            let isTable = panel.Type == "table"
            where !IsUnknown(defaults.GetProperty("noValue").GetString()!, UnknownColour)
                || !isTable && !Nulls(defaults.GetProperty("mappings")).Any(n => IsUnknown(n.Text, n.Colour))
                || AllMappings(panel).SelectMany(m => Nulls(m).Concat(Values(m).Values)).Any(m => m.Text.Contains("Unknown", StringComparison.Ordinal) && !IsUnknown(m.Text, m.Colour))
            select $"{dashboard.Name}: {panel.Title}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void No_panel_is_green_by_default_as_Grafana_makes_those_that_say_nothing()
    {
        var offenders =
            from dashboard in Dashboard.All
            from panel in dashboard.Panels
            where !panel.Defaults.TryGetProperty("thresholds", out var thresholds)
                || thresholds.GetProperty("steps").EnumerateArray().Any(s => s.GetProperty("color").GetString() is "green" or "#2f7d6b")
            select $"{dashboard.Name}: {panel.Title}";

        Assert.Empty(offenders);
    }

    private static bool IsUnknown(string text, string colour) => text.EndsWith("未知", StringComparison.Ordinal) && text.Contains("Unknown", StringComparison.Ordinal) && colour == UnknownColour;

    /// <summary>Of panels that show a level alone their own mappings; of tables those of the column.</summary>
    private static IEnumerable<(string Where, JsonElement Mappings)> ShownLevels() =>
        from dashboard in Dashboard.All
        from panel in dashboard.Panels
        from target in panel.Targets
        let query = target.GetProperty("query").GetString()!
        let selected = query[..query.IndexOf(" FROM ", StringComparison.Ordinal)]
        from field in LevelFields
        where selected.Contains($"\"{field}\"", StringComparison.Ordinal)
        select ($"{dashboard.Name}: {panel.Title}, {field}", panel.Type == "table" ? panel.Override(field, "mappings") ?? default : panel.Defaults.GetProperty("mappings"));

    private static IEnumerable<JsonElement> AllMappings(Panel panel) => panel.Overrides
        .SelectMany(o => o.GetProperty("properties").EnumerateArray())
        .Where(p => p.GetProperty("id").GetString() == "mappings")
        .Select(p => p.GetProperty("value"))
        .Prepend(panel.Defaults.GetProperty("mappings"));

    private static Dictionary<string, (string Text, string Colour)> Values(JsonElement mappings) => mappings.EnumerateArray()
        .Where(m => m.GetProperty("type").GetString() == "value")
        .SelectMany(m => m.GetProperty("options").EnumerateObject())
        .ToDictionary(o => o.Name, o => Shown(o.Value));

    private static IEnumerable<(string Text, string Colour)> Nulls(JsonElement mappings) => mappings.EnumerateArray()
        .Where(m => m.GetProperty("type").GetString() == "special" && m.GetProperty("options").GetProperty("match").GetString() == "null+nan")
        .Select(m => Shown(m.GetProperty("options").GetProperty("result")));

    private static (string Text, string Colour) Shown(JsonElement result) => (result.GetProperty("text").GetString()!, result.GetProperty("color").GetString()!);
}
