using WaterWatch.Alerts;
using WaterWatch.Rivers;

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

        var nearest = new Search(draft, river, alert, place);
        nearest.Go(river.Network.Up(place), isUp: true);
        nearest.Go(river.Network.Down(place), isUp: false);
        return nearest.Found;
    }

    /// <summary>Each by a sample that may confirm.</summary>
    private static bool ConfirmEachOther(Alert a, Alert b) =>
        b.Incident == a.Incident && a.Key.Station != b.Key.Station && a.Key.Determinand == b.Key.Determinand && b.Key.Condition == a.Key.Condition
        && b.SamplesOver > 0 && b.IsOpen;

    /// <summary>Along the water, from the place outwards: what lies behind a place is farther than it, so where that is no nearer than what was found the walk ends.</summary>
    private sealed class Search(Draft draft, WatchedRiver river, Alert alert, int place)
    {
        private readonly Placing _placing = new(draft, river);
        private readonly RiverRolls _rolls = draft.RollsOf(river);
        private decimal _foundKm;

        public Alert? Found { get; private set; }

        public void Go(Ways ways, bool isUp)
        {
            foreach (var at in river.Network.Walk(place, isUp, at => IsNearer(KmOf(at))))
            {
                Look(at, KmOf(at));
            }

            decimal KmOf(int at) => at == place ? 0 : ways[at].LengthKm ?? decimal.MaxValue;
        }

        private bool IsNearer(decimal km) => Found is null || km < _foundKm;

        private void Look(int at, decimal km)
        {
            foreach (var roll in IsNearer(km) ? _rolls.At(at) ?? [] : [])
            {
                // The nearest alert of the incident may be of another metal: any of the incident's may confirm.
                if (roll.Alerts.Find(other => ConfirmEachOther(alert, other) && _placing.Connects(other, at, alert, place)) is { } confirming)
                {
                    (Found, _foundKm) = (confirming, km);
                }
            }
        }
    }
}
