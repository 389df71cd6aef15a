using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What is remembered of a reading that was kept: enough to recognise it again, to test its successors and to show the newest.</summary>
public readonly record struct Sample
{
    // Ticks and not DateTimeOffset: sixteen samples are remembered for each of many thousands of series.
    private readonly long _takenAt;
    private readonly long _recordedAt;

    public Sample(DateTimeOffset takenAt, DateTimeOffset recordedAt, Concentration value, Mark mark, QartodFlag flag, Judged judged, bool isCorrection)
    {
        _takenAt = takenAt.UtcTicks;
        _recordedAt = recordedAt.UtcTicks;
        Value = value;
        Mark = mark;
        Flag = flag;
        Judged = judged;
        IsCorrection = isCorrection;
    }

    public DateTimeOffset TakenAt => new(_takenAt, TimeSpan.Zero);

    public DateTimeOffset RecordedAt => new(_recordedAt, TimeSpan.Zero);

    public Concentration Value { get; }

    public Mark Mark { get; }

    public QartodFlag Flag { get; }

    public Judged Judged { get; }

    public bool IsCorrection { get; }

    public static Sample Of(Reading reading) =>
        new(reading.TakenAt, reading.RecordedAt, reading.Value, reading.Mark, reading.Flag, reading.Judged, reading.IsCorrection);

    /// <summary>Equal after unit conversion, with qualifier and mark: sending it again is a duplicate.</summary>
    public bool IsSameAs(Concentration value, Mark mark) => Value == value && Mark == mark;

    /// <summary>Puts a sample into a list by its time, behind the earlier versions of the same sample.</summary>
    internal static void InsertInOrder(List<Sample> samples, Sample sample)
    {
        var at = samples.Count;
        while (at > 0 && samples[at - 1]._takenAt > sample._takenAt)
        {
            at--;
        }

        samples.Insert(at, sample);
    }
}
