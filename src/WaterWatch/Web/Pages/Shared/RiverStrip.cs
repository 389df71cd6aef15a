using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>A station as the river's picture shows it.</summary>
/// <param name="Level">As in <c>stations</c>: a level's word, or Unknown.</param>
/// <param name="Shown">The newest sample of the determinand shown; null when none is known.</param>
/// <param name="Age">Of that sample; where there is none since the station was last heard, and null when it never was.</param>
/// <param name="IsOnTributary">Its water joins the stem further down.</param>
public sealed record StripStation(Station Station, decimal Km, string Level, Standing? Shown, TimeSpan? Age, bool IsOnTributary)
{
    /// <summary>1 at the limit; null when it cannot be told.</summary>
    public decimal? Ratio => Shown?.Ratio;

    /// <summary>Within its limit only as an upper bound, such as <c>&lt;0.0001</c>.</summary>
    public bool IsCensored => Shown is { Sample.Value.Qualifier: not Qualifier.None };

    /// <summary><c>81.5×</c>, <c>&lt;0.02×</c>; empty when it cannot be told.</summary>
    public string RatioText => Ratio is { } ratio ? $"{Shown!.Sign}{RiverStrip.RatioText(ratio)}×" : "";
}

/// <summary>How the stations of a river stand, from source to mouth.</summary>
/// <param name="Determinand">What the stems show; null when no station is judged by any limit.</param>
public sealed record RiverStrip(WatchedRiver River, RiverLine Line, Determinand? Determinand, IReadOnlyList<StripStation> Stations)
{
    public static RiverStrip Of(WatchedRiver river, IReadOnlyDictionary<string, string> levels, WatchState state, DateTimeOffset now)
    {
        var line = RiverLine.Of(river);
        var shown = Gravest(river, state);
        return new RiverStrip(river, line, shown, [.. line.Stations.Select(s => StationOf(s.Station, s.Km, s.IsOnTributary, levels.GetValueOrDefault(s.Station.Station.Id.Value, "Unknown"), shown, state, now))]);
    }

    /// <summary><c>81.5</c>, <c>0.34</c>, or <c>&lt;0.01</c> for what is next to nothing.</summary>
    public static string RatioText(decimal ratio) =>
        ratio >= 1 ? ExceedanceText.Ratio(ratio) : ratio >= 0.01m ? Math.Round(ratio, 2).ToString("0.##", CultureInfo.InvariantCulture) : "<0.01";

    private static StripStation StationOf(WatchedStation station, decimal km, bool isOnTributary, string level, Determinand? shown, WatchState state, DateTimeOffset now)
    {
        var standing = shown is null ? null : Standing.Of(station, shown, state);
        var heardAt = state.Station(station.Station.Id.Value)?.Heard?.LastHeardAt;
        var since = standing?.Sample.TakenAt ?? (heardAt > DateTimeOffset.MinValue ? heardAt : null);
        return new StripStation(station.Station, km, level, standing, now - since, isOnTributary);
    }

    /// <summary>The determinand of the gravest open alert; else the one that comes nearest to its limit anywhere.</summary>
    private static Determinand? Gravest(WatchedRiver river, WatchState state)
    {
        var ids = river.Stations.Select(s => s.Station.Id.Value).ToHashSet();
        var alert = state.Alerts.Values.Where(a => a.Key.Determinand is not null && a.Key.Condition.IsOfTheWater() && ids.Contains(a.Key.Station.Value)).MaxBy(a => (a.Level, a.Ratio));
        return alert?.Key.Determinand ?? river.Stations
            .SelectMany(s => s.Rules.Where(r => r.Limits.Count > 0).Select(r => (r.Determinand, Standing.Of(s, r, state)?.Ratio)))
            .OrderByDescending(d => d.Ratio ?? -1).ThenBy(d => d.Determinand.Key, StringComparer.Ordinal)
            .FirstOrDefault().Determinand;
    }
}
