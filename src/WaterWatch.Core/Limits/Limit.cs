using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>On which side of the bound water is fit.</summary>
public enum LimitSense : byte
{
    /// <summary>Compliant when not above the bound: metals.</summary>
    AtMost,

    /// <summary>Compliant when not below it: dissolved oxygen, the lower end of pH.</summary>
    AtLeast,
}

/// <summary>A bound with its source. Equal to the bound is compliant.</summary>
/// <param name="Standard">Such as <c>GB 3838-2002</c>.</param>
/// <param name="Class">Such as <c>III</c>; empty for a table that knows no classes.</param>
/// <param name="Bound">In the determinand's unit.</param>
public sealed record Limit(string Standard, string Class, Determinand Determinand, Fraction Fraction, LimitSense Sense, decimal Bound)
{
    /// <summary>The table or article of the standard that the figure stands in.</summary>
    public string Table { get; init; } = "";

    /// <summary>Where this project has the figure from.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>False while nobody has held the figure against the standard's own text or two independent copies.</summary>
    public bool Verified { get; init; }

    public DateOnly EffectiveFrom { get; init; } = DateOnly.MinValue;

    /// <summary>What is compared with the bound; <c>instantaneous</c> until means are judged.</summary>
    public string Statistic { get; init; } = "instantaneous";

    /// <summary>Short form for readings and texts: <c>GB 3838-2002 III</c>.</summary>
    public string Ref { get; } = Class.Length == 0 ? Standard : $"{Standard} {Class}";

    public Concentration Value => new(Bound, Determinand.Unit);
}
