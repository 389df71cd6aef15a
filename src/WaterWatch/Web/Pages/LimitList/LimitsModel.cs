using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.LimitList;

/// <summary>A limit that stations are judged by today.</summary>
public sealed record LimitInForce(Limit Limit, IReadOnlyList<Station> Stations);

/// <summary>A standard that is loaded, with those of its limits that were asked for.</summary>
public sealed record LoadedStandard(string Name, IReadOnlyList<Limit> Limits)
{
    public int Unverified => Limits.Count(l => !l.Verified);
}

/// <summary>By what readings are judged; then everything that they could be judged by.</summary>
/// <param name="Standard">The one that was asked for; empty for all.</param>
/// <param name="Determinand">Its key; empty for all.</param>
public sealed record LimitsModel(PageFrame Frame, string Standard, string Determinand)
{
    public Tongue Tongue => Frame.Tongue;

    /// <summary>Everything that can be asked for.</summary>
    public IReadOnlyList<string> Standards { get; init; } = [];

    public IReadOnlyList<Determinand> Determinands { get; init; } = [];

    public IReadOnlyList<LimitInForce> InForce { get; init; } = [];

    public IReadOnlyList<LoadedStandard> Loaded { get; init; } = [];

    public int StationCount { get; init; }

    /// <summary>Whether a standard's table is open from the start: what was asked for is shown, and all of it at once would bury what is in force.</summary>
    public bool IsAsked => Standard.Length > 0 || Determinand.Length > 0;

    public static LimitsModel Of(PageFrame frame, LoadedConfiguration configuration, string standard, string determinand)
    {
        var inForce = Held(configuration.Plan, frame.Now);
        var all = configuration.Limits.Concat(inForce.Select(h => h.Limit)).ToList();
        return new LimitsModel(frame, standard, determinand)
        {
            Standards = [.. all.Select(l => l.Standard).Distinct().Order(StringComparer.Ordinal)],
            Determinands = [.. all.Select(l => l.Determinand).Distinct().OrderBy(d => d.Key, StringComparer.Ordinal)],
            InForce = [.. inForce.Where(h => IsMeant(h.Limit))],
            Loaded = [.. configuration.Limits.Where(IsMeant).GroupBy(l => l.Standard).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new LoadedStandard(g.Key, [.. g]))],
            StationCount = configuration.Plan.Stations.Count,
        };

        bool IsMeant(Limit limit) => (standard.Length == 0 || limit.Standard == standard) && (determinand.Length == 0 || limit.Determinand.Key == determinand);
    }

    /// <summary>What stations are judged by on the day that it is there, each limit once.</summary>
    private static List<LimitInForce> Held(WatchPlan plan, DateTimeOffset now) =>
    [
        .. plan.Stations.Values.OrderBy(s => s.Station.DistanceKm).ThenBy(s => s.Station.Id.Value, StringComparer.Ordinal)
            .SelectMany(s => s.Rules.SelectMany(r => new[] { r.Limits, r.MeanLimits }).SelectMany(l => InForceAt(l, s.Station, now)).Select(l => (Limit: l, s.Station)))
            .GroupBy(h => h.Limit).Select(g => new LimitInForce(g.Key, [.. g.Select(h => h.Station)]))
            .OrderBy(h => h.Limit.Determinand.Key, StringComparer.Ordinal).ThenBy(h => h.Limit.Ref, StringComparer.Ordinal).ThenBy(h => h.Limit.Sense),
    ];

    private static IEnumerable<Limit> InForceAt(IReadOnlyList<Limit> limits, Station station, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, station.TimeZone).DateTime);
        return limits.Where(l => LimitVersions.IsInForce(l, limits, day));
    }
}
