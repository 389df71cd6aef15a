using System.Globalization;
using System.Text;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Backlogs;

/// <summary>What one station sends at one time.</summary>
internal sealed record Sent(int Station, DateTimeOffset TakenAt, byte[] Payload);

/// <summary>
/// A made-up river of many stations, 250 m apart in water of half a metre a second: two tributaries, north and south, and the main stem that they make. One day of it:
/// cadmium spilled into the north and seen down the main stem, arsenic spilled into the south ten hours later, a single sample of lead over its limit above both, and a
/// few instruments that mark what they measure.
/// </summary>
internal sealed class LongRiver(int stations)
{
    public const int Samples = 96;
    public const int ReadingsASample = 4;
    private const string Name = "longriver";
    private const int SecondsBetween = 500;

    public static readonly DateTimeOffset Start = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddDays(1);

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(15);

    private readonly int _arm = stations / 4;

    public int Stations => stations;

    public string IdOf(int station) =>
        station < _arm ? $"north{station:000}" : station < 2 * _arm ? $"south{station - _arm:000}" : $"main{station - 2 * _arm:000}";

    public string TopicOf(int station) => $"waterwatch/v1/{Name}/{IdOf(station)}/readings";

    /// <summary>Where cadmium, then arsenic is spilled; and where lead is over its limit once.</summary>
    public (string Cadmium, string Arsenic, string Lead) Sources => (IdOf(CadmiumFrom), IdOf(ArsenicFrom), IdOf(_arm));

    private int CadmiumFrom => _arm - 30;

    private int ArsenicFrom => 2 * _arm - 40;

    /// <summary>Station by station, each in the order of its samples.</summary>
    public List<Sent> Day(int station) => [.. Enumerable.Range(0, Samples).Select(i => Start + i * s_every).Select(at => new Sent(station, at, Payload(station, at)))];

    public void Write(string folder)
    {
        new TestConfig(0).Write(folder);
        var text = new StringBuilder($"river: {Name}\nname: {{ en: Long River, zh: 长河 }}\ntime_zone: UTC\nplaces:\n");
        Each(i => text.Append(CultureInfo.InvariantCulture, $"  - {{ id: {IdOf(i)} }}\n"));
        text.Append("reaches:\n");
        Each(i => text.Append(Below(i) is { } below ? $"  - {{ from: {IdOf(i)}, to: {IdOf(below)}, length_km: 0.25, travel_time: {{ fastest: 5m, typical: 8m, slowest: 20m }}, source: made up }}\n" : ""));
        text.Append("""
            defaults:
              limits: { standard: GB 3838-2002, class: III }
              expected: { Cd: 15m, As: 15m, Pb: 15m, pH: 15m }
              alerts:
                clear_samples: 3
                clear_ratio: 0.8
                clear_for: 30m
                levels: { blue: 0.8, orange: 2, red: 10 }
                silent_after: 2.25
                determinands: { Cd: { fast_rise: { times: 3, within: 2h, above: 0.2, level: blue } } }
            stations:

            """);
        Each(i => text.Append(CultureInfo.InvariantCulture, $"  - {{ id: {IdOf(i)}, name: {{ en: {IdOf(i)}, zh: 站{i} }}, place: {IdOf(i)}, kind: fixed }}\n"));
        File.WriteAllText(Path.Combine(folder, "rivers", $"{Name}.yaml"), text.ToString());
    }

    private void Each(Action<int> station)
    {
        for (var i = 0; i < stations; i++) station(i);
    }

    private int? Below(int station) => station + 1 == _arm ? 2 * _arm : station + 1 == stations ? null : station + 1;

    private byte[] Payload(int station, DateTimeOffset at)
    {
        var hours = (at - Start).TotalHours;
        var cadmium = 0.001 + Plume(StationsBelow(station, CadmiumFrom), hours - 2, 0.06, 150);
        var arsenic = 0.002 + Plume(station < 2 * _arm ? StationsBelow(station, ArsenicFrom) : null, hours - 12, 0.9, 60);
        var lead = station == _arm && hours == 23 ? 0.08 : 0.001;
        var mark = "";
        if (MarkedFrom(station) is { } from && hours >= from && hours < from + 2)
        {
            // An instrument "under maintenance" that shows more than the limit all the same.
            (cadmium, mark) = (Math.Max(cadmium, 0.009), ",\"mark\":\"M\"");
        }

        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"taken_at":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","readings":[{"determinand":"Cd","value":{{cadmium:0.0000}},"unit":"mg/L"{{mark}}},{"determinand":"As","value":{{arsenic:0.0000}},"unit":"mg/L"},{"determinand":"Pb","value":{{lead:0.000}},"unit":"mg/L"},{"determinand":"pH","value":7.8}]}"""));
    }

    /// <summary>The hour from which a station marks: before anything has happened, beside the plume, and just after it has come by.</summary>
    private int? MarkedFrom(int station) => station == 3 ? 0 : station == _arm + 3 ? 9 : station == 2 * _arm + 8 ? 8 : station == 2 * _arm + 20 ? 11 : null;

    /// <summary>How many stations below the source; null where its water does not come by.</summary>
    private int? StationsBelow(int station, int source)
    {
        var isMain = station >= 2 * _arm;
        var end = source < _arm ? _arm : 2 * _arm;
        return station >= source && station < end ? station - source : isMain ? end - source + station - 2 * _arm : null;
    }

    /// <summary>mg/L above what is always there: comes by with the water, spread over about two hours, and thins out on the way.</summary>
    private static double Plume(int? stationsBelow, double hoursSince, double peak, double thinning)
    {
        if (stationsBelow is not { } below) return 0;
        var late = hoursSince - 1.5 - below * SecondsBetween / 3600.0;
        return peak * Math.Exp(-below / thinning) * Math.Exp(-late * late / 0.5);
    }
}
