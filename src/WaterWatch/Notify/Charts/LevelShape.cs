using WaterWatch.Alerts;
using WaterWatch.Rivers;

namespace WaterWatch.Notify.Charts;

/// <summary>Levels are told by shape and colour together, here as on the pages: square, triangle, diamond, octagon.</summary>
internal static class LevelShape
{
    public static Colour ColourOf(Level level) => level switch
    {
        Level.Red => 0xb3202c,
        Level.Orange => 0xc2571a,
        Level.Yellow => 0xb7791f,
        Level.Blue => 0x2b6cb0,
        _ => 0x2f7d6b,
    };

    /// <summary>The ground that it stands on.</summary>
    public static Colour TintOf(Level level) => level switch
    {
        Level.Red => 0xf9d5d7,
        Level.Orange => 0xfde2cf,
        Level.Yellow => 0xfdf1d0,
        Level.Blue => 0xdbeafe,
        _ => 0xe6f2ee,
    };

    /// <summary>In a word: few mail programs have a sign for each.</summary>
    public static LocalizedName NameOf(Level level) => level switch
    {
        Level.Red => new("octagon", "八边形"),
        Level.Orange => new("diamond", "菱形"),
        Level.Yellow => new("triangle", "三角形"),
        Level.Blue => new("square", "方形"),
        _ => new("large dot", "大圆点"),
    };

    /// <summary>Its corners, clockwise.</summary>
    public static IReadOnlyList<Point> Of(Level level, Point middle, double radius) => level switch
    {
        Level.Red => Regular(8, middle, radius, Math.PI / 8),
        Level.Orange => Regular(4, middle, radius * 1.15, 0),
        Level.Yellow => Regular(3, middle, radius * 1.2, -Math.PI / 2),
        Level.Blue => Regular(4, middle, radius * 1.15, Math.PI / 4),
        _ => Regular(16, middle, radius * 0.8, 0),
    };

    private static Point[] Regular(int corners, Point middle, double radius, double turned) =>
        [.. Enumerable.Range(0, corners).Select(i => turned + 2 * Math.PI * i / corners).Select(a => middle + new Point(radius * Math.Cos(a), radius * Math.Sin(a)))];
}
