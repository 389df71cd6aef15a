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

/// <summary>What <c>&lt;x</c> counts as where a mean is taken: the standard's own rule, when it has one.</summary>
public enum CensoredAs : byte
{
    /// <summary>No rule: the mean has two bounds, with 0 and with x, and a limit between them cannot be judged.</summary>
    Bounds,

    /// <summary>x/2.</summary>
    Half,

    /// <summary>0.</summary>
    Zero,

    /// <summary>x.</summary>
    Full,
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

    /// <summary>Null when each sample is held against the bound; otherwise the rolling window whose mean is.</summary>
    public TimeSpan? MeanOver { get; init; }

    /// <summary>The least share of <see cref="MeanOver"/> that samples must cover for the mean to be judged.</summary>
    public decimal LeastCoverage { get; init; } = 0.75m;

    /// <summary>What a censored value counts as in a mean.</summary>
    public CensoredAs CensoredAs { get; init; }

    /// <summary>What is compared with the bound: <c>instantaneous</c>, or <c>mean over</c> and its length, <c>mean over 4 d</c>.</summary>
    public string Statistic => MeanOver is not { } window ? "instantaneous"
        : window.Ticks % TimeSpan.TicksPerDay == 0 ? $"mean over {window.Days} d"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mean over {window.TotalHours:0.##} h");

    /// <summary>Short form for readings and texts: <c>GB 3838-2002 III</c>.</summary>
    public string Ref { get; } = Class.Length == 0 ? Standard : $"{Standard} {Class}";

    public Concentration Value => new(Bound, Determinand.Unit);
}
