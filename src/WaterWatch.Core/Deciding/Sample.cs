using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What is remembered of a reading that was kept: enough to recognise it again, to test its successors and to show the newest.</summary>
/// <remarks>No reference in it, so that the garbage collector need not look into any. The unit is the determinand's. Times are kept in milliseconds, as everywhere.</remarks>
public readonly record struct Sample
{
    private const int UnitBits = 5;
    private const int QualifierBits = 2;
    private const int FlagBits = 4;
    private const int JudgedBits = 2;
    private const int QualifierAt = UnitBits;
    private const int FlagAt = QualifierAt + QualifierBits;
    private const int JudgedAt = FlagAt + FlagBits;
    private const int CorrectionAt = JudgedAt + JudgedBits;

    /// <summary>Above these are the milliseconds since the year 1: 49 bits of 50 in the year 9999.</summary>
    private const int TimeAt = CorrectionAt + 1;

    public Sample(DateTimeOffset takenAt, Concentration value, Mark mark, QartodFlag flag, Judged judged, bool isCorrection)
    {
        Number = value.Value;
        Packed = (ulong)Milliseconds(takenAt) << TimeAt
            | (ulong)value.Unit | (ulong)value.Qualifier << QualifierAt | (ulong)flag << FlagAt | (ulong)judged << JudgedAt | (isCorrection ? 1UL << CorrectionAt : 0);
        Mark = mark;
    }

    internal Sample(ulong packed, decimal number, Mark mark) => (Packed, Number, Mark) = (packed, number, mark);

    public DateTimeOffset TakenAt => new(Time * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary><see cref="TakenAt"/> as <see cref="Milliseconds"/>, for comparing without making an instant of it.</summary>
    internal long Time => TimeOf(Packed);

    /// <summary>All but the number and the mark.</summary>
    internal ulong Packed { get; }

    /// <summary>Without its unit.</summary>
    internal decimal Number { get; }

    public Concentration Value => new(Number, (Unit)Bits(0, UnitBits), (Qualifier)Bits(QualifierAt, QualifierBits));

    public Mark Mark { get; }

    public QartodFlag Flag => (QartodFlag)Bits(FlagAt, FlagBits);

    public Judged Judged => (Judged)Bits(JudgedAt, JudgedBits);

    public bool IsCorrection => Bits(CorrectionAt, 1) != 0;

    /// <summary>An instant as milliseconds of UTC since the year 1.</summary>
    internal static long Milliseconds(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMillisecond;

    /// <param name="packed"><see cref="Packed"/> of a sample.</param>
    internal static long TimeOf(ulong packed) => (long)(packed >> TimeAt);

    public static Sample Of(Reading reading) => new(reading.TakenAt, reading.Value, reading.Mark, reading.Flag, reading.Judged, reading.IsCorrection);

    /// <summary>Equal after unit conversion, with qualifier and mark: sending it again is a duplicate.</summary>
    public bool IsSameAs(Concentration value, Mark mark) => Value == value && Mark == mark;

    private uint Bits(int at, int count) => (uint)(Packed >> at) & ((1U << count) - 1);
}
