using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration;

/// <summary>
/// What a configuration says, value by value: <c>limits/gb-3838-2002.yaml limits[Cd].at_most</c> and what stands there. Comments, order and layout are no part of it, and
/// secrets are none either.
/// </summary>
public sealed class ConfigurationFacts
{
    /// <summary>What names an item of a list, the first that it has; an item without any has its number.</summary>
    private static readonly string[] Names = ["id", "name", "determinand", "standard", "person", "filter", "code", "from"];

    private static readonly string[] Secrets = ["password", "token", "secret"];

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public static ConfigurationFacts None { get; } = new();

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>As it is kept: a line for each value, its place and what stands there apart by a tab.</summary>
    public static ConfigurationFacts Parse(string text)
    {
        var facts = new ConfigurationFacts();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            facts._values[line[..tab]] = line[(tab + 1)..];
        }

        return facts;
    }

    public override string ToString() => string.Concat(_values.Select(v => $"{v.Key}\t{v.Value}\n"));

    internal static ConfigurationFacts Of(IEnumerable<(string File, ConfigNode Document)> documents)
    {
        var facts = new ConfigurationFacts();
        foreach (var (file, document) in documents)
        {
            facts.Add($"{file} ", "", document);
        }

        return facts;
    }

    private void Add(string path, string key, ConfigNode node)
    {
        switch (node)
        {
            case ConfigScalar scalar:
                Put(path, IsSecret(path, key) ? "***" : scalar.Text);
                break;
            case ConfigList { Items: var items } when items.TrueForAll(i => i is ConfigScalar):
                Put(path, $"[{string.Join(", ", items.Cast<ConfigScalar>().Select(i => i.Text))}]");
                break;
            case ConfigList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Add($"{path}[{NameOf(list.Items[i]) ?? $"{i + 1}"}]", "", list.Items[i]);
                }

                break;
            case ConfigMap map:
                foreach (var entry in map.Entries)
                {
                    Add(path.EndsWith(' ') ? path + entry.Key : $"{path}.{entry.Key}", entry.Key, entry.Value);
                }

                break;
        }
    }

    /// <summary>The addresses of monitors and gateways carry their keys in them.</summary>
    private static bool IsSecret(string path, string key) =>
        Array.Exists(Secrets, s => key == s) || key == "url" && (path.Contains(" heartbeat.", StringComparison.Ordinal) || path.StartsWith(ConfigurationFiles.People, StringComparison.Ordinal));

    private static string? NameOf(ConfigNode item) =>
        item is not ConfigMap map ? null
        : Names.Select(map.Find).OfType<ConfigScalar>().FirstOrDefault() is { } name ? map.Find("fraction") is ConfigScalar fraction ? $"{name.Text} {fraction.Text}" : name.Text : null;

    private void Put(string path, string value)
    {
        // Two that bear the same name are told apart by their order.
        var place = OneLine(path);
        for (var nth = 2; _values.ContainsKey(place); nth++)
        {
            place = $"{OneLine(path)} #{nth}";
        }

        _values[place] = OneLine(value);
    }

    private static string OneLine(string text) => text.AsSpan().ContainsAny('\n', '\r', '\t') ? text.ReplaceLineEndings(" ").Replace('\t', ' ') : text;
}
