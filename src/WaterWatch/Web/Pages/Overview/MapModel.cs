using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Rivers;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Overview;

/// <summary>The map of all rivers that lie somewhere: of the configuration alone. How their stations are is said by the rivers' tables, out of which map.js takes it.</summary>
public sealed record MapModel(IReadOnlyList<RiverMap> Rivers, MapSettings Settings)
{
    /// <summary>Of the lines of all rivers together, but for their ends.</summary>
    private const int MostPoints = 2_000;

    // Chinese as it is; what could end the element it stands in (<, >, &, quotes in text) is escaped.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Places that nobody has checked, of all that are drawn.</summary>
    public (int Assumed, int All) Places => (Rivers.Sum(r => r.Located.Count(p => p.IsAtAssumed)), Rivers.Sum(r => r.Located.Count));

    /// <returns>Null when no place has coordinates: then there is no map.</returns>
    public static MapModel? Of(WatchPlan plan, MapSettings settings) =>
        plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(RiverMap.Of).OfType<RiverMap>().ToList() is { Count: > 0 } rivers ? new MapModel(rivers, settings) : null;

    /// <summary>What map.js draws, as JSON that may stand in an element of a page: points are <c>[latitude, longitude]</c>.</summary>
    public string Json(Tongue tongue)
    {
        var most = Math.Max(2, MostPoints / Rivers.Count);
        return JsonSerializer.Serialize(
            new
            {
                Lines = Rivers.Select(r => new { r.IsStraight, Points = ThinnedLines.Of(r.Lines, most).Select(l => l.Select(Rounded)) }),
                Stations = Rivers.SelectMany(r => r.Stations).Select(s => new object[] { s.Station.Id.Value, s.At.Latitude, s.At.Longitude }),
                Dams = Rivers.SelectMany(r => r.Located).Where(p => p.IsDam).Select(p => new { Name = tongue.In($"Dam: {p.Name.En}", $"坝：{tongue.In(p.Name)}"), At = Pair(p.At!.Value) }),
                Intakes = Rivers.SelectMany(r => r.Located).Where(p => p.Intake is not null).Select(p => new { Name = IntakeName(p.Intake!, tongue), At = Pair(p.At!.Value) }),
                Tributaries = Rivers.SelectMany(r => r.Tributaries).Select(p => new { Name = tongue.In(p.Name), At = Pair(p.At!.Value) }),
                Settings.Tiles,
                Words = new { ZoomIn = tongue.In("Closer", "放大"), ZoomOut = tongue.In("Further away", "缩小"), Whole = tongue.In("The whole map", "全图") },
            },
            s_json);
    }

    private static string IntakeName(Intake intake, Tongue tongue) => tongue.In($"Drinking-water intake: {intake.Name.En}", $"饮用水取水口：{tongue.In(intake.Name)}");

    /// <summary>To about 10 m: a line of so few points is no finer.</summary>
    private static decimal[] Rounded(GeoPoint point) => [Math.Round(point.Latitude, 4), Math.Round(point.Longitude, 4)];

    private static decimal[] Pair(GeoPoint point) => [point.Latitude, point.Longitude];
}
