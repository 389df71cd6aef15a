using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Deciding;

/// <summary>What a test needs and does not care about.</summary>
internal static class Some
{
    public const string River = "testriver";

    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly string[] Places = ["upper", "middle", "lower", "left", "right", "meeting"];

    /// <summary>2012-01-15T08:00:00+08:00, when stories begin.</summary>
    public static readonly DateTimeOffset Start = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);

    public static Determinand Cd { get; } = Determinand.Find("Cd")!;

    public static Determinand Pb { get; } = Determinand.Find("Pb")!;

    public static Determinand PH { get; } = Determinand.Find("pH")!;

    /// <summary>GB 3838-2002 class III for cadmium: 0.005 mg/L.</summary>
    public static Limit CdLimit { get; } = Limit(Cd, 0.005m);

    public static DateTimeOffset At(double hours) => Start.AddHours(hours);

    public static Limit Limit(Determinand determinand, decimal bound, LimitSense sense = LimitSense.AtMost) =>
        new("GB 3838-2002", "III", determinand, Fraction.Total, sense, bound);

    public static Concentration MgPerL(decimal value, Qualifier qualifier = Qualifier.None) => new(value, Unit.MilligramPerLitre, qualifier);

    public static Station Station(string id = "upper", string? place = null) =>
        new(new StationId(id), River, new LocalizedName(id, id), place ?? id, null, Zone, "GB 3838-2002", "III");

    /// <summary>Cadmium and lead by class III; cadmium expected every hour when asked for.</summary>
    public static WatchedStation Watched(string id = "upper", TimeSpan? interval = null, AlertRule? rule = null, params Instrument[] instruments)
    {
        var alerts = rule ?? AlertRule.Default;
        return new WatchedStation(
            Station(id),
            instruments,
            [
                new DeterminandRules(Cd, Fraction.Total) { Limits = [CdLimit], Alerts = alerts, Interval = interval },
                new DeterminandRules(Pb, Fraction.Total) { Limits = [Limit(Pb, 0.05m)], Alerts = alerts },
            ],
            alerts);
    }

    /// <summary>upper, middle and lower one below the other, left and right above lower but beside each other.</summary>
    public static RiverNetwork Network(params Place[] instead) => new(
        instead.Concat(Places.Except(instead.Select(p => p.Id)).Select(id => new Place(id, new LocalizedName(id, id)))),
        [
            Reach("upper", "middle", 3, 12),
            Reach("middle", "lower", 3, 12),
            Reach("left", "meeting", 2, 8),
            Reach("right", "meeting", 2, 8),
            Reach("meeting", "lower", 1, 4),
        ]);

    public static Reach Reach(string from, string to, double fastestHours, double slowestHours) =>
        new(from, to, 30, new TravelTime(TimeSpan.FromHours(fastestHours), TimeSpan.FromHours((fastestHours + slowestHours) / 2), TimeSpan.FromHours(slowestHours), false), "made up");

    public static WatchPlan Plan(params WatchedStation[] stations) => Plan(Network(), stations);

    public static WatchPlan Plan(RiverNetwork network, params WatchedStation[] stations) =>
        new([new WatchedRiver(River, new LocalizedName(River, River), Zone, network, stations.Length == 0 ? [Watched()] : stations)], TimeSpan.FromMinutes(5), "configuration 1");

    /// <summary>A message on the default topic.</summary>
    public static Message Message(string payload, DateTimeOffset? receivedAt = null, string station = "upper", string river = River) =>
        new(new RawMessage("local", $"waterwatch/v1/{river}/{station}/readings", station, receivedAt ?? Start, Encoding.UTF8.GetBytes(payload)), PayloadFormat.Json, river, IsRetained: false);

    /// <summary>A payload with one reading.</summary>
    public static string Payload(DateTimeOffset takenAt, string value, string determinand = "Cd", string unit = "mg/L", string more = "") =>
        $$"""{"taken_at":"{{takenAt:yyyy-MM-dd'T'HH:mm:sszzz}}","readings":[{"determinand":"{{determinand}}","value":"{{value}}","unit":"{{unit}}"{{more}}}]}""";
}
