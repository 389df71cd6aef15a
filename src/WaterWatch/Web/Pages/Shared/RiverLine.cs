using System.Runtime.CompilerServices;
using WaterWatch.Deciding;
using WaterWatch.Rivers;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>What stands on the river beside stations: a dam, an intake, or where a tributary joins.</summary>
/// <param name="Tributary">The name of what joins here; null for none.</param>
public sealed record StripPlace(LocalizedName Name, decimal Km, bool IsDam, Intake? Intake, LocalizedName? Tributary);

/// <summary>A river laid out from source to mouth: its stem is the way to the mouth that passes most stations, the longest of several. Of the configuration alone; made once a plan.</summary>
public sealed class RiverLine
{
    /// <summary>Kilometres between places of which nobody knows the distance, so that they do not lie on each other.</summary>
    private const decimal UnknownReachKm = 10;

    private static readonly ConditionalWeakTable<WatchedRiver, RiverLine> s_made = [];

    private readonly Dictionary<string, decimal> _km = [];
    private readonly HashSet<string> _stem;

    private RiverLine(WatchedRiver river)
    {
        var measured = river.Stations.Where(s => s.Station.DistanceKm is not null).GroupBy(s => s.Station.PlaceId).ToDictionary(g => g.Key, g => g.First().Station.DistanceKm!.Value);
        var (above, below) = (river.Network.Reaches.ToLookup(r => r.To), river.Network.Reaches.ToLookup(r => r.From));
        var stem = StemOf(river, above);
        _stem = [.. stem];
        foreach (var (place, before) in stem.Zip(stem.Prepend(null)))
        {
            _km[place] = measured.TryGetValue(place, out var known) ? known : before is null ? Begin(stem, measured, above) : _km[before] + LengthOf(above, place, before);
        }

        // What is off the stem lies as far above its confluence as its reach is long.
        foreach (var place in river.Network.Downstream.Reverse().Where(p => !_km.ContainsKey(p.Id)))
        {
            var joins = below[place.Id].FirstOrDefault(r => _km.ContainsKey(r.To));
            _km[place.Id] = measured.TryGetValue(place.Id, out var known) ? known : joins is null ? 0 : _km[joins.To] - (joins.LengthKm ?? UnknownReachKm);
        }

        var names = river.Network.Places.ToDictionary(p => p.Id, p => p.Name);
        Stations = [.. river.Stations.Select(s => (s, KmOf(s.Station), !_stem.Contains(s.Station.PlaceId))).OrderBy(s => s.Item2).ThenBy(s => s.s.Station.Id.Value, StringComparer.Ordinal)];
        Places = [.. river.Network.Places
            .Where(p => _stem.Contains(p.Id))
            .Select(p => new StripPlace(p.Name, _km[p.Id], p.IsDam, p.Intake, above[p.Id].FirstOrDefault(r => !_stem.Contains(r.From)) is { } joining ? names[joining.From] : null))
            .Where(p => p.IsDam || p.Intake is not null || p.Tributary is not null)
            .OrderBy(p => p.Km)];
        FromKm = _km.Values.DefaultIfEmpty(0).Min();
        ToKm = Math.Max(_km.Values.DefaultIfEmpty(0).Max(), FromKm + 1);
    }

    /// <summary>From source to mouth; what is on a tributary lies above its confluence.</summary>
    public IReadOnlyList<(WatchedStation Station, decimal Km, bool IsOnTributary)> Stations { get; }

    /// <summary>Of the stem.</summary>
    public IReadOnlyList<StripPlace> Places { get; }

    public decimal FromKm { get; }

    public decimal ToKm { get; }

    public static RiverLine Of(WatchedRiver river) => s_made.GetValue(river, r => new RiverLine(r));

    public decimal KmOf(Station station) => _km.GetValueOrDefault(station.PlaceId);

    private static List<string> StemOf(WatchedRiver river, ILookup<string, Reach> above)
    {
        var stationed = river.Stations.Select(s => s.Station.PlaceId).ToHashSet();
        var best = new Dictionary<string, (int Stations, decimal Km, string? Above)>();
        foreach (var place in river.Network.Downstream)
        {
            var way = above[place.Id].Select(r => (best[r.From].Stations, best[r.From].Km + (r.LengthKm ?? UnknownReachKm), (string?)r.From)).DefaultIfEmpty((0, 0m, null)).Max();
            best[place.Id] = (way.Item1 + (stationed.Contains(place.Id) ? 1 : 0), way.Item2, way.Item3);
        }

        var stem = new List<string>();
        for (var at = best.Count == 0 ? null : best.MaxBy(b => (b.Value.Stations, b.Value.Km)).Key; at is not null; at = best[at].Above)
        {
            stem.Add(at);
        }

        stem.Reverse();
        return stem;
    }

    /// <summary>So that the first place whose distance is measured comes out there.</summary>
    private static decimal Begin(List<string> stem, Dictionary<string, decimal> measured, ILookup<string, Reach> above)
    {
        var first = stem.FindIndex(measured.ContainsKey);
        return first < 0 ? 0 : measured[stem[first]] - Enumerable.Range(1, first).Sum(i => LengthOf(above, stem[i], stem[i - 1]));
    }

    private static decimal LengthOf(ILookup<string, Reach> above, string place, string before) => above[place].First(r => r.From == before).LengthKm ?? UnknownReachKm;
}
