using System.Globalization;

namespace WaterWatch.Readings;

/// <summary>Whether the number is the value, or only a bound on it.</summary>
public enum Qualifier : byte
{
    /// <summary>The number is the value.</summary>
    None,

    /// <summary><c>&lt;x</c>: somewhere below the number, usually a detection limit.</summary>
    Below,

    /// <summary><c>&gt;x</c>: somewhere above the number, usually the end of a measuring range.</summary>
    Above,
}

/// <summary>A measured value: a decimal with the digits that were sent, its unit, and its sign when it is only a bound. Never a double.</summary>
public readonly record struct Concentration(decimal Value, Unit Unit, Qualifier Qualifier = Qualifier.None)
{
    /// <summary>The sign in front of the number: <c>""</c>, <c>"&lt;"</c> or <c>"&gt;"</c>.</summary>
    public string Sign => Qualifier switch { Qualifier.Below => "<", Qualifier.Above => ">", _ => "" };

    /// <summary>The number alone with its digits, as in <c>0.4075</c>.</summary>
    public string Digits => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The same amount in another unit, digits kept: 408.0 µg/L is 0.4080 mg/L. Null when the units measure different things or the number leaves a decimal's range.</summary>
    public Concentration? In(Unit unit)
    {
        if (unit == Unit)
        {
            return this;
        }

        if (Units.Factor(Unit, unit) is not { } factor || Math.Abs(Value) > decimal.MaxValue / 1_000_000m)
        {
            return null;
        }

        var value = factor > 1 ? Shifted(Value, factor) : Value * factor;

        // A decimal ends at 28 places: a number that would be rounded to nothing is refused rather than changed.
        return Value != 0 && value == 0 ? null : new Concentration(value, unit, Qualifier);
    }

    /// <summary>Multiplied by a power of ten by moving the point: a product would end in noughts that nobody has measured.</summary>
    private static decimal Shifted(decimal value, decimal factor)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = value.Scale;
        for (; factor > 1 && scale > 0; factor /= 10)
        {
            scale--;
        }

        return new decimal(bits[0], bits[1], bits[2], decimal.IsNegative(value), scale) * factor;
    }

    /// <summary>As people read it: <c>&lt;0.0005 mg/L</c>.</summary>
    public override string ToString() => $"{Sign}{Digits} {Unit.Symbol()}";
}
