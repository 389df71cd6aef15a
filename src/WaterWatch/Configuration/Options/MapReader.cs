using System.Text.RegularExpressions;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads <c>web: { map: … }</c>.</summary>
internal static partial class MapReader
{
    public static SectionKeys MapKeys { get; } = new("map", "tiles", "attribution");

    private const string Remedy = "Write an address of one host with {z}, {x} and {y}, such as https://tiles.example.org/{z}/{x}/{y}.png, or \"\" for none";

    public static MapSettings Read(Section? section)
    {
        var tiles = section?.Text("tiles") ?? "";
        var attribution = section?.Text("attribution") ?? "";
        if (tiles.Length == 0)
            return MapSettings.Plain;

        var unknown = Placeholder().Matches(tiles).Select(m => m.Value).FirstOrDefault(p => p is not ("{z}" or "{x}" or "{y}" or "{r}"));
        if (unknown == "{s}")
            section!.Problem("tiles", "tiles: {s} stands for several hosts, and a page may ask one alone", "Write one of them, such as https://a.tiles.example.org/{z}/{x}/{y}.png");
        else if (unknown is not null || !MapSettings.Needed.All(tiles.Contains) || MapSettings.HostOf(tiles) is null)
            section!.Problem("tiles", $"tiles: \"{tiles}\" is not an address of tiles", Remedy);

        if (attribution.Length == 0)
            section!.Problem("tiles", "tiles need an attribution: whose map it is stands below it", "Add attribution: © and who made the map, as their licence has it");

        return new MapSettings(tiles, attribution);
    }

    [GeneratedRegex(@"\{[^}]*\}?")]
    private static partial Regex Placeholder();
}
