namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>
/// Three hours of the Longjiang as the projection is to write them: Lalang far over the limit, Yemao heard for ten minutes and then silent, its detection limit above the limit.
/// Written by the test, so that every query has something to find; that the service writes the like is tested with the projection.
/// </summary>
internal static class KnownPoints
{
    public const double Unknown = 0.5;

    private const double None = -1;

    public static DateTimeOffset From { get; } = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset To { get; } = From.AddHours(3);

    /// <summary>The last minute in which Yemao was written.</summary>
    public static int YemaoEnds => 10;

    public static IEnumerable<Point> All =>
    [
        .. Metals(), .. Quantities(), .. Enumerable.Range(0, 180).SelectMany(Minute), .. Alerts(), .. Timeline(), .. Services(),
    ];

    private static IEnumerable<Point> Metals() =>
    [
        Reading("lalang", "Cd", "mg/L", 10, 0.4075, limit: 0.005, ratio: 81.5, level: 4, judged: 2),
        Reading("lalang", "Cd", "mg/L", 70, 0.3000, limit: 0.005, ratio: 60, level: 4, judged: 2),
        Reading("lalang", "Cd", "mg/L", 70, 0.2500, limit: 0.005, ratio: 50, level: 4, judged: 2, version: 2),
        Reading("lalang", "As", "mg/L", 10, 0.0005, limit: 0.05, ratio: 0.01, level: 0, judged: 1, censored: -1),
        Reading("lalang", "As", "mg/L", 70, 2, limit: 0.05, ratio: 40, level: 4, judged: 2, censored: 1, mark: "T", flag: 3),
        Reading("yemao", "Cd", "mg/L", 5, 0.01, limit: 0.005, ratio: None, level: Unknown, judged: 3, censored: -1),
    ];

    private static IEnumerable<Point> Quantities() =>
    [
        Quantity("pH", "pH", 7.8), Quantity("Temperature", "Cel", 14.2), Quantity("Conductivity", "uS/cm", 310),
        Quantity("Turbidity", "NTU", 12), Quantity("Flow", "m3/s", 95.5), Quantity("Stage", "m", 87.31),
    ];

    private static Point Quantity(string determinand, string unit, double value) =>
        Reading("lalang", determinand, unit, 15, value, limit: None, ratio: None, level: Unknown, judged: 0);

    private static Point Reading(
        string station, string determinand, string unit, int minute, double value, double limit, double ratio, double level, long judged,
        long censored = 0, long flag = 1, string mark = "N", long version = 1) => new(
        "reading",
        new Dictionary<string, string>
        {
            ["river"] = "longjiang",
            ["station"] = station,
            ["source"] = "icp1",
            ["determinand"] = determinand,
            ["fraction"] = "total",
            ["period_s"] = "0",
            ["unit"] = unit,
        },
        new Dictionary<string, object>
        {
            ["value"] = value,
            ["censored"] = censored,
            ["limit_value"] = limit,
            ["ratio"] = ratio,
            ["level"] = level,
            ["judged"] = judged,
            ["flag"] = flag,
            ["mark"] = mark,
            ["version"] = version,
            ["delay_s"] = 840.0,
        },
        From.AddMinutes(minute));

