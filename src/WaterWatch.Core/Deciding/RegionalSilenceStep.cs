using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>
/// Many stations of a river silent since about the same time: the broker or the network, not the river. One alert of the river says so; while it is open no
/// station of it gets one of its own, and whoever is still silent when it ends does.
/// </summary>
internal static class RegionalSilenceStep
{
    public static bool IsOpen(Draft draft, string river) => draft.OpenAlert(StandingAlert.KeyOf(river, Condition.RegionalSilence)) is not null;

    /// <param name="silent">All stations and determinands that are silent now.</param>
    public static void Look(Draft draft, WatchPlan plan, List<Silence> silent, DateTimeOffset now)
    {
        var stations = silent.Where(s => s.Key.Determinand is null).ToLookup(s => s.Station.Station.River);
        foreach (var river in plan.Rivers.Values)
        {
            var key = StandingAlert.KeyOf(river.Id, Condition.RegionalSilence);
            if (draft.OpenAlert(key) is { } open)
            {
                ClearWhenHeard(draft, river, open, stations[river.Id], now);
            }
            else if (river.Rules.RegionalSilence is { } rule && stations.Contains(river.Id))
            {
                RaiseWhenMany(draft, river, key, rule, [.. stations[river.Id]]);
            }
        }
    }

    private static void RaiseWhenMany(Draft draft, WatchedRiver river, AlertKey key, RegionalSilenceRule rule, List<Silence> silent)
    {
        var expected = river.Stations.Count(s => s.Interval is not null);
        if (silent.Count < rule.Least || silent.Count < rule.Share * expected)
        {
            return;
        }

        // The largest group whose last words lie within one longest interval of each other.
        var together = river.Stations.Max(s => s.Interval) ?? TimeSpan.Zero;
        silent.Sort((a, b) => a.LastWordAt.CompareTo(b.LastWordAt));
        var (first, most) = (0, 0);
        for (var (from, to) = (0, 0); to < silent.Count; to++)
        {
            while (silent[to].LastWordAt - silent[from].LastWordAt > together)
            {
                from++;
            }

            (first, most) = to - from + 1 > most ? (from, to - from + 1) : (first, most);
        }

        if (most >= rule.Least && most >= rule.Share * expected)
        {
            Raise(draft, river, key, rule, silent.GetRange(first, most), expected);
        }
    }

    private static void Raise(Draft draft, WatchedRiver river, AlertKey key, RegionalSilenceRule rule, List<Silence> group, int expected)
    {
        var at = group.Max(s => s.DueAt);
        StandingAlert.Raise(
            draft, key, rule.Level, AlertReason.ManyStationsSilent, at, at,
            new Dictionary<string, string>(Facts(river, group.Count, expected)) { ["since"] = Timeline.Instants.Format(group[^1].LastWordAt) });

        // From the last word of the group on whoever speaks is back: a feed that has returned is not yet a station heard.
        draft.Put(draft.OpenAlert(key)! with { LastOverAt = group[^1].LastWordAt });
    }

    private static void ClearWhenHeard(Draft draft, WatchedRiver river, Alert open, IEnumerable<Silence> silent, DateTimeOffset now)
    {
        var (expected, unheard) = (0, 0);
        foreach (var station in river.Stations)
        {
            expected += station.Interval is null ? 0 : 1;
            unheard += station.Interval is null || SilenceStep.HeardAt(draft, station) > open.LastOverAt ? 0 : 1;
        }

        // Usually this decides, and nobody else need be looked at: those who were heard and have fallen silent since count too.
        if (river.Rules.RegionalSilence is { } rule && unheard > rule.ClearShare * expected)
        {
            return;
        }

        var still = unheard + silent.Count(s => s.HeardAt > open.LastOverAt);
        if (river.Rules.RegionalSilence is not { } its || still <= its.ClearShare * expected)
        {
            StandingAlert.Clear(draft, open, AlertReason.StationsHeardAgain, now, Facts(river, still, expected));
        }
    }

    private static Dictionary<string, string> Facts(WatchedRiver river, int silent, int expected) => new()
    {
        ["river"] = river.Id,
        ["silent"] = Deciding.Facts.Number(silent),
        ["expected"] = Deciding.Facts.Number(expected),
    };
}
