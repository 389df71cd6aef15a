using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Web.Pages.Overview;

/// <summary>A station as the river's picture shows it.</summary>
/// <param name="Level">As in <c>stations</c>: a level's word, or Unknown.</param>
/// <param name="Sample">The newest sample of the determinand shown; null when none is known.</param>
/// <param name="Ratio">Where it stands to its limit, 1 being at it; null when it cannot be told.</param>
/// <param name="Age">Since the station was last heard; null when it never was.</param>
/// <param name="IsOnTributary">Its water joins the stem further down.</param>
public sealed record StripStation(Station Station, decimal Km, string Level, Sample? Sample, decimal? Ratio, TimeSpan? Age, bool IsOnTributary)
{
    /// <summary>Within its limit only as an upper bound, such as <c>&lt;0.0001</c>.</summary>
    public bool IsCensored => Sample is { Value.Qualifier: not Qualifier.None };
}

/// <summary>What stands on the river beside stations: a dam, an intake, or where a tributary joins.</summary>
/// <param name="Tributary">The name of what joins here; null for none.</param>
public sealed record StripPlace(LocalizedName Name, decimal Km, bool IsDam, Intake? Intake, LocalizedName? Tributary);

/// <summary>One river from its source to its mouth: the places of its longest way with stations, and what joins it.</summary>
/// <param name="Determinand">What the stems show; null when no station is judged by any limit.</param>
public sealed record RiverStrip(WatchedRiver River, Determinand? Determinand, IReadOnlyList<StripStation> Stations, IReadOnlyList<StripPlace> Places, decimal FromKm, decimal ToKm)
{
    /// <summary>Kilometres between places of which nobody knows the distance, so that they do not lie on each other.</summary>
    private const decimal UnknownReachKm = 10;

    public static RiverStrip Of(WatchedRiver river, IReadOnlyDictionary<string, string> levels, WatchState state, DateTimeOffset now)
    {
        var (km, stem) = Kilometres(river);
        var shown = Gravest(river, state);
        var stations = river.Stations
            .Select(s => StationOf(s, km.GetValueOrDefault(s.Station.PlaceId), !stem.Contains(s.Station.PlaceId), levels.GetValueOrDefault(s.Station.Id.Value, "Unknown"), shown, state, now))
            .OrderBy(s => s.Km).ThenBy(s => s.Station.Id.Value, StringComparer.Ordinal).ToList();
        var places = river.Network.Places
            .Where(p => stem.Contains(p.Id))
            .Select(p => new StripPlace(p.Name, km[p.Id], p.IsDam, p.Intake, TributaryAt(river, p.Id, stem)))
            .Where(p => p.IsDam || p.Intake is not null || p.Tributary is not null)
            .OrderBy(p => p.Km).ToList();
        var all = km.Values.DefaultIfEmpty(0).ToList();
        return new RiverStrip(river, shown, stations, places, all.Min(), Math.Max(all.Max(), all.Min() + 1));
    }

    /// <summary><c>81.5</c>, <c>0.34</c>, or <c>&lt;0.01</c> for what is next to nothing.</summary>
    public static string RatioText(decimal ratio) =>
        ratio >= 1 ? ExceedanceText.Ratio(ratio) : ratio >= 0.01m ? Math.Round(ratio, 2).ToString("0.##", CultureInfo.InvariantCulture) : "<0.01";

    private static StripStation StationOf(WatchedStation station, decimal km, bool isOnTributary, string level, Determinand? shown, WatchState state, DateTimeOffset now)
    {
        var id = station.Station.Id.Value;
        var newest = shown is null ? null : Newest(station, shown, state);
        return new StripStation(
            station.Station, km, level, newest?.Sample, newest?.Ratio, state.Station(id)?.Heard is { } heard && heard.LastHeardAt > DateTimeOffset.MinValue ? now - heard.LastHeardAt : null, isOnTributary);
    }

    /// <summary>The newest believable sample of a determinand, over all its fractions and sources, with its place among its limits.</summary>
    private static (Sample Sample, decimal? Ratio)? Newest(WatchedStation station, Determinand determinand, WatchState state)
    {
        var series = state.Station(station.Station.Id.Value)?.SeriesOf(determinand)
            .Where(s => s.Newest is not null && station.RulesFor(determinand, s.Key.Fraction).Limits.Count > 0)
            .MaxBy(s => s.Newest!.Value.TakenAt);
        if (series?.Newest is not { } sample)
        {
            return null;
        }

        var limits = station.SeriesOf(series.Key.Source, determinand, series.Key.Fraction, series.Key.PeriodSeconds).LimitsAt(station, state, sample.TakenAt);
        return (sample, limits.Count == 0 || sample.Judged == Judged.CannotBeJudged ? null : Limits.Judging.Position(sample.Value.Value, limits));
    }

