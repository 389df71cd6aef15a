using System.Globalization;

namespace WaterWatch.Configuration.Yaml;

/// <summary>
/// Lays environment variables and <c>--set</c> options over the tree of <c>waterwatch.yaml</c>. What they put there carries their own name as its
/// origin, so that everything found wrong with it later, an unknown key too, names the variable or the option.
/// </summary>
internal static class Overrides
{
    private const string Prefix = "WATERWATCH__";

    /// <param name="sets">In the order of the command line; the later wins.</param>
    public static void Apply(ConfigMap root, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets, Problems problems)
    {
        var variables = environment
            .Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(v => Sortable(v.Key), StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            // Variables are written in capitals; no key of ours has any.
            var path = name[Prefix.Length..].ToLowerInvariant().Split("__");
            Put(root, path, value, new Origin(name, 0), problems);
        }

        foreach (var set in sets)
        {
            var equals = set.IndexOf('=', StringComparison.Ordinal);
            var origin = new Origin($"--set {(equals < 0 ? set : set[..equals])}", 0);
            if (equals <= 0)
                problems.Add(origin, "this gives no value", "Write --set section.key=value, such as --set web.urls.0=http://127.0.0.1:9090");
            else
                Put(root, set[..equals].Split('.'), set[(equals + 1)..], origin, problems);
        }
    }

    private static void Put(ConfigMap root, string[] path, string value, Origin origin, Problems problems)
    {
        ConfigNode here = root;
        for (var i = 0; i < path.Length; i++)
        {
            var last = i == path.Length - 1;
            var next = last ? Value(value, origin, problems) : int.TryParse(path[i + 1], out _) ? new ConfigList(origin) : (ConfigNode)new ConfigMap(origin);
            switch (here)
            {
                case ConfigMap map:
                    if (last || map.Find(path[i]) is not { } inside)
                    {
                        map.Set(new ConfigEntry(path[i], origin, next));
                        here = next;
                    }
                    else
                    {
                        here = inside;
                    }

                    break;
                case ConfigList list when int.TryParse(path[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= list.Items.Count:
                    if (index == list.Items.Count)
                        list.Items.Add(next);
                    else if (last)
                        list.Items[index] = next;

                    here = list.Items[index];
                    break;
                case ConfigList list:
                    problems.Add(
                        origin,
                        $"\"{path[i]}\" is not the number of an item of {string.Join('.', path[..i])}, which has {list.Items.Count}",
                        $"Count from 0; {list.Items.Count} adds one");
                    return;
                default:
                    problems.Add(
                        origin,
                        $"\"{string.Join('.', path[..i])}\" is a single value and has nothing named \"{path[i]}\" in it",
                        $"Set {string.Join('.', path[..i])} itself");
                    return;
            }
        }
    }

    /// <summary>A value in brackets is read as YAML, so that a whole list can be given at once; anything else is text as it stands.</summary>
    private static ConfigNode Value(string value, Origin origin, Problems problems)
    {
        if (value is not (['[', .., ']'] or ['{', .., '}']))
            return new ConfigScalar(value, quoted: true, origin);

        var found = new Problems();
        if (YamlTree.Parse(origin.Name, value, found) is { } node && !found.Any)
            return Moved(node, origin);

        problems.Add(origin, "the value has brackets around it and is not a YAML list or section", "Write [one, two]");
        return new ConfigScalar("", quoted: false, origin);
    }

    private static ConfigNode Moved(ConfigNode node, Origin origin)
    {
        switch (node)
        {
            case ConfigList list:
                var items = new ConfigList(origin);
                items.Items.AddRange(list.Items.Select(i => Moved(i, origin)));
                return items;
            case ConfigMap map:
                var moved = new ConfigMap(origin);
                moved.Entries.AddRange(map.Entries.Select(e => new ConfigEntry(e.Key, origin, Moved(e.Value, origin))));
                return moved;
            default:
                return new ConfigScalar(((ConfigScalar)node).Text, quoted: true, origin);
        }
    }

    /// <summary>Item 2 before item 10, so that items can be added in order.</summary>
    private static string Sortable(string name) => string.Join("__", name.Split("__").Select(part => int.TryParse(part, out _) ? part.PadLeft(9, '0') : part));
}
