using WaterWatch.Readings;

namespace WaterWatch.Decoding.Hj212;

/// <summary>How a station's device speaks HJ 212: what its vendor made otherwise than the standard, or the standard leaves open. From the river file.</summary>
public sealed record Hj212Dialect
{
    public static Hj212Dialect Standard { get; } = new();

    /// <summary>MN, 24 or 14 characters; empty when the file does not say, and then it may be any that is no other station's.</summary>
    public string Device { get; init; } = "";

    /// <summary>PW; empty when it is not checked.</summary>
    public string Password { get; init; } = "";

    /// <summary>What marks beyond table 8 mean, by the mark as sent. <c>L</c>, below the detection limit, is not in the table and usual all the same.</summary>
    public IReadOnlyDictionary<string, Hj212Mark> Marks { get; init; } = new Dictionary<string, Hj212Mark>(StringComparer.Ordinal) { ["L"] = Hj212Mark.BelowNumber };

    /// <summary>Codes that the table does not have, or that this device means otherwise.</summary>
    public IReadOnlyDictionary<string, Hj212Factor> Codes { get; init; } = new Dictionary<string, Hj212Factor>(StringComparer.Ordinal);

    /// <summary>Codes that are known and not wanted here: kept in the message, neither read nor set aside.</summary>
    public IReadOnlySet<string> Ignored { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The seconds that a value of command 2051 is a mean over (the device's MinInterval), which no packet says.</summary>
    public int MinuteSeconds { get; init; } = 600;
}

/// <summary>What a mark says beyond itself.</summary>
/// <param name="Mark">What it is in table 8.</param>
/// <param name="Qualifier">What it says of the number.</param>
public readonly record struct Hj212Mark(Mark Mark, Qualifier Qualifier = Qualifier.None)
{
    /// <summary>The number is a detection limit.</summary>
    public static Hj212Mark BelowNumber { get; } = new(Mark.Normal, Qualifier.Below);
}
