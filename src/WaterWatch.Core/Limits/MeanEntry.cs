using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>What one reading brings into a mean, in the determinand's unit: the number twice, or for <c>&lt;x</c> 0 and x.</summary>
/// <param name="IsLowerBound">The water may have held more than the number says: <c>&gt;x</c>, mark T, or above the instrument's span.</param>
public readonly record struct MeanEntry(decimal Low, decimal High, bool IsLowerBound)
{
    // Twelve places and a billion leave room to add up a year of seconds exactly, so that the order of adding never shows. Finer than any instrument, more than any water.
    private const int Places = 12;
    private const decimal Most = 1_000_000_000m;

    /// <summary>
    /// What a reading brings in; null when it says nothing of the water: a test failed it, its mark is out of service, or it is a concentration below zero. What is
    /// merely suspect comes in, since a spill looks suspect.
    /// </summary>
    public static MeanEntry? Of(Concentration value, Mark mark, QartodFlag flag, bool isLowerBound)
    {
        if (flag == QartodFlag.Fail || mark.IsOutOfService || value.Value < 0 && !MayBeBelowZero(value.Unit))
        {
            return null;
        }

        var number = Math.Round(Math.Clamp(value.Value, -Most, Most), Places);
        return value.Qualifier == Qualifier.Below
            ? new MeanEntry(Math.Min(0, number), number, false)
            : new MeanEntry(number, number, isLowerBound || value.Qualifier == Qualifier.Above || mark == Mark.AboveRange);
    }

    /// <summary>By what the reading itself says, which folding goes by.</summary>
    public static MeanEntry? Of(Reading reading) => Of(reading.Value, reading.Mark, reading.Flag, isLowerBound: false);

    private static bool MayBeBelowZero(Unit unit) => unit is Unit.Celsius or Unit.Metre or Unit.CubicMetrePerSecond;
}
