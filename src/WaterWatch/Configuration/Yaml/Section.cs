using WaterWatch.Rivers;

namespace WaterWatch.Configuration.Yaml;

/// <summary>
/// Reads one section key by key. What is missing or unreadable is noted with its place and comes back as null, and reading goes on:
/// a configuration with problems is never used, so what stands in for a missing value does not matter.
/// </summary>
internal sealed class Section
{
    private readonly ConfigMap _map;
    private readonly SectionKeys _keys;

    private Section(ConfigMap map, SectionKeys keys, Problems problems)
    {
        _map = map;
        _keys = keys;
        Problems = problems;
    }

    public static SectionKeys NameKeys { get; } = new("a name", "en", "zh");

    public Problems Problems { get; }

    public Origin Origin => _map.Origin;

    /// <summary>Opens a node as a section and notes every key that it does not know; null when the node is something else.</summary>
    public static Section? Open(ConfigNode node, SectionKeys keys, Problems problems)
    {
        if (node is not ConfigMap map)
        {
            problems.Add(
                node.Origin,
                $"{keys.Name} must be a section of keys and values, not {node.Kind}",
                $"Write keys below it: {string.Join(", ", keys.Keys)}");
            return null;
        }

        foreach (var entry in map.Entries.Where(e => !keys.Keys.Contains(e.Key)))
        {
            problems.Add(entry.Origin, $"\"{entry.Key}\" is not a key of {keys.Name}", Nearest.Remedy(entry.Key, keys.Keys));
        }

        return new Section(map, keys, problems);
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key has one value, and not a list or a section.</summary>
    public bool IsSingle(string key) => Find(key) is ConfigScalar;

    public bool IsList(string key) => Find(key) is ConfigList;

    /// <summary>Whether there is no list or nothing in it; false for what is not a list, which is noted where it is read.</summary>
    public bool IsEmptyList(string key) => Find(key) is null or ConfigList { Items.Count: 0 };

    /// <summary>Where the key's value stands; the section's own place when it is not written.</summary>
    public Origin OriginOf(string key) => Find(key)?.Origin ?? Origin;

    public void Problem(string key, string message, string remedy) => Problems.Add(OriginOf(key), message, remedy);

    /// <summary>The text of a single value; null when it is not written or is not single.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigScalar scalar:
                return scalar.Text;
            case var other:
                Problems.Add(other.Origin, $"{key} must be a single value, not {other.Kind}", $"Write {key}: and one value on the same line");
                return null;
        }
    }

    /// <param name="example">Of what to write, such as <c>lalang</c>.</param>
    public string? RequiredText(string key, string example)
    {
        var text = Text(key);
        if (!Has(key) || text is { Length: 0 })
            Missing(key, example);

        return text is { Length: 0 } ? null : text;
    }

    /// <summary>Null when not written or not of the kind.</summary>
    public T? Value<T>(string key, ValueKind<T> kind) where T : struct => Text(key) is { } text ? Read(key, text, kind) : null;

    public T? RequiredValue<T>(string key, ValueKind<T> kind, string example) where T : struct
    {
        if (!Has(key))
            Missing(key, example);

        return Value(key, kind);
    }

    public Section? Sub(string key, SectionKeys keys) => Find(key) is { } node ? Open(node, keys, Problems) : null;

    /// <summary>Items of a list; none when it is not written.</summary>
    public IReadOnlyList<ConfigNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ConfigList list:
                return list.Items;
            case var other:
                Problems.Add(
                    other.Origin,
                    $"{key} must be a list, not {other.Kind}",
                    $"Begin each item below {key}: with a dash, or write [one, two]");
                return [];
        }
    }

    /// <summary>Items of a list that are sections themselves.</summary>
    public IReadOnlyList<Section> Sections(string key, SectionKeys keys) =>
        [.. Items(key).Select(item => Open(item, keys, Problems)).OfType<Section>()];

    /// <summary>Texts of a list of single values.</summary>
    public IReadOnlyList<ConfigScalar> Texts(string key)
    {
        var items = Items(key);
        foreach (var other in items.Where(i => i is not ConfigScalar))
        {
            Problems.Add(other.Origin, $"{key} must be a list of single values, not of {other.Kind}", $"Write {key}: [one, two]");
        }

        return [.. items.OfType<ConfigScalar>()];
    }

    /// <summary>Keys and values of a section whose keys are names, such as determinands; none when it is not written.</summary>
    public IReadOnlyList<ConfigEntry> Entries(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ConfigMap map:
                return map.Entries;
            case var other:
                Problems.Add(other.Origin, $"{key} must be a section of keys and values, not {other.Kind}", $"Write names and values below {key}:");
                return [];
        }
    }

    /// <summary>A name in both languages, or one text for both.</summary>
    public LocalizedName? Name(string key)
    {
        if (Find(key) is ConfigScalar { Text.Length: > 0 } one)
            return new LocalizedName(one.Text, one.Text);

        return Sub(key, NameKeys) is { } name && name.RequiredText("en", "Lalang") is { } en ? new LocalizedName(en, name.Text("zh") ?? "") : null;
    }

    public LocalizedName RequiredName(string key)
    {
        if (!Has(key))
            Missing(key, "{ en: Lalang, zh: 拉浪 }");

        return Name(key) ?? new LocalizedName("", "");
    }

    public T? Read<T>(string key, string text, ValueKind<T> kind) where T : struct
    {
        var value = kind.Read(text);
        if (value is null)
            Problem(key, $"{key}: \"{text}\" is not {kind.Name}", kind.Remedy);

        return value;
    }

    /// <summary>Notes a key that must be there, unless it is there mistyped, which was noted when the section was opened.</summary>
    public void Missing(string key, string example)
    {
        if (!_map.Entries.Exists(e => !_keys.Keys.Contains(e.Key) && Nearest.Distance(e.Key, key) <= 2))
            Problems.Add(Origin, $"{_keys.Name} needs \"{key}\"", $"Add {key}: {example}");
    }

    private ConfigNode? Find(string key) =>
        _keys.Keys.Contains(key) ? _map.Find(key) : throw new InvalidOperationException($"{key} is read but not declared as a key of {_keys.Name}");
}
