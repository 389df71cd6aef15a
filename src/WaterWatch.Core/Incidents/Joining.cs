using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Rivers;

namespace WaterWatch.Incidents;

/// <summary>Why an alert belongs to an incident: the arithmetic that stands on the timeline.</summary>
/// <param name="Upstream">The alert whose water comes first.</param>
/// <param name="Downstream">The alert that this water reaches.</param>
/// <param name="Elapsed">From the upstream alert's first sample over the limit to the downstream one's.</param>
public sealed record JoinEvidence(Alert Upstream, Alert Downstream, Route Route, TimeSpan Elapsed)
{
    /// <summary>The facts under their timeline names; hours with one decimal, kilometres as configured.</summary>
    public IReadOnlyDictionary<string, string> Data => new Dictionary<string, string>
    {
        ["from"] = Upstream.Key.Station.Value,
        ["to"] = Downstream.Key.Station.Value,
        ["distance_km"] = Route.LengthKm?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
        ["elapsed_h"] = Hours(Elapsed),
        ["window_h"] = Route.Travel is { } travel ? $"{Hours(travel.Fastest)}-{Hours(travel.Slowest)}{(travel.Assumed ? " assumed" : "")}" : "unknown",
        ["dams"] = string.Join(", ", Route.Dams),
    };

    private static string Hours(TimeSpan time) => Math.Round(time.TotalHours, 1).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>Tells whether two alerts can come from the same water.</summary>
public static class Joining
{
    /// <summary>
    /// Two alerts are one event when water from the one reaches the other and the times allow it: not faster than physically possible, and not after the last of
    /// the water should have passed, a bound that is lifted while the upstream alert is open, where a dam lies between, or where the travel time is unknown.
    /// The order in which the two became known does not matter.
    /// </summary>
    /// <returns>Null when they cannot, parallel tributaries among them.</returns>
    public static JoinEvidence? Examine(RiverNetwork network, string placeA, Alert a, string placeB, Alert b)
    {
        if (placeA == placeB)
        {
            return Evidence(new Route(placeA, placeB, 0, TravelTime.Zero, []), a.FiredAt <= b.FiredAt ? a : b, a.FiredAt <= b.FiredAt ? b : a, samePlace: true);
        }

        return network.RouteDown(placeA, placeB) is { } down ? Evidence(down, a, b, samePlace: false)
            : network.RouteDown(placeB, placeA) is { } up ? Evidence(up, b, a, samePlace: false)
            : null;
    }

    private static JoinEvidence? Evidence(Route route, Alert upstream, Alert downstream, bool samePlace)
    {
        var evidence = new JoinEvidence(upstream, downstream, route, downstream.FiredAt - upstream.FiredAt);
        if (route.Travel is not { } travel)
        {
            return evidence;
        }

        // The water turned somewhere between the last good sample and the first bad one; where no good one is known, it may have turned any time before.
        var tooFast = upstream.LastBelowAt is { } turned && downstream.FiredAt - turned < travel.Fastest;

        // At one place other metals of the same event may show a sampling cycle apart: the slack is the time between the last good and the first bad sample.
        var slack = samePlace ? TimeSpan.FromDays(1) : TimeSpan.Zero;
        var tooLate = !upstream.IsOpen && route.Dams.Count == 0 && downstream.FiredAt - upstream.LastOverAt > travel.Slowest + slack;
        return tooFast && !samePlace || tooLate ? null : evidence;
    }
}
