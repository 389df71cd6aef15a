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
    /// <summary>The earliest that the water could come, since a dam let through more than usual; null where no operation made it faster.</summary>
    public Passage? Faster { get; init; }

    /// <summary>A dam on the way held water back in the meantime; null where none did.</summary>
    public DamOperation? Held { get; init; }

    /// <summary>The facts under their timeline names; hours with one decimal, kilometres as configured.</summary>
    public IReadOnlyDictionary<string, string> Data
    {
        get
        {
            var facts = new Dictionary<string, string>
            {
                ["from"] = Upstream.Key.Station.Value,
                ["to"] = Downstream.Key.Station.Value,
                ["distance_km"] = Route.LengthKm?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
                ["elapsed_h"] = Hours(Elapsed),
                ["window_h"] = Route.Travel is { } travel
                    ? $"{Hours(Faster is { } faster ? faster.Took : travel.Fastest)}-{Hours(travel.Slowest)}{(travel.Assumed ? " assumed" : "")}"
                    : "unknown",
                ["dams"] = string.Join(", ", Route.Dams),
            };
            if ((Faster?.Operation ?? Held) is { } used)
            {
                facts["operation"] = used.Operation == DamOperationKind.Release ? "release" : "hold";
                facts["operated_dam"] = used.Dam;
                facts["operated_at"] = used.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            }

            return facts;
        }
    }

    private static string Hours(TimeSpan time) => Math.Round(time.TotalHours, 1).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>Whether two alerts can come from the same water.</summary>
public enum Link : byte
{
    None,

    /// <summary>Only because a dam between may have held the water back: later than the slowest time, with the upstream alert cleared.</summary>
    HeldBack,

    Within,
}

/// <summary>Tells whether two alerts can come from the same water.</summary>
public static class Joining
{
    /// <summary>At one place other metals of the same event may show a sampling cycle apart.</summary>
    private static readonly TimeSpan SamePlaceSlack = TimeSpan.FromDays(1);

    /// <summary>
    /// Two alerts are one event when water from the one reaches the other and the times allow it: not faster than physically possible, and not after the last of
    /// the water should have passed, a bound that is lifted while the upstream alert was still open at the downstream one's time, where a dam lies between, or
    /// where the travel time is unknown. All in event time: neither the order in which the two became known matters, nor what became of them since.
    /// </summary>
    /// <param name="operations">What people did at the river's dams.</param>
    /// <returns>Null when they cannot, parallel tributaries among them.</returns>
    public static JoinEvidence? Examine(RiverNetwork network, string placeA, Alert a, string placeB, Alert b, IReadOnlyList<DamOperation>? operations = null)
    {
        if (network.NumberOf(placeA) is not { } numberA || network.NumberOf(placeB) is not { } numberB)
        {
            return null;
        }

        var aIsAbove = numberA == numberB ? IsBefore(a, b) : numberA < numberB;
        var (from, to, upstream, downstream) = aIsAbove ? (numberA, numberB, a, b) : (numberB, numberA, b, a);
        var way = from == to ? Way.None : network.Down(from)[to];
        return Examine(network, from, to, way, upstream, downstream, operations ?? []) == Link.None
            ? null
            : Evidence(network, from, to, way, upstream, downstream, operations ?? []);
    }

    /// <summary>The same without the arithmetic, for those who look at thousands.</summary>
    internal static Link Examine(
        RiverNetwork network, int from, int to, in Way way, Alert upstream, Alert downstream, IReadOnlyList<DamOperation> operations)
    {
        if (!way.Exists)
        {
            return Link.None;
        }

        if (from != to && way.Travel is { } travel && upstream.LastBelowAt is { } turned && downstream.FiredAt - turned < travel.Fastest)
        {
            // The water turned somewhere between the last good sample and the first bad one; where no good one is known, it may have turned any time before.
            var tooFast = !(way.PassesDam && operations.Count > 0 && Passage.Earliest(network, from, to, turned, operations) is { } passage
                && downstream.FiredAt >= passage.ArrivesAt);
            if (tooFast)
            {
                return Link.None;
            }
        }

        return !IsTooLate(from == to, way, upstream, downstream) ? Link.Within : way.PassesDam ? Link.HeldBack : Link.None;
    }

    internal static JoinEvidence Evidence(
        RiverNetwork network, int from, int to, in Way way, Alert upstream, Alert downstream, IReadOnlyList<DamOperation> operations)
    {
        var passage = way is { PassesDam: true, Travel: not null } && operations.Count > 0
            ? Passage.Earliest(network, from, to, upstream.LastBelowAt ?? upstream.FiredAt, operations)
            : null;
        return new JoinEvidence(upstream, downstream, network.RouteOf(from, to, way), downstream.FiredAt - upstream.FiredAt)
        {
            Faster = passage?.Operation is null ? null : passage,
            Held = way.PassesDam ? HeldBetween(network, from, to, upstream, downstream, operations) : null,
        };
    }

    /// <summary>Which of two alerts at one place comes first: by event time, and by what they are about where that is equal; never by when they became known.</summary>
    internal static bool IsBefore(Alert a, Alert b) => Compare(a, b) < 0;

    internal static int Compare(Alert a, Alert b)
    {
        var by = a.FiredAt.CompareTo(b.FiredAt);
        by = by != 0 ? by : string.CompareOrdinal(a.Key.Station.Value, b.Key.Station.Value);
        by = by != 0 ? by : string.CompareOrdinal(a.Key.Determinand?.Key, b.Key.Determinand?.Key);
        by = by != 0 ? by : a.Key.Fraction.CompareTo(b.Key.Fraction);
        by = by != 0 ? by : a.Key.Condition.CompareTo(b.Key.Condition);
        by = by != 0 ? by : a.Key.MeanSeconds.CompareTo(b.Key.MeanSeconds);
        return by != 0 ? by : a.Id.CompareTo(b.Id);
    }

    private static bool IsTooLate(bool samePlace, in Way way, Alert upstream, Alert downstream)
    {
        var wasOpen = upstream.IsOpen || downstream.FiredAt <= (upstream.ClearedAt ?? upstream.ChangedAt);
        if (wasOpen || way.Travel is not { } travel)
        {
            return false;
        }

        return downstream.FiredAt - upstream.LastOverAt > travel.Slowest + (samePlace ? SamePlaceSlack : TimeSpan.Zero);
    }

    private static DamOperation? HeldBetween(
        RiverNetwork network, int from, int to, Alert upstream, Alert downstream, IReadOnlyList<DamOperation> operations)
    {
        if (operations.Count == 0)
        {
            return null;
        }

        var dams = network.DamsBetween(from, to).Select(d => network[d].Id).ToHashSet();
        return operations
            .Where(o => o.Operation == DamOperationKind.Hold && dams.Contains(o.Dam) && o.At <= downstream.FiredAt)
            .LastOrDefault(o => Passage.EndOf(o, operations) >= upstream.FiredAt);
    }
}
