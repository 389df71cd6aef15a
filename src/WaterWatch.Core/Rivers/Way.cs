namespace WaterWatch.Rivers;

/// <summary>One reach as seen from one of its ends.</summary>
/// <param name="Place">The number of the place at the other end.</param>
internal readonly record struct Leg(int Place, decimal? LengthKm, TravelTime? Travel);

/// <summary>Every way of water between two places as one: bounds that hold for each of them.</summary>
/// <remarks>Forty-eight bytes, since a river of ten thousand places holds a hundred thousand of them.</remarks>
internal readonly struct Way
{
    private readonly decimal _lengthKm;
    private readonly TimeSpan _fastest;
    private readonly TimeSpan _typical;
    private readonly TimeSpan _slowest;
    private readonly Parts _parts;

    /// <param name="lengthKm">Null when a reach on it has none; so with <paramref name="travel"/>.</param>
    public Way(decimal? lengthKm, TravelTime? travel, bool passesDam)
    {
        _lengthKm = lengthKm ?? 0;
        (_fastest, _typical, _slowest, var isAssumed) = travel ?? TravelTime.Zero;
        _parts = Parts.Exists | (lengthKm is null ? 0 : Parts.Length) | (travel is null ? 0 : Parts.Travel) | (isAssumed ? Parts.Assumed : 0) | (passesDam ? Parts.Dam : 0);
    }

    [Flags]
    private enum Parts : byte
    {
        Exists = 1,
        Length = 2,
        Travel = 4,
        Assumed = 8,
        Dam = 16,
    }

    /// <summary>From a place to itself.</summary>
    public static Way None { get; } = new(0, TravelTime.Zero, passesDam: false);

    public bool Exists => Has(Parts.Exists);

    /// <summary>The shortest; null when a reach of some way has no length.</summary>
    public decimal? LengthKm => Has(Parts.Length) ? _lengthKm : null;

    /// <summary>Null when a reach of some way has no time.</summary>
    public TravelTime? Travel => Has(Parts.Travel) ? new TravelTime(_fastest, _typical, _slowest, Has(Parts.Assumed)) : null;

    /// <summary>Some way passes a dam.</summary>
    public bool PassesDam => Has(Parts.Dam);

    /// <param name="passesDam">Whether the leg begins at a dam.</param>
    public Way Then(in Leg leg, bool passesDam) =>
        new(LengthKm + leg.LengthKm, Travel is { } before && leg.Travel is { } more ? before + more : null, PassesDam || passesDam);

    public Way Or(in Way other) => !Exists ? other : new Way(
        LengthKm is { } a && other.LengthKm is { } b ? Math.Min(a, b) : null,
        Travel is { } x && other.Travel is { } y ? x.Widen(y) : null,
        PassesDam || other.PassesDam);

    private bool Has(Parts part) => (_parts & part) != 0;
}
