using System.Collections.Concurrent;

namespace WaterWatch.Rivers;

/// <summary>A point of the network: a station, a confluence, a dam, an intake, or several of them at once.</summary>
public sealed record Place(string Id, LocalizedName Name)
{
    public bool IsDam { get; init; }

    public Intake? Intake { get; init; }

    /// <summary>Where it lies; null when nobody said.</summary>
    public GeoPoint? At { get; init; }

    /// <summary>Nobody has checked where it lies.</summary>
    public bool IsAtAssumed { get; init; }
}

/// <summary>Where water is taken for drinking.</summary>
/// <param name="People">How many drink from it; null when unknown.</param>
public sealed record Intake(LocalizedName Name, long? People, string? Phone);

/// <summary>A stretch of river that water runs down from one place to the next.</summary>
/// <param name="LengthKm">Kilometres; null when unknown.</param>
/// <param name="Travel">Null when neither a travel time nor a length is known.</param>
/// <param name="Provenance">Where length and time come from, or that they are assumed.</param>
public sealed record Reach(string From, string To, decimal? LengthKm, TravelTime? Travel, string Provenance);

/// <summary>The way between two places, downstream.</summary>
/// <param name="LengthKm">Null when a reach on the way has no length.</param>
/// <param name="Travel">Null when a reach on the way has no travel time.</param>
/// <param name="Dams">Names of the dams passed: at a place on the way other than its end, since a dam holds back what comes to it.</param>
public sealed record Route(string From, string To, decimal? LengthKm, TravelTime? Travel, IReadOnlyList<string> Dams);

/// <summary>
/// Places and reaches of one or more connected rivers. Water runs one way, so there is no circle; a river may part and join again, and then what is told of
/// two places holds for every way between them. Places are numbered so that water runs to higher numbers. Where no river parts, a way is the difference of two ways
/// to the mouth (<see cref="WaysToMouth"/>); else ways are reckoned for one place at a time, and only the last few thousand are kept.
/// </summary>
public sealed class RiverNetwork
{
    /// <summary>How many ways are remembered, upstream and downstream, about 5 MB of each.</summary>
    private const int MostWays = 100_000;

    private readonly Place[] _inOrder;
    private readonly Dictionary<string, int> _numbers;
    private readonly Leg[][] _below;
    private readonly Leg[][] _above;
    private readonly TimeSpan?[] _nearestIntake;
    private readonly WaysToMouth? _toMouth;
    private readonly ConcurrentDictionary<int, Way[]> _downFrom = [];
    private readonly ConcurrentDictionary<int, Way[]> _upFrom = [];

