using System.Globalization;
using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>What is known of the quantity that a limit depends on, such as the hardness of the water.</summary>
/// <param name="Value">In its unit; null when nobody has told.</param>
/// <param name="TakenOn">The day of the sample; null when the value is the configured default.</param>
public readonly record struct Companion(decimal? Value, DateOnly? TakenOn)
{
    /// <summary>As limit references say it: <c>hardness 87 of 2024-03-01</c>, <c>hardness default 100</c>.</summary>
    public string Text(string name) => TakenOn is { } day
        ? string.Create(CultureInfo.InvariantCulture, $"{name} {Value} of {day:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"{name} default {Value}");
}

/// <summary>How a bound follows from another quantity of the same water.</summary>
/// <param name="Of">The quantity: <c>Hardness</c> in mg/L as CaCO3, or pH.</param>
public abstract record BoundBy(Determinand Of)
{
    /// <summary>The quantity as references name it: <c>hardness</c>, <c>pH</c>.</summary>
    public string Name => Of.Key.Length > 2 ? Of.Key.ToLowerInvariant() : Of.Key;

    /// <summary>The bound in the unit of the limit's determinand; null when the standard says nothing for such water.</summary>
    public abstract decimal? At(decimal value);

    /// <summary>The bound that no water has a looser one than: what passes it is over the limit whatever the water.</summary>
    public abstract decimal Loosest(LimitSense sense);

    /// <summary>The bound that no water has a stricter one than.</summary>
    public decimal Strictest(LimitSense sense) => Loosest(sense == LimitSense.AtMost ? LimitSense.AtLeast : LimitSense.AtMost);
}

/// <summary>From <paramref name="From"/> (inclusive) to <paramref name="To"/> (exclusive; null has no end).</summary>
public sealed record BoundRange(decimal From, decimal? To, decimal Bound);

/// <summary>A figure for each range: the hardness classes of the European Union, or classes of pH.</summary>
/// <param name="Ranges">Ascending, each beginning where the one before ends.</param>
public sealed record BoundByRange(Determinand Of, IReadOnlyList<BoundRange> Ranges) : BoundBy(Of)
{
    public override decimal? At(decimal value)
    {
        foreach (var range in Ranges)
        {
            if (value >= range.From && !(value >= range.To))
            {
                return range.Bound;
            }
        }

        return null;
    }

    public override decimal Loosest(LimitSense sense) => sense == LimitSense.AtMost ? Ranges.Max(r => r.Bound) : Ranges.Min(r => r.Bound);

    public override string ToString() => string.Join("; ", Ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"{Name} [{r.From}, {r.To}): {r.Bound}")));
}

/// <summary>
/// The hardness equations of the US EPA: <c>exp(slope ln H + intercept) x factor</c>, the conversion factor from total recoverable to dissolved being a constant or
/// <c>factor - factorSlope ln H</c>; H is held within the range for which the equation was made (25 to 400 mg/L as CaCO3).
/// </summary>
public sealed record BoundByFormula(Determinand Of, double Slope, double Intercept, double Factor, double FactorSlope, decimal Low, decimal High) : BoundBy(Of)
{
    /// <summary>From the unit of the formula (usually ug/L) into that of the determinand.</summary>
    public decimal Scale { get; init; } = 1;

    /// <summary>Significant digits that the bound has: those of the standard, or enough to compare with. What is compared is what is shown.</summary>
    public int Digits { get; init; } = 4;

    /// <summary>The same without conversion: for the total recoverable metal.</summary>
    public BoundByFormula BeforeConversion => this with { Factor = 1, FactorSlope = 0 };

    public override decimal? At(decimal value) => Significant.Round(Exact(value), Digits) * Scale;

    /// <summary>In the unit of the formula, before it is rounded.</summary>
    public double Exact(decimal value)
    {
        var ln = Math.Log((double)Math.Clamp(value, Low, High));
        return Math.Exp(Slope * ln + Intercept) * (Factor - FactorSlope * ln);
    }

    /// <summary>At an end of the range, or where a falling conversion factor turns the curve.</summary>
    public override decimal Loosest(LimitSense sense)
    {
        var turn = FactorSlope == 0 || Slope == 0 ? (double)High : Math.Exp(Math.Clamp(Factor / FactorSlope - 1 / Slope, 0, 20));
        decimal[] all = [At(Low)!.Value, At(High)!.Value, At((decimal)turn)!.Value];
        return sense == LimitSense.AtMost ? all.Max() : all.Min();
    }

    public override string ToString()
    {
        var factor = FactorSlope == 0 ? Factor == 1 ? "" : Text($" x {Factor}") : Text($" x ({Factor} - {FactorSlope} ln H)");
        return Text($"exp({Slope} ln H {(Intercept < 0 ? '-' : '+')} {Math.Abs(Intercept)}){factor}, {Name} H from {Low} to {High}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Rounds to significant digits.</summary>
public static class Significant
{
    /// <param name="value">Finite.</param>
    public static decimal Round(double value, int digits) =>
        decimal.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
