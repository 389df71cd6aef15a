using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What is remembered of a reading that was kept: enough to recognise it again, to test its successors and to show the newest.</summary>
/// <remarks>
/// Forty bytes without a reference: sixteen are remembered for each of many thousands of series, and the garbage collector need not look into any.
/// The unit is the determinand's.
/// </remarks>
public readonly record struct Sample
{
    private readonly decimal _value;
    private readonly long _takenAt;
    private readonly Unit _unit;
    private readonly Qualifier _qualifier;

    public Sample(DateTimeOffset takenAt, Concentration value, Mark mark, QartodFlag flag, Judged judged, bool isCorrection)
    {
        _takenAt = takenAt.UtcTicks;
        _value = value.Value;
        _unit = value.Unit;
        _qualifier = value.Qualifier;
        Mark = mark;
        Flag = flag;
        Judged = judged;
        IsCorrection = isCorrection;
    }

    public DateTimeOffset TakenAt => new(_takenAt, TimeSpan.Zero);

    /// <summary><see cref="TakenAt"/> as ticks of UTC, for comparing without making an instant of it.</summary>
    internal long Ticks => _takenAt;

    public Concentration Value => new(_value, _unit, _qualifier);

    public Mark Mark { get; }

    public QartodFlag Flag { get; }

    public Judged Judged { get; }

    public bool IsCorrection { get; }

    public static Sample Of(Reading reading) => new(reading.TakenAt, reading.Value, reading.Mark, reading.Flag, reading.Judged, reading.IsCorrection);

    /// <summary>Equal after unit conversion, with qualifier and mark: sending it again is a duplicate.</summary>
    public bool IsSameAs(Concentration value, Mark mark) => _value == value.Value && _qualifier == value.Qualifier && _unit == value.Unit && Mark == mark;
}
