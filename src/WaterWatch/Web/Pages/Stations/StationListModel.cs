using WaterWatch.Deciding;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Stations;

/// <summary>A station in the list.</summary>
/// <param name="Level">A level's word, or Unknown.</param>
/// <param name="WaterClass">Empty when its standard has none or it cannot be told.</param>
/// <param name="Gravest">What comes nearest to its limit, or is furthest above; null when nothing that has a limit was measured.</param>
/// <param name="Age">Since it was last heard; null when it never was.</param>
public sealed record StationRow(Station Station, string Level, string WaterClass, Standing? Gravest, TimeSpan? Age, int OpenAlerts);

/// <summary>The stations of one river, from source to mouth.</summary>
public sealed record StationRows(LocalizedName River, IReadOnlyList<StationRow> Rows);

/// <summary>How every station stands, or those that were asked for.</summary>
/// <param name="Asked">Words that a station must have in its names, its river, its kind, its level or its standard; empty for all.</param>
/// <param name="All">How many stations there are.</param>
/// <param name="Found">How many of them were asked for.</param>
public sealed record StationListModel(PageFrame Frame, string Asked, IReadOnlyList<StationRows> Rivers, int All, int Found)
{
    /// <summary>Rows on a page: beyond it nobody reads, and a phone is slow.</summary>
    public const int Most = 1_000;

    /// <summary>No name of a station needs more words or letters.</summary>
    private const int LongestAsked = 200;

    public Tongue Tongue => Frame.Tongue;

    public static StationListModel Of(PageFrame frame, string? asked, WatchState state, WatchPlan plan)
    {
        var text = (asked ?? "").Trim() is var all && all.Length > LongestAsked ? all[..LongestAsked] : all;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var alerts = state.Alerts.Values.CountBy(a => a.Key.Station.Value).ToDictionary();
        var found = StationLevel.All(plan, state, frame.Now)
            .Where(s => Has(words, s.Station.Station, s.Level, plan))
            .OrderBy(s => s.Station.Station.River, StringComparer.Ordinal).ThenBy(s => s.Station.Station.DistanceKm ?? decimal.MaxValue).ThenBy(s => s.Station.Station.Id.Value, StringComparer.Ordinal)
            .ToList();
        var rivers = found.Take(Most).GroupBy(s => s.Station.Station.River)
            .Select(g => new StationRows(NameOf(g.Key, plan), [.. g.Select(s => RowOf(s.Station, s.Level, alerts.GetValueOrDefault(s.Station.Station.Id.Value), state, frame.Now))]));
        return new StationListModel(frame, text, [.. rivers], plan.Stations.Count, found.Count);
    }

    private static StationRow RowOf(WatchedStation station, string level, int alerts, WatchState state, DateTimeOffset now)
    {
        var gravest = station.Rules.Where(r => r.Limits.Count > 0).Select(r => Standing.Of(station, r, state)).OfType<Standing>().MaxBy(s => s.Ratio ?? -1);
        var heardAt = state.Station(station.Station.Id.Value)?.Heard?.LastHeardAt;
        return new StationRow(station.Station, level, WaterClass.Of(station, state, now), gravest, heardAt > DateTimeOffset.MinValue ? now - heardAt : null, alerts);
    }

    /// <summary>In either language, whichever the page is in: people share addresses.</summary>
    private static bool Has(string[] words, Station station, string level, WatchPlan plan)
    {
        if (words.Length == 0)
        {
            return true;
        }

        var river = NameOf(station.River, plan);
        var text = string.Join(
            '\n', station.Id.Value, station.Name.En, station.Name.Zh, river.En, river.Zh, station.River, StationWords.Kind(station.Kind, Tongue.English), StationWords.Kind(station.Kind, Tongue.Chinese),
            LevelWords.Of(level, Tongue.English), LevelWords.Of(level, Tongue.Chinese), station.LimitStandard);
        return words.All(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
    }

    private static LocalizedName NameOf(string river, WatchPlan plan) => plan.Rivers.TryGetValue(river, out var known) ? known.Name : new LocalizedName(river, river);
}
