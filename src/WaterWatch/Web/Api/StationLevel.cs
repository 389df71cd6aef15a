using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Web.Api;

/// <summary>The one word that a page shows for a station. What nobody knows is Unknown, never Compliant.</summary>
internal static class StationLevel
{
    private const string Unknown = "Unknown";

    /// <summary>Every station with its level, by one walk over the series.</summary>
    /// <param name="now">By which a sample may be too old to say how the water is.</param>
    public static IEnumerable<(WatchedStation Station, string Level)> All(WatchPlan plan, WatchState state, DateTimeOffset now)
    {
        var series = state.Series.ToLookup(s => s.Key.Station.Value);
        var alerts = state.Alerts.Values.ToLookup(a => a.Key.Station.Value);
        return plan.Stations.Values.Select(s => (s, Of(s, state, [.. series[s.Station.Id.Value]], [.. alerts[s.Station.Id.Value]], now)));
    }

    /// <summary>One station's alone.</summary>
    public static string Of(WatchedStation station, WatchState state, DateTimeOffset now) => Of(
        station, state, [.. state.Station(station.Station.Id.Value)?.Series ?? []], [.. state.Alerts.Values.Where(a => a.Key.Station == station.Station.Id)], now);

    private static string Of(WatchedStation station, WatchState state, List<SeriesState> series, List<Alert> alerts, DateTimeOffset now)
    {
        var ofTheWater = alerts.FindAll(a => a.Key.Condition.IsOfTheWater());
        if (ofTheWater.Count > 0)
        {
            return ofTheWater.Max(a => a.Level).ToString();
        }

        // Each determinand that is expected and has a limit must speak for itself, one that never came too: a good pH says nothing of cadmium. All other alerts
        // say that somebody cannot know; what is known to be grave is shown all the same.
        var level = Level.Compliant;
        var judged = 0;
        var isUnknown = alerts.Count > 0 || station.Rules.Any(r => r.Interval is not null && r.Limits.Count > 0 && !series.Exists(s => s.Key.Determinand == r.Determinand && s.Key.Fraction == r.Fraction));
        foreach (var (rules, newest) in Newest(station, series))
        {
            // What came with files says how the water was, not how it is.
            var isOld = !newest.WasSent || rules.Interval is { } interval && now - newest.LastReceivedAt > rules.Alerts.SilentAfter(interval);
            if (newest.Newest is not { Judged: Judged.Compliant } sample || isOld)
            {
                isUnknown |= rules.Interval is not null;
                continue;
            }

            judged++;
            var limits = station.SeriesOf(newest.Key.Source, newest.Key.Determinand, newest.Key.Fraction, newest.Key.PeriodSeconds).LimitsAt(station, state, sample.TakenAt);
            level = Levels.Higher(level, rules.Alerts.Levels.For(Judging.Position(sample.Value.Value, limits)));
        }

        return level == Level.Compliant && (isUnknown || judged == 0) ? Unknown : level.ToString();
    }

    /// <summary>Of each determinand with a limit the series that was heard last.</summary>
    private static IEnumerable<(DeterminandRules Rules, SeriesState Newest)> Newest(WatchedStation station, List<SeriesState> series) =>
        series
            .GroupBy(s => (s.Key.Determinand, s.Key.Fraction))
            .Select(g => (station.RulesFor(g.Key.Determinand, g.Key.Fraction), g.MaxBy(s => s.LastReceivedAt)!))
            .Where(s => s.Item1.Limits.Count > 0);
}
