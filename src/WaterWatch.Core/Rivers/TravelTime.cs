namespace WaterWatch.Rivers;

/// <summary>How long water takes from one place to another: never less than <see cref="Fastest"/>, hardly ever more than <see cref="Slowest"/>.</summary>
/// <param name="Assumed">True when some part comes from assumed velocities and not from a measurement; shown wherever the figure is used.</param>
public readonly record struct TravelTime(TimeSpan Fastest, TimeSpan Typical, TimeSpan Slowest, bool Assumed)
{
    public static TravelTime Zero { get; }

    public static TravelTime operator +(TravelTime a, TravelTime b) =>
        new(a.Fastest + b.Fastest, a.Typical + b.Typical, a.Slowest + b.Slowest, a.Assumed || b.Assumed);

    /// <summary>The bounds that hold for both of two ways between the same places.</summary>
    public TravelTime Widen(TravelTime other) =>
        new(
            Fastest < other.Fastest ? Fastest : other.Fastest,
            Typical < other.Typical ? Typical : other.Typical,
            Slowest > other.Slowest ? Slowest : other.Slowest,
            Assumed || other.Assumed);
}

/// <summary>Velocities for a reach of which only the length is known, metres a second: wide on purpose.</summary>
public readonly record struct AssumedVelocities(decimal FastestMs, decimal TypicalMs, decimal SlowestMs)
{
    /// <summary>
    /// 2.0, 0.5 and 0.05 m/s. Unverified engineering bounds: a flood wave rarely carries a solute faster than 2 m/s over a reach, and the
    /// Longjiang's headquarters reckoned with 0.14 m/s above Liuzhou in January 2012 (35 km in about 70 h, Xinhua 29 January 2012).
    /// </summary>
    public static AssumedVelocities Wide { get; } = new(2.0m, 0.5m, 0.05m);

    public TravelTime Over(decimal lengthKm) =>
        new(Hours(lengthKm, FastestMs), Hours(lengthKm, TypicalMs), Hours(lengthKm, SlowestMs), Assumed: true);

    private static TimeSpan Hours(decimal lengthKm, decimal velocityMs) => TimeSpan.FromSeconds((double)(lengthKm * 1000m / velocityMs));
}
