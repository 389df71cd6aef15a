using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>All of a reading but its identity, times and number. A batch of thousands has a few dozen different ones, so each is written once and then by its number.</summary>
internal readonly record struct Aspect(
    Unit Unit, Qualifier Qualifier, Mark Mark, QartodFlag Flag, QartodTests Tests, Judged Judged, JudgedWhy Why, bool IsCorrection, string LimitRef, bool IsImported)
{
    private const byte Correction = 1;

    /// <summary>Since schema 5.</summary>
    private const byte Imported = 2;

    public static Aspect Of(Reading reading) => new(
        reading.Value.Unit, reading.Value.Qualifier, reading.Mark, reading.Flag, reading.FlagTests, reading.Judged, reading.Why, reading.IsCorrection, reading.LimitRef, reading.IsImported);

    public Reading ToReading(int series, DateTimeOffset takenAt, DateTimeOffset receivedAt, DateTimeOffset recordedAt, decimal value) => new()
    {
        Series = series,
        TakenAt = takenAt,
        ReceivedAt = receivedAt,
        RecordedAt = recordedAt,
        Value = new Concentration(value, Unit, Qualifier),
        Mark = Mark,
        Flag = Flag,
        FlagTests = Tests,
        Judged = Judged,
        Why = Why,
        LimitRef = LimitRef,
        IsCorrection = IsCorrection,
        IsImported = IsImported,
    };

    public Sample ToSample(DateTimeOffset takenAt, decimal value) => new(takenAt, new Concentration(value, Unit, Qualifier), Mark, Flag, Judged, IsCorrection);

    public static Aspect Read(ref PackedReader from)
    {
        var (unit, qualifier, mark) = ((Unit)from.Byte(), (Qualifier)from.Byte(), ReadMark(ref from));
        var (flag, tests, judged, why, how) = ((QartodFlag)from.Byte(), (QartodTests)from.Byte(), (Judged)from.Byte(), (JudgedWhy)from.Byte(), from.Byte());
        return new Aspect(unit, qualifier, mark, flag, tests, judged, why, (how & Correction) != 0, from.Text(), (how & Imported) != 0);
    }

    public void Write(PackedWriter to)
    {
        to.Byte((byte)Unit);
        to.Byte((byte)Qualifier);
        to.TextOrNull(Mark.IsNone ? null : Mark.ToString());
        to.Byte((byte)Flag);
        to.Byte((byte)Tests);
        to.Byte((byte)Judged);
        to.Byte((byte)Why);
        to.Byte((byte)((IsCorrection ? Correction : 0) | (IsImported ? Imported : 0)));
        to.Text(LimitRef);
    }

    /// <exception cref="FormatException">The bytes are not a mark.</exception>
    public static Mark ReadMark(ref PackedReader from)
    {
        if (from.Byte() == 0)
        {
            return Mark.None;
        }

        var code = from.Bytes();
        return Mark.CanKeep(code) ? Mark.From(code) : throw new FormatException("A packed mark is longer than a mark can be.");
    }
}
