using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>Finds the alert at another station that confirms one: the same metal over its limit, in water that connects the two in time.</summary>
internal static class Neighbours
{
    public static Alert? Nearest(Draft draft, WatchedRiver river, Alert alert)
    {
        if (alert.Key.Condition != Condition.LimitExceedance || alert.SamplesOver == 0 || !river.TryPlace(alert.Key.Station.Value, out var place))
        {
            return null;
        }

        var placing = new Placing(draft, river);
        var (up, down) = (river.Network.Up(place), river.Network.Down(place));
        var (nearest, nearestKm) = (default(Alert), decimal.MaxValue);
        foreach (var (roll, at) in draft.RollsOf(river).All())
        {
            var km = at == place ? 0 : up[at].Exists ? up[at].LengthKm ?? decimal.MaxValue : down[at].Exists ? down[at].LengthKm ?? decimal.MaxValue : (decimal?)null;
            if (km is null || nearest is not null && km >= nearestKm)
            {
                continue;
            }

            // The nearest alert of the incident may be of another metal: any of the incident's may confirm.
            var confirming = roll.Alerts.Find(other => ConfirmEachOther(alert, other) && placing.Connects(other, at, alert, place));
            (nearest, nearestKm) = confirming is null ? (nearest, nearestKm) : (confirming, km.Value);
        }

        return nearest;
    }

    /// <summary>Each by a sample that may confirm.</summary>
    private static bool ConfirmEachOther(Alert a, Alert b) =>
        b.Incident == a.Incident && a.Key.Station != b.Key.Station && a.Key.Determinand == b.Key.Determinand && b.Key.Condition == a.Key.Condition
        && b.SamplesOver > 0 && b.IsOpen;
}
