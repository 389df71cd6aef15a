using System.Text.Json;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>
/// Reads the lines out of GeoJSON (RFC 7946): a LineString, a MultiLineString, or features and collections of them. The file comes from elsewhere, so no text out of it
/// is told or kept: nothing but numbers within bounds.
/// </summary>
internal sealed class GeoJsonReader(string file, Problems problems)
{
    public const int MostLines = 500;

    public const int MostPositions = 100_000;

    /// <summary>A collection of features with a collection of geometries has nine.</summary>
    private const int DeepestLevel = 16;

    /// <summary>A file that is wrong throughout is wrong for one reason.</summary>
    private const int MostProblems = 5;

    /// <summary>About a metre.</summary>
    private const int Decimals = 5;

    private readonly List<IReadOnlyList<GeoPoint>> _lines = [];
    private int _positions;
    private int _noted;

    /// <summary>Each of two points or more, none twice in a row; what is wrong has been noted.</summary>
    public IReadOnlyList<IReadOnlyList<GeoPoint>> Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DeepestLevel });
            Member(document.RootElement, "");
        }
        catch (JsonException e)
        {
            Note(e.LineNumber is { } line ? (int)line + 1 : 0, "this is not JSON, or too deep for GeoJSON", "Export it again as GeoJSON (RFC 7946)");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a name, which a parser lets pass and nobody can read.
            Note(0, "a name in it is no text", "Export it again as GeoJSON (RFC 7946)");
        }

        if (_lines.Count == 0 && _noted == 0)
            Note(0, "there is no line in it", "Give it a LineString or a MultiLineString of the river's course");

        return _noted == 0 ? _lines : [];
    }

    private void Member(JsonElement member, string path)
    {
        if (member.ValueKind != JsonValueKind.Object || !member.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            Note(path, "is not an object with a type", "Export it again as GeoJSON (RFC 7946)");
        else if (type.ValueEquals("FeatureCollection"))
            Each(member, "features", path, Member);
        else if (type.ValueEquals("GeometryCollection"))
            Each(member, "geometries", path, Member);
        else if (type.ValueEquals("Feature"))
            Feature(member, path);
        else if (type.ValueEquals("MultiLineString"))
            Each(member, "coordinates", path, Line);
        else if (type.ValueEquals("LineString") && member.TryGetProperty("coordinates", out var coordinates))
            Line(coordinates, Below(path, "coordinates"));
        else
            Note(path, "is not a line", "Keep nothing but LineString and MultiLineString, with their coordinates");
    }

    private void Feature(JsonElement feature, string path)
    {
        // RFC 7946, 3.2: a feature without a place has null.
        if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind != JsonValueKind.Null)
            Member(geometry, Below(path, "geometry"));
    }

    private void Each(JsonElement owner, string key, string path, Action<JsonElement, string> read)
    {
        if (!owner.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            Note(Below(path, key), "is not a list", "Export it again as GeoJSON (RFC 7946)");
            return;
        }

        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (_noted >= MostProblems)
                return;

            read(item, $"{Below(path, key)}[{index}]");
        }
    }

    private void Line(JsonElement coordinates, string path)
    {
        if (coordinates.ValueKind != JsonValueKind.Array)
        {
            Note(path, "is not a list of positions", "Write [[longitude, latitude], …]");
            return;
        }

        var line = new List<GeoPoint>();
        foreach (var (index, position) in coordinates.EnumerateArray().Index())
        {
            if (++_positions > MostPositions)
            {
                Note(path, $"has more than {MostPositions} positions with those before it", "Simplify the line: a point every hundred metres is more than a page can show");
                return;
            }

            if (Point(position, path, index) is not { } point)
                return;

            if (line.Count == 0 || line[^1] != point)
                line.Add(point);
        }

        if (line.Count < 2)
            Note(path, "is a line of less than two different positions", "Take it out, or give it its other end");
        else if (_lines.Count == MostLines)
            Note(path, $"is the line after {MostLines} others", "Join lines that go on from each other, and leave out ditches and banks");
        else
            _lines.Add(line);
    }

    private GeoPoint? Point(JsonElement position, string path, int index)
    {
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2 || Number(position[0]) is not { } longitude || Number(position[1]) is not { } latitude)
        {
            Note($"{path}[{index}]", "is not a position", "Write [longitude, latitude] in degrees");
            return null;
        }

        if (Math.Abs(longitude) <= 180 && Math.Abs(latitude) <= 90)
            return new GeoPoint(Math.Round(latitude, Decimals), Math.Round(longitude, Decimals));

        Note($"{path}[{index}]", "is not on the earth: the longitude comes first, from -180 to 180, then the latitude, from -90 to 90", "Export it in degrees of WGS 84 (EPSG:4326), not in metres of a projection");
        return null;
    }

    private static decimal? Number(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) ? number : null;

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private void Note(string path, string what, string remedy) => Note(0, $"{(path.Length == 0 ? "this file" : path)} {what}", remedy);

    private void Note(int line, string message, string remedy)
    {
        if (_noted++ < MostProblems)
            problems.Add(new Origin(file, line), message, remedy);
    }
}