    /// <param name="places">Ids are unique and every reach joins two of them; the configuration check says so before this is built.</param>
    /// <exception cref="ArgumentException">The reaches run in a circle; see <see cref="Circles.Find"/>.</exception>
    public RiverNetwork(IEnumerable<Place> places, IReadOnlyList<Reach> reaches)
    {
        Places = [.. places];
        Reaches = reaches;
        _inOrder = InOrder(Places, reaches);
        _numbers = _inOrder.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i);
        _below = Legs(reaches, r => r.From, r => r.To);
        _above = Legs(reaches, r => r.To, r => r.From);
        _nearestIntake = NearestIntakes();
        _toMouth = WaysToMouth.Of(_inOrder, _below);
    }

    /// <summary>As they were given.</summary>
    public IReadOnlyList<Place> Places { get; }

    public IReadOnlyList<Reach> Reaches { get; }

    /// <summary>Each after all that are above it.</summary>
    public IReadOnlyList<Place> Downstream => _inOrder;

    /// <summary>The way down from one place to another; null when water from the first never reaches the second.</summary>
    public Route? RouteDown(string from, string to) =>
        NumberOf(from) is { } above && NumberOf(to) is { } below && Down(above)[below] is { Exists: true } way ? RouteOf(above, below, way) : null;

    /// <summary>Every intake that water from the place reaches, with the way there. An intake at the place itself has a route of no length.</summary>
    public IEnumerable<(Intake Intake, Route Route)> IntakesBelow(string placeId)
    {
        if (NumberOf(placeId) is not { } here)
        {
            yield break;
        }

        var ways = Down(here);
        foreach (var place in PlacesBelow(here).Prepend(here))
        {
            if (_inOrder[place].Intake is { } intake)
            {
                yield return (intake, place == here ? new Route(placeId, placeId, 0, TravelTime.Zero, []) : RouteOf(here, place, ways[place]));
            }
        }
    }

    /// <summary>Whether water may be at a drinking-water intake within a time, or nobody knows how long it takes to one.</summary>
    public bool MayReachIntakeWithin(string placeId, TimeSpan time) => NumberOf(placeId) is { } here && _nearestIntake[here] < time;

    internal int? NumberOf(string placeId) => _numbers.TryGetValue(placeId, out var number) ? number : null;

    internal Place this[int number] => _inOrder[number];

    /// <summary>The ways from a place to each below, by their numbers.</summary>
    internal Ways Down(int from) => new(from, isDown: true, _toMouth, _toMouth is null ? Kept(_downFrom, from) ?? Keep(_downFrom, from, Reckon(from, up: false)) : null);

    /// <summary>The ways to a place from each above, by their numbers.</summary>
    internal Ways Up(int to) => new(to, isDown: false, _toMouth, _toMouth is null ? Kept(_upFrom, to) ?? Keep(_upFrom, to, Reckon(to, up: true)) : null);

    /// <summary>The places that water from one comes to, in the order of the water.</summary>
    internal IEnumerable<int> PlacesBelow(int from)
    {
        if (_toMouth is null)
        {
            var ways = Down(from);
            return Enumerable.Range(from + 1, _inOrder.Length - from - 1).Where(ways.Exists);
        }

        return OneAfterAnother(from);
    }

    internal Leg[] LegsBelow(int place) => _below[place];

    /// <summary>A place and those above or below it, each after one that lies between.</summary>
    /// <param name="goesOn">Whether to go on behind a place; asked after it was looked at.</param>
    internal IEnumerable<int> Walk(int from, bool isUp, Func<int, bool> goesOn)
    {
        var ahead = new Stack<int>([from]);
        var seen = _toMouth is null ? new HashSet<int>() : null;
        while (ahead.TryPop(out var place))
        {
            yield return place;
            foreach (var leg in goesOn(place) ? (isUp ? _above : _below)[place] : [])
            {
                if (seen?.Add(leg.Place) != false)
                {
                    ahead.Push(leg.Place);
                }
            }
        }
    }

    internal Route RouteOf(int from, int to, in Way way) =>
        new(_inOrder[from].Id, _inOrder[to].Id, way.LengthKm, way.Travel, way.PassesDam ? [.. DamsBetween(from, to).Select(d => _inOrder[d].Name.En)] : []);

    /// <summary>The dams that some way passes, downstream.</summary>
    internal IEnumerable<int> DamsBetween(int from, int to)
    {
        var (down, up) = (Down(from), Up(to));
        for (var place = from; place < to; place++)
        {
            if (_inOrder[place].IsDam && (place == from || down.Exists(place)) && up.Exists(place))
            {
                yield return place;
            }
        }
    }

    private IEnumerable<int> OneAfterAnother(int place)
    {
        while (_below[place] is [var leg])
        {
            yield return place = leg.Place;
        }
    }

    private Way[] Reckon(int start, bool up)
    {
        var ways = new Way[_inOrder.Length];
        ways[start] = Way.None;
        var legs = up ? _above : _below;
        for (var place = start; up ? place >= 0 : place < ways.Length; place += up ? -1 : 1)
        {
            if (!ways[place].Exists)
            {
                continue;
            }

            foreach (var leg in legs[place])
            {
                // The dam at a way's start stands between its pool and what is below; the dam at its end has not been passed yet.
                var isDam = _inOrder[up ? leg.Place : place].IsDam;
                ways[leg.Place] = ways[leg.Place].Or(ways[place].Then(leg, isDam));
            }
        }

        ways[start] = default;
        return ways;
    }

    private static Way[]? Kept(ConcurrentDictionary<int, Way[]> kept, int place) => kept.GetValueOrDefault(place);

    private static Way[] Keep(ConcurrentDictionary<int, Way[]> kept, int place, Way[] ways)
    {
        if ((kept.Count + 1L) * ways.Length > MostWays)
        {
            kept.Clear();
        }

        return kept.GetOrAdd(place, ways);
    }

    /// <summary>For each place the shortest time to an intake, zero when one lies below at an unknown time; null where none lies below.</summary>
    private TimeSpan?[] NearestIntakes()
    {
        var nearest = new TimeSpan?[_inOrder.Length];
        var unknown = new bool[_inOrder.Length];
        for (var place = nearest.Length - 1; place >= 0; place--)
        {
            nearest[place] = _inOrder[place].Intake is null ? null : TimeSpan.Zero;
            foreach (var leg in _below[place])
            {
                if (nearest[leg.Place] is { } below)
                {
                    var time = below + (leg.Travel?.Fastest ?? TimeSpan.Zero);
                    nearest[place] = nearest[place] < time ? nearest[place] : time;
                    unknown[place] |= unknown[leg.Place] || leg.Travel is null;
                }
            }
        }

        return [.. nearest.Zip(unknown, (time, isUnknown) => isUnknown ? TimeSpan.Zero : time)];
    }

    private Leg[][] Legs(IReadOnlyList<Reach> reaches, Func<Reach, string> at, Func<Reach, string> to)
    {
        var legs = new Leg[_inOrder.Length][];
        Array.Fill(legs, []);
        foreach (var group in reaches.GroupBy(at))
        {
            legs[_numbers[group.Key]] = [.. group.Select(r => new Leg(_numbers[to(r)], r.LengthKm, r.Travel))];
        }

        return legs;
    }

    /// <summary>By Kahn's algorithm: a place comes once everything above it has come.</summary>
    private static Place[] InOrder(IReadOnlyList<Place> places, IReadOnlyList<Reach> reaches)
    {
        var above = places.ToDictionary(p => p.Id, _ => 0);
        foreach (var reach in reaches)
        {
            above[reach.To]++;
        }

        var byId = places.ToDictionary(p => p.Id);
        var below = reaches.ToLookup(r => r.From, r => r.To);
        var ready = new Queue<Place>(places.Where(p => above[p.Id] == 0));
        var order = new List<Place>(places.Count);
        while (ready.TryDequeue(out var place))
        {
            order.Add(place);
            foreach (var next in below[place.Id])
            {
                if (--above[next] == 0)
                {
                    ready.Enqueue(byId[next]);
                }
            }
        }

        return order.Count == places.Count ? [.. order] : throw new ArgumentException("The reaches run in a circle.", nameof(reaches));
    }
}
