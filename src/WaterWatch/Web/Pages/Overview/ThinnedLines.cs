using WaterWatch.Rivers;

namespace WaterWatch.Web.Pages.Overview;

/// <summary>
/// Lines with fewer points. A point that lies nearer to the last one kept than a screen tells apart is left out; ends stay. One pass is linear in the points whatever the
/// line is, which a method with a better shape (Douglas-Peucker) is not.
/// </summary>
internal static class ThinnedLines
{
    /// <summary>Degrees, about 10 m.</summary>
    private const double Nearest = 0.0001;

    /// <summary>Nothing on the earth is further apart.</summary>
    private const double Furthest = 512;

    /// <param name="lines">Of two points or more each.</param>
    /// <param name="most">Points in all; ends are kept even where they are more.</param>
    public static IReadOnlyList<IReadOnlyList<GeoPoint>> Of(IReadOnlyList<IReadOnlyList<GeoPoint>> lines, int most)
    {
        var thinned = lines;
        for (var tolerance = Nearest; thinned.Sum(l => l.Count) > most && tolerance < Furthest; tolerance *= 1.5)
        {
            thinned = [.. lines.Select(l => Thin(l, tolerance))];
        }

        return thinned;
    }

    private static List<GeoPoint> Thin(IReadOnlyList<GeoPoint> line, double tolerance)
    {
        var kept = new List<GeoPoint> { line[0] };
        foreach (var point in line.Skip(1).SkipLast(1).Where(p => Apart(kept[^1], p) > tolerance))
        {
            kept.Add(point);
        }

        kept.Add(line[^1]);
        return kept;
    }

    private static double Apart(GeoPoint a, GeoPoint b)
    {
        var shrink = Math.Cos((double)a.Latitude * Math.PI / 180);
        return Math.Sqrt(Math.Pow((double)(a.Latitude - b.Latitude), 2) + Math.Pow((double)(a.Longitude - b.Longitude) * shrink, 2));
    }
}
