namespace WaterWatch.Rivers;

/// <summary>The ways between one place and each other, by their numbers, all in one direction.</summary>
/// <param name="reckoned">Null where they follow from the ways to the mouth.</param>
internal readonly struct Ways(int place, bool isDown, WaysToMouth? toMouth, Way[]? reckoned)
{
    /// <summary>The way to or from another place, one that does not exist where water runs no way there, and for the place itself.</summary>
    public Way this[int other] =>
        reckoned is not null ? reckoned[other]
        : other == place ? default
        : isDown ? toMouth!.Between(place, other)
        : toMouth!.Between(other, place);

    /// <summary>Whether water runs there, or from there.</summary>
    public bool Exists(int other) =>
        reckoned is not null ? reckoned[other].Exists : other != place && (isDown ? toMouth!.IsAbove(place, other) : toMouth!.IsAbove(other, place));
}

/// <summary>
/// For rivers that never part: what there is between each place and its mouth, so that the way between any two is a difference, however many places there are. The
/// places above one are those that a walk up from the mouth meets between entering and leaving it.
/// </summary>
internal sealed class WaysToMouth
{
    private readonly Sum[] _sums;
    private readonly (int Entered, int Left)[] _walk;

    private WaysToMouth(Sum[] sums, (int Entered, int Left)[] walk)
    {
        (_sums, _walk) = (sums, walk);
    }

    /// <summary>Of everything on the way, and of how much of it is unknown.</summary>
    private readonly record struct Sum(decimal LengthKm, TravelTime Travel, int NoLength, int NoTravel, int Assumed, int Dams)
    {
        public Sum Plus(in Leg leg, bool isDam) => new(
            LengthKm + (leg.LengthKm ?? 0),
            Travel + (leg.Travel ?? TravelTime.Zero),
            NoLength + (leg.LengthKm is null ? 1 : 0),
            NoTravel + (leg.Travel is null ? 1 : 0),
            Assumed + (leg.Travel is { Assumed: true } ? 1 : 0),
            Dams + (isDam ? 1 : 0));
    }

    /// <param name="inOrder">Water runs to higher numbers.</param>
    /// <param name="below">The reaches that begin at each.</param>
    /// <returns>Null where a river parts.</returns>
    public static WaysToMouth? Of(Place[] inOrder, Leg[][] below)
    {
        if (Array.Exists(below, legs => legs.Length > 1))
        {
            return null;
        }

        var sums = new Sum[inOrder.Length];
        var sizes = new int[inOrder.Length];
        for (var place = inOrder.Length - 1; place >= 0; place--)
        {
            sums[place] = below[place] is [var leg] ? sums[leg.Place].Plus(leg, inOrder[place].IsDam) : default;
        }

        for (var place = 0; place < inOrder.Length; place++)
        {
            sizes[place]++;
            if (below[place] is [var leg])
            {
                sizes[leg.Place] += sizes[place];
            }
        }

        return new WaysToMouth(sums, Walk(below, sizes));
    }

    public bool IsAbove(int above, int below) => above != below && _walk[below].Entered <= _walk[above].Entered && _walk[above].Entered < _walk[below].Left;

    public Way Between(int above, int below)
    {
        if (!IsAbove(above, below))
        {
            return default;
        }

        var (from, to) = (_sums[above], _sums[below]);
        var travel = new TravelTime(
            from.Travel.Fastest - to.Travel.Fastest, from.Travel.Typical - to.Travel.Typical, from.Travel.Slowest - to.Travel.Slowest, from.Assumed > to.Assumed);
        return new Way(from.NoLength == to.NoLength ? from.LengthKm - to.LengthKm : null, from.NoTravel == to.NoTravel ? travel : null, from.Dams > to.Dams);
    }

    /// <summary>Places are met from the mouths up, so that each takes its numbers out of those of the place below it.</summary>
    private static (int Entered, int Left)[] Walk(Leg[][] below, int[] sizes)
    {
        var walk = new (int Entered, int Left)[sizes.Length];
        var free = new int[sizes.Length];
        var freeAtMouths = 0;
        for (var place = sizes.Length - 1; place >= 0; place--)
        {
            ref var next = ref freeAtMouths;
            if (below[place] is [var leg])
            {
                next = ref free[leg.Place];
            }

            walk[place] = (next, next + sizes[place]);
            free[place] = next + 1;
            next += sizes[place];
        }

        return walk;
    }
}
