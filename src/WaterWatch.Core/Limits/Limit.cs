using System.Globalization;
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
/// <param name="Bound">In the determinand's unit. Where it follows from the water (<see cref="By"/>), the strictest that it can be until <see cref="For"/> has made it.</param>
public sealed record Limit(string Standard, string Class, Determinand Determinand, Fraction Fraction, LimitSense Sense, decimal Bound)
{
    /// <summary>The standard of a figure that an operator judges by where no standard has one.</summary>
    public const string ReferenceFigure = "reference figure";

    /// <summary>The table or article of the standard that the figure stands in.</summary>
    public string Table { get; init; } = "";

    /// <summary>Which of several limits that hold at once: <c>AA</c> and <c>MAC</c>, <c>CMC</c> and <c>CCC</c>; empty where there is one.</summary>
    public string Criterion { get; init; } = "";

    /// <summary>What a reader must know of how it is applied, such as <c>total as dissolved</c>; usually empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>Where this project has the figure from.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>False while the figure is from memory: nobody has held it against the standard's own text or a published copy, which <see cref="Provenance"/> names.</summary>
    public bool Verified { get; init; }

    public DateOnly EffectiveFrom { get; init; } = DateOnly.MinValue;

    /// <summary>The first day on which it no longer holds; null while nothing is known to end it.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Null when each sample is held against the bound; otherwise the rolling window whose mean is.</summary>
    public TimeSpan? MeanOver { get; init; }

    /// <summary>The least share of <see cref="MeanOver"/> that samples must cover for the mean to be judged.</summary>
    public decimal LeastCoverage { get; init; } = 0.75m;

    /// <summary>What a censored value counts as in a mean.</summary>
    public CensoredAs CensoredAs { get; init; }

    /// <summary>The decimals, in the determinand's unit, that a value is rounded to before it is compared, half to even; null when it is compared as it is.</summary>
    public int? Decimals { get; init; }

    /// <summary>How the bound follows from another quantity of the same water; null when it is one figure.</summary>
    public BoundBy? By { get; init; }

    /// <summary>What <see cref="Bound"/> was made with; meaningless without <see cref="By"/>.</summary>
    public Companion Companion { get; init; }

    /// <summary>True when what the bound depends on is not known: <see cref="Bound"/> is then the loosest that it could be, and only what passes that is judged.</summary>
    public bool LacksCompanion { get; init; }

    /// <summary>What is compared with the bound: <c>instantaneous</c>, or <c>mean over</c> and its length, <c>mean over 4 d</c>.</summary>
    public string Statistic => MeanOver is not { } window ? "instantaneous"
        : window.Ticks % TimeSpan.TicksPerDay == 0 ? $"mean over {window.Days} d"
        : string.Create(CultureInfo.InvariantCulture, $"mean over {window.TotalHours:0.##} h");

    /// <summary>Short form for readings and texts: <c>GB 3838-2002 III</c>, <c>US EPA 2016 CMC (hardness 87 of 2024-03-01)</c>. Made once: every reading carries it.</summary>
    public string Ref { get; private init; } = Class.Length == 0 ? Standard : $"{Standard} {Class}";

    public Concentration Value => new(Bound, Determinand.Unit);

    /// <summary>The same with another class, sense and bound; <see cref="Ref"/> follows with <see cref="Named"/>.</summary>
    public Limit With(string limitClass, LimitSense sense, decimal bound, BoundBy? by) => this with { Class = limitClass, Sense = sense, Bound = bound, By = by };

    /// <summary>With a <see cref="Ref"/> that says all of it; to be called once criterion and label are set.</summary>
    public Limit Named() => this with { Ref = RefOf("") };

    /// <summary>The limit for water of which this is known; itself when it depends on nothing.</summary>
    public Limit For(Companion companion)
    {
        if (By is not { } by)
        {
            return this;
        }

        return companion.Value is { } value && by.At(value) is { } bound
            ? this with { Bound = bound, Companion = companion, LacksCompanion = false, Ref = RefOf(companion.Text(by.Name)) }
            : this with { Bound = by.Loosest(Sense), Companion = companion, LacksCompanion = true, Ref = RefOf($"{by.Name} unknown") };
    }

    /// <summary>Whether two are versions of one limit, of which the sample time decides which holds.</summary>
    public bool IsVersionOf(Limit other) =>
        Standard == other.Standard && Class == other.Class && Criterion == other.Criterion && Label == other.Label
        && Determinand == other.Determinand && Fraction == other.Fraction && Sense == other.Sense && MeanOver == other.MeanOver;

    private string RefOf(string companion)
    {
        var name = string.Join(' ', ((string[])[Standard, Class, Criterion]).Where(part => part.Length > 0));
        var more = string.Join("; ", ((string[])[Label, companion]).Where(part => part.Length > 0));
        return more.Length == 0 ? name : $"{name} ({more})";
    }
}
