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
        var rolls = draft.RollsOf(river);
        var (up, down) = (river.Network.Up(place), river.Network.Down(place));
        var (nearest, nearestKm) = (default(Alert), decimal.MaxValue);
        for (var at = place; at >= 0; at--)
        {
            Look(at, at == place ? 0 : up[at].Exists ? up[at].LengthKm ?? decimal.MaxValue : null);
        }

        for (var at = place + 1; at < down.Length; at++)
        {
            Look(at, down[at].Exists ? down[at].LengthKm ?? decimal.MaxValue : null);
        }

        return nearest;

        // From the nearest on, so that as a rule the first one found is it.
        void Look(int at, decimal? km)
        {
            if (km is not { } distance || nearest is not null && distance >= nearestKm || rolls.At(at) is not { } here)
            {
                return;
            }

            foreach (var roll in here)
            {
                // The nearest alert of the incident may be of another metal: any of the incident's may confirm.
                if (roll.Alerts.Find(other => ConfirmEachOther(alert, other) && placing.Connects(other, at, alert, place)) is { } confirming)
                {
                    (nearest, nearestKm) = (confirming, distance);
                }
            }
        }
    }

    /// <summary>Each by a sample that may confirm.</summary>
    private static bool ConfirmEachOther(Alert a, Alert b) =>
        b.Incident == a.Incident && a.Key.Station != b.Key.Station && a.Key.Determinand == b.Key.Determinand && b.Key.Condition == a.Key.Condition
        && b.SamplesOver > 0 && b.IsOpen;
}
