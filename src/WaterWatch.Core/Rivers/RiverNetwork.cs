namespace WaterWatch.Rivers;

/// <summary>A point of the network: a station, a confluence, a dam, an intake, or several of them at once.</summary>
public sealed record Place(string Id, LocalizedName Name)
{
    public bool IsDam { get; init; }

    public Intake? Intake { get; init; }
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

/// <summary>Places and reaches of one or more connected rivers. Water runs one way, so there is no circle; a river may part and join again.</summary>
public sealed class RiverNetwork
{
    private readonly Dictionary<string, Place> _places;
    private readonly ILookup<string, Reach> _below;
    private readonly Dictionary<(string From, string To), Route?> _routes = [];

    /// <param name="places">Ids are unique and every reach joins two of them; the configuration check says so before this is built.</param>
    public RiverNetwork(IEnumerable<Place> places, IReadOnlyList<Reach> reaches)
    {
        _places = places.ToDictionary(p => p.Id);
        Reaches = reaches;
        _below = reaches.ToLookup(r => r.From);
        foreach (var from in _places.Keys)
        {
            foreach (var route in RoutesFrom(from))
            {
                _routes[(from, route.To)] = route;
            }
        }
    }

    public IReadOnlyCollection<Place> Places => _places.Values;

    public IReadOnlyList<Reach> Reaches { get; }

    /// <summary>The way down from one place to another; null when water from the first never reaches the second.</summary>
    public Route? RouteDown(string from, string to) => _routes.GetValueOrDefault((from, to));

    /// <summary>Every intake that water from the place reaches, with the way there. An intake at the place itself has a route of no length.</summary>
    public IEnumerable<(Intake Intake, Route Route)> IntakesBelow(string placeId)
    {
        if (_places.TryGetValue(placeId, out var here) && here.Intake is { } own)
        {
            yield return (own, new Route(placeId, placeId, 0, TravelTime.Zero, []));
        }

        foreach (var place in _places.Values)
        {
            if (place.Intake is { } intake && RouteDown(placeId, place.Id) is { } route)
            {
                yield return (intake, route);
            }
        }
    }

    /// <summary>A circle of reaches, as the ids along it; empty when there is none.</summary>
    public static IReadOnlyList<string> FindCircle(IReadOnlyList<Reach> reaches)
    {
        var below = reaches.ToLookup(r => r.From, r => r.To);
        var done = new HashSet<string>();
        var path = new List<string>();

        bool Walk(string place)
        {
            if (path.Contains(place))
            {
                path.Add(place);
                return true;
            }

            if (!done.Add(place))
            {
                return false;
            }

            path.Add(place);
            if (below[place].Any(Walk))
            {
                return true;
            }

            path.RemoveAt(path.Count - 1);
            return false;
        }

        return reaches.Select(r => r.From).Any(Walk) ? path.SkipWhile(p => p != path[^1]).ToList() : [];
    }

    private Dictionary<string, Route>.ValueCollection RoutesFrom(string start)
    {
        var found = new Dictionary<string, Route>();
        var open = new Queue<Route>();
        open.Enqueue(new Route(start, start, 0, TravelTime.Zero, []));
        while (open.TryDequeue(out var way))
        {
            foreach (var reach in _below[way.To])
            {
                var longer = Extend(way, reach);
                found[reach.To] = found.TryGetValue(reach.To, out var other) ? Merge(other, longer) : longer;
                open.Enqueue(longer);
            }
        }

        return found.Values;
    }

    private Route Extend(Route way, Reach reach)
    {
        // The dam at a route's start stands between its pool and what is below; the dam at its end has not been passed yet.
        var dams = _places[reach.From].IsDam ? [.. way.Dams, _places[reach.From].Name.En] : way.Dams;
        return new Route(way.From, reach.To, way.LengthKm + reach.LengthKm, way.Travel + reach.Travel, dams);
    }

    private static Route Merge(Route a, Route b) =>
        new(
            a.From,
            a.To,
            a.LengthKm <= b.LengthKm ? a.LengthKm : b.LengthKm,
            a.Travel is { } x && b.Travel is { } y ? x.Widen(y) : null,
            [.. a.Dams.Union(b.Dams)]);
}