    /// <summary>The determinand of the gravest open alert; else the one that comes nearest to its limit anywhere.</summary>
    private static Determinand? Gravest(WatchedRiver river, WatchState state)
    {
        var ids = river.Stations.Select(s => s.Station.Id.Value).ToHashSet();
        var alert = state.Alerts.Values.Where(a => a.Key.Determinand is not null && a.Key.Condition.IsOfTheWater() && ids.Contains(a.Key.Station.Value)).MaxBy(a => (a.Level, a.Ratio));
        return alert?.Key.Determinand ?? river.Stations
            .SelectMany(s => s.Rules.Where(r => r.Limits.Count > 0).Select(r => r.Determinand).Distinct().Select(d => (Determinand: d, Newest(s, d, state)?.Ratio)))
            .OrderByDescending(d => d.Ratio ?? -1).ThenBy(d => d.Determinand.Key, StringComparer.Ordinal)
            .FirstOrDefault().Determinand;
    }

    /// <summary>Where each place lies, and which places the stem has: the way to the mouth that passes most stations, the longest of several.</summary>
    private static (Dictionary<string, decimal> Km, HashSet<string> Stem) Kilometres(WatchedRiver river)
    {
        var known = river.Stations.Where(s => s.Station.DistanceKm is not null).GroupBy(s => s.Station.PlaceId).ToDictionary(g => g.Key, g => g.First().Station.DistanceKm!.Value);
        var stationed = river.Stations.Select(s => s.Station.PlaceId).ToHashSet();
        var above = river.Network.Reaches.ToLookup(r => r.To);
        var best = new Dictionary<string, (int Stations, decimal Km, string? Above)>();
        foreach (var place in river.Network.Downstream)
        {
            var way = above[place.Id].Select(r => (best[r.From].Stations, best[r.From].Km + (r.LengthKm ?? UnknownReachKm), (string?)r.From)).DefaultIfEmpty((0, 0m, null)).Max();
            best[place.Id] = (way.Item1 + (stationed.Contains(place.Id) ? 1 : 0), way.Item2, way.Item3);
        }

        var stem = new List<string>();
        for (var at = best.Count == 0 ? null : best.MaxBy(b => (b.Value.Stations, b.Value.Km)).Key; at is not null; at = best[at].Above)
        {
            stem.Insert(0, at);
        }

        var km = new Dictionary<string, decimal>();
        foreach (var (place, before) in stem.Zip(stem.Prepend(null)))
        {
            var length = before is null ? 0 : above[place].First(r => r.From == before).LengthKm ?? UnknownReachKm;
            km[place] = known.TryGetValue(place, out var measured) ? measured : before is null ? Begin(stem, known, above) : km[before] + length;
        }

        // What is off the stem lies as far above its confluence as its reach is long.
        foreach (var place in river.Network.Downstream.Reverse().Where(p => !km.ContainsKey(p.Id)))
        {
            var below = river.Network.Reaches.FirstOrDefault(r => r.From == place.Id && km.ContainsKey(r.To));
            km[place.Id] = known.TryGetValue(place.Id, out var measured) ? measured : below is null ? 0 : km[below.To] - (below.LengthKm ?? UnknownReachKm);
        }

        return (km, [.. stem]);
    }

    /// <summary>So that the first place whose distance is measured comes out there.</summary>
    private static decimal Begin(List<string> stem, Dictionary<string, decimal> known, ILookup<string, Reach> above)
    {
        var first = stem.FindIndex(known.ContainsKey);
        return first < 0 ? 0 : known[stem[first]] - Enumerable.Range(1, first).Sum(i => above[stem[i]].First(r => r.From == stem[i - 1]).LengthKm ?? UnknownReachKm);
    }

    private static LocalizedName? TributaryAt(WatchedRiver river, string place, HashSet<string> stem) =>
        river.Network.Reaches.FirstOrDefault(r => r.To == place && !stem.Contains(r.From)) is { } joining ? river.Network.Places.First(p => p.Id == joining.From).Name : null;
}