    private static IEnumerable<Point> Minute(int minute)
    {
        var at = From.AddMinutes(minute);
        yield return Station("lalang", "Lalang", "拉浪", 14.5, at, level: 4, ratio: 81.5);
        if (minute <= YemaoEnds) yield return Station("yemao", "Yemao", "叶茂", 31, at, level: minute == 0 ? 0 : Unknown, ratio: None);
        yield return new("river", River, new Dictionary<string, object>
        {
            ["level"] = 4.0,
            ["stations"] = 2L,
            ["over_limit"] = 1L,
            ["unknown"] = 1L,
            ["silent"] = 0L,
            ["blind"] = 1L,
            ["incidents_open"] = 1L,
            ["unanswered"] = 1L,
            ["overdue"] = 0L,
            ["next_duty_at"] = From.AddHours(2).ToUnixTimeMilliseconds(),
        }, at);
        yield return new("incident", new Dictionary<string, string>(River) { ["incident"] = "1" }, new Dictionary<string, object>
        {
            ["open"] = 1L,
            ["level"] = 4.0,
            ["peak_level"] = 4.0,
            ["response_level"] = "none",
            ["determinands"] = "Cd, As",
            ["stations"] = 1L,
            ["opened_at"] = From.AddMinutes(24).ToUnixTimeMilliseconds(),
            ["told"] = 2L,
            ["not_told"] = 1L,
            ["unanswered"] = 1L,
            ["next_duty_at"] = From.AddHours(2).ToUnixTimeMilliseconds(),
        }, at);
    }

    private static Dictionary<string, string> River => new() { ["river"] = "longjiang" };

    private static Point Station(string id, string name, string nameZh, double kilometres, DateTimeOffset at, double level, double ratio) => new(
        "station",
        new Dictionary<string, string>(River) { ["station"] = id },
        new Dictionary<string, object>
        {
            ["name"] = name,
            ["name_zh"] = nameZh,
            ["distance_km"] = kilometres,
            ["level"] = level,
            ["ratio"] = ratio,
            ["determinand"] = ratio < 0 ? "none" : "Cd",
            ["heard_at"] = at.ToUnixTimeMilliseconds(),
            ["silent"] = 0L,
            ["blind"] = ratio < 0 ? 1L : 0L,
            ["water_class"] = ratio < 0 ? "none" : "worse than V",
        },
        at);

    /// <summary>Two changes at one instant: the place in the chain keeps them apart.</summary>
    private static IEnumerable<Point> Alerts() => [AlertChange("AlertRaised", "Pending", 3), AlertChange("AlertFired", "Firing", 4)];

    private static Point AlertChange(string kind, string state, int seq) => new(
        "alert",
        new Dictionary<string, string>(River) { ["station"] = "lalang", ["determinand"] = "Cd", ["fraction"] = "total", ["condition"] = "LimitExceedance" },
        new Dictionary<string, object>
        {
            ["event"] = kind,
            ["alert"] = 1L,
            ["incident"] = "1",
            ["state"] = state,
            ["level"] = 4.0,
            ["peak_level"] = 4.0,
            ["value"] = 0.4075,
            ["ratio"] = 81.5,
            ["confirmed"] = 0L,
            ["confirmed_by"] = "none",
            ["acknowledged"] = 0L,
            ["late"] = 0L,
        },
        From.AddMinutes(10),
        seq);

    private static IEnumerable<Point> Timeline() => Enumerable.Range(3, 3).Select(seq => new Point(
        "timeline",
        new Dictionary<string, string>(River) { ["incident"] = "1" },
        new Dictionary<string, object>
        {
            ["seq"] = (long)seq,
            ["kind"] = "IncidentOpened",
            ["station"] = "lalang",
            ["by"] = "rule",
            ["text"] = "Incident 1 opened at Red: \"cadmium\"",
            ["text_zh"] = "事件1开始：镉，红色",
            ["recorded_at"] = From.AddMinutes(24).ToUnixTimeMilliseconds(),
        },
        From.AddMinutes(10),
        seq));

    /// <summary>Everything that /metrics has, rising from minute to minute.</summary>
    private static IEnumerable<Point> Services() =>
        from measurement in Contract.Measurements.Values
        where measurement.Name.StartsWith("service", StringComparison.Ordinal)
        from minute in Enumerable.Range(0, 5)
        select new Point(
            measurement.Name,
            measurement.Tags.ToDictionary(t => t, t => $"some {t}"),
            measurement.Fields.Keys.ToDictionary(f => f, f => (object)(10.0 * minute)),
            From.AddMinutes(minute));
}
