using WaterWatch.Rivers;

namespace WaterWatch.Incidents;

/// <summary>The fastest that water can make a way on which dams are operated.</summary>
/// <param name="Took">From its departure to <paramref name="ArrivesAt"/>.</param>
/// <param name="Operation">The release that made it faster; null when none did.</param>
public sealed record Passage(DateTimeOffset ArrivesAt, TimeSpan Took, DamOperation? Operation)
{
    /// <summary>
    /// Walks the legs: water takes their fastest times; where it comes to a dam while that releases, or waits there for the release, it goes on by the release's
    /// factor from then on. The earliest of all ways, and of going with the release or without, counts: it is a bound, not a forecast. A hold makes nothing
    /// impossible, since dams leak.
    /// </summary>
    /// <returns>Null when a leg has no time.</returns>
    internal static Passage? Earliest(RiverNetwork network, int from, int to, DateTimeOffset departure, IReadOnlyList<DamOperation> operations)
    {
        var up = network.Up(to);
        var fronts = new SortedDictionary<int, List<Front>> { [from] = [new Front(departure, 1m, null)] };
        while (fronts.Count > 0)
        {
            var (place, arrived) = fronts.First();
            fronts.Remove(place);
            if (place == to)
            {
                var first = arrived.MinBy(f => f.At)!;
                return new Passage(first.At, first.At - departure, first.Operation);
            }

            var leaving = network[place].IsDam ? Operated(network[place].Id, arrived, operations) : arrived;
            foreach (var leg in network.LegsBelow(place))
            {
                if (leg.Place != to && !up.Exists(leg.Place))
                {
                    continue;
                }

                if (leg.Travel is not { } travel)
                {
                    return null;
                }

                fronts.TryAdd(leg.Place, []);
                foreach (var front in leaving)
                {
                    Add(fronts[leg.Place], front with { At = front.At + travel.Fastest * (double)front.Factor });
                }
            }
        }

        return null;
    }

    /// <summary>When the dam is next operated otherwise.</summary>
    internal static DateTimeOffset EndOf(DamOperation operation, IReadOnlyList<DamOperation> operations) =>
        operations.Where(o => o.Dam == operation.Dam && o.At > operation.At).Select(o => o.At).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    private static List<Front> Operated(string dam, List<Front> arrived, IReadOnlyList<DamOperation> operations)
    {
        var leaving = new List<Front>(arrived);
        foreach (var release in operations.Where(o => o.Dam == dam && o.Operation == DamOperationKind.Release))
        {
            var end = EndOf(release, operations);
            foreach (var front in arrived.Where(f => f.At < end && release.Factor < f.Factor))
            {
                Add(leaving, new Front(front.At > release.At ? front.At : release.At, release.Factor, release));
            }
        }

        return leaving;
    }

    /// <summary>Keeps only what may still turn out the earliest.</summary>
    private static void Add(List<Front> fronts, Front added)
    {
        if (!fronts.Exists(f => f.At <= added.At && f.Factor <= added.Factor))
        {
            fronts.RemoveAll(f => f.At >= added.At && f.Factor >= added.Factor);
            fronts.Add(added);
        }
    }

    /// <param name="Factor">On the times of the legs below.</param>
    private sealed record Front(DateTimeOffset At, decimal Factor, DamOperation? Operation);
}
