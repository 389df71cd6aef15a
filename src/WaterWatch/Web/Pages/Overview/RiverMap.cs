using System.Runtime.CompilerServices;
using WaterWatch.Deciding;
using WaterWatch.Rivers;

namespace WaterWatch.Web.Pages.Overview;

/// <summary>Where a river and its places lie. Of the configuration alone; made once a river.</summary>
public sealed class RiverMap
{
    /// <summary>Of all lines of a river together: more than this no screen shows.</summary>
    private const int MostPoints = 1_000;

    private static readonly ConditionalWeakTable<WatchedRiver, RiverMap> s_made = [];

    private RiverMap(WatchedRiver river)
    {
        River = river;
        Located = [.. river.Network.Places.Where(p => p.At is not null)];
        IsStraight = river.Course.Count == 0;
        Lines = ThinnedLines.Of(IsStraight ? StraightLines(river.Network) : river.Course, MostPoints);
        var at = Located.ToDictionary(p => p.Id, p => p.At!.Value);
        var reached = river.Network.Reaches.Select(r => r.To).ToHashSet();
        var stationed = river.Stations.Select(s => s.Station.PlaceId).ToHashSet();
        Tributaries = [.. Located.Where(p => !reached.Contains(p.Id) && !stationed.Contains(p.Id) && river.Network.Reaches.Any(r => r.From == p.Id))];
        Stations = [.. river.Stations.Where(s => at.ContainsKey(s.Station.PlaceId)).Select(s => (s.Station, at[s.Station.PlaceId]))];
    }

    public WatchedRiver River { get; }

    /// <summary>The places of which somebody has said where they lie.</summary>
    public IReadOnlyList<Place> Located { get; }

    /// <summary>Those that stand on such a place.</summary>
    public IReadOnlyList<(Station Station, GeoPoint At)> Stations { get; }

    /// <summary>Where water comes in from above that no station has seen.</summary>
    public IReadOnlyList<Place> Tributaries { get; }

    /// <summary>No more points than a screen shows.</summary>
    public IReadOnlyList<IReadOnlyList<GeoPoint>> Lines { get; }

    /// <summary>Nobody has drawn the river: its lines go straight from place to place.</summary>
    public bool IsStraight { get; }

    /// <returns>Null for a river of which no place has coordinates.</returns>
    public static RiverMap? Of(WatchedRiver river) => s_made.GetValue(river, r => new RiverMap(r)) is { Located.Count: > 0 } map ? map : null;

    /// <summary>From each place that lies somewhere to the next below it that does, whatever lies between; pieces that go on from each other are one line.</summary>
    private static List<IReadOnlyList<GeoPoint>> StraightLines(RiverNetwork network)
    {
        var places = network.Places.ToDictionary(p => p.Id);
        var below = network.Reaches.ToLookup(r => r.From, r => r.To);
        var lines = new List<IReadOnlyList<GeoPoint>>();
        var endingAt = new Dictionary<string, List<GeoPoint>>();
        foreach (var from in network.Downstream.Where(p => p.At is not null))
        {
            foreach (var to in NextLocated(from.Id))
            {
                if (!endingAt.Remove(from.Id, out var line))
                {
                    lines.Add(line = [from.At!.Value]);
                }

                line.Add(to.At!.Value);
                endingAt[to.Id] = line;
            }
        }

        return lines;

        IEnumerable<Place> NextLocated(string from)
        {
            var ahead = new Stack<string>(below[from]);
            var seen = new HashSet<string>();
            while (ahead.TryPop(out var id))
            {
                if (!seen.Add(id))
                {
                    continue;
                }

                if (places[id].At is not null)
                {
                    yield return places[id];
                    continue;
                }

                foreach (var next in below[id])
                {
                    ahead.Push(next);
                }
            }
        }
    }
}
