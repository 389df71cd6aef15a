namespace WaterWatch.Configuration.Yaml;

/// <summary>A value of the configuration with its origin; a file's tree after environment and options were laid over it.</summary>
internal abstract class ConfigNode(Origin origin)
{
    public Origin Origin { get; } = origin;

    /// <summary>What it is, in the words of a problem.</summary>
    public abstract string Kind { get; }
}

/// <summary>Text as it was written; what it means is up to who asks, so that a number never passes through a double.</summary>
internal sealed class ConfigScalar(string text, bool quoted, Origin origin) : ConfigNode(origin)
{
    public string Text { get; } = text;

    /// <summary><c>key:</c> with nothing after it counts as not written; <c>key: ""</c> is an empty text.</summary>
    public bool IsNothing { get; } = !quoted && text is "" or "~" or "null";

    public override string Kind => IsNothing ? "nothing" : $"\"{Text}\"";
}

internal sealed class ConfigList(Origin origin) : ConfigNode(origin)
{
    public List<ConfigNode> Items { get; } = [];

    public override string Kind => "a list";
}

/// <summary>Keys and values in the order of the file.</summary>
internal sealed class ConfigMap(Origin origin) : ConfigNode(origin)
{
    public List<ConfigEntry> Entries { get; } = [];

    public override string Kind => "a section";

    public ConfigNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry.Value is ConfigScalar { IsNothing: true } ? null : entry.Value;
        }

        return null;
    }

    /// <summary>Puts a value in the place of what stood there, or at the end.</summary>
    public void Set(ConfigEntry entry)
    {
        var at = Entries.FindIndex(e => e.Key == entry.Key);
        if (at < 0)
            Entries.Add(entry);
        else
            Entries[at] = entry;
    }
}

/// <param name="Origin">Of the key, which may stand lines above its value.</param>
internal sealed record ConfigEntry(string Key, Origin Origin, ConfigNode Value);
