namespace WaterWatch.Rivers;

/// <summary>One reach as seen from one of its ends.</summary>
/// <param name="Place">The number of the place at the other end.</param>
internal readonly record struct Leg(int Place, decimal? LengthKm, TravelTime? Travel);

/// <summary>Every way of water between two places as one: bounds that hold for each of them.</summary>
internal readonly struct Way
{
    /// <summary>From a place to itself.</summary>
    public static Way None { get; } = new() { Exists = true, LengthKm = 0, Travel = TravelTime.Zero };

    public bool Exists { get; private init; }

    /// <summary>The shortest; null when a reach of some way has no length.</summary>
    public decimal? LengthKm { get; private init; }

    /// <summary>Null when a reach of some way has no time.</summary>
    public TravelTime? Travel { get; private init; }

    /// <summary>Some way passes a dam.</summary>
    public bool PassesDam { get; private init; }

    /// <param name="passesDam">Whether the leg begins at a dam.</param>
    public Way Then(in Leg leg, bool passesDam) => new()
    {
        Exists = true,
        LengthKm = LengthKm + leg.LengthKm,
        Travel = Travel is { } before && leg.Travel is { } more ? before + more : null,
        PassesDam = PassesDam || passesDam,
    };

    public Way Or(in Way other) => !Exists ? other : new Way
    {
        Exists = true,
        LengthKm = LengthKm is { } a && other.LengthKm is { } b ? Math.Min(a, b) : null,
        Travel = Travel is { } x && other.Travel is { } y ? x.Widen(y) : null,
        PassesDam = PassesDam || other.PassesDam,
    };
}
