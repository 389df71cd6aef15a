using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>One reading as a message stated it, in its determinand's unit, not yet compared with anything.</summary>
/// <param name="Source">The instrument, <c>lab</c>, or empty.</param>
/// <param name="PeriodSeconds">0 for a moment.</param>
public readonly record struct DecodedReading(
    Determinand Determinand, Fraction Fraction, Concentration Value, Mark Mark, string Source, int PeriodSeconds, DateTimeOffset TakenAt);

/// <summary>What could not be read, and why, in words for the person who looks at it.</summary>
/// <param name="Undated">The reading, when all but its time could be read: over its limit it alerts all the same.</param>
public readonly record struct DecodeFault(SetAsideReason Reason, string Detail, DecodedReading? Undated = null);

/// <summary>What a payload held. One unreadable reading does not keep back the others; a payload that is not of its format at all holds one fault and nothing else.</summary>
public sealed record Decoded(IReadOnlyList<DecodedReading> Readings, IReadOnlyList<DecodeFault> Faults)
{
    public static Decoded Nothing { get; } = new([], []);

    public static Decoded Unreadable(SetAsideReason reason, string detail) => new([], [new DecodeFault(reason, detail)]);
}
