using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads <c>geojson</c> of a river: the file beside the river's own that has the lines it runs along.</summary>
internal static class CourseReader
{
    /// <summary>A river of a thousand kilometres with a point every ten metres has half as much.</summary>
    private const int MostBytes = 4_000_000;

    /// <summary>Empty when none is named, or when it cannot be used, which has been noted.</summary>
    public static IReadOnlyList<IReadOnlyList<GeoPoint>> Read(Section river, ConfigurationFiles files)
    {
        if (river.Text("geojson") is not { Length: > 0 } name)
            return [];

        // The configuration folder is all that is read and hashed: a path out of it would be neither seen nor moved with it.
        if (name.AsSpan().IndexOfAny("/\\\0") >= 0 || !(name.EndsWith(".geojson", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal)))
        {
            river.Problem("geojson", $"geojson: \"{name}\" is not the name of a GeoJSON file in {ConfigurationFiles.Rivers}/", "Put the file beside this one and write its name alone, such as longjiang.geojson");
            return [];
        }

        var file = $"{ConfigurationFiles.Rivers}/{name}";
        switch (files.LengthOf(file))
        {
            case null:
                river.Problem("geojson", $"geojson: there is no {file}", "Put the file beside this one, or take the line out: the river is then drawn straight between its places");
                return [];
            case > MostBytes:
                river.Problem("geojson", $"geojson: {file} has more than {MostBytes / 1_000_000} MB", "Simplify the line: a point every hundred metres is more than a page can show");
                return [];
            default:
                return files.Text(file) is { } text ? new GeoJsonReader(file, river.Problems).Read(text) : [];
        }
    }
}
