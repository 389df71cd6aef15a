using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>Since when a series has been sampled, and when something was last found in it; folded from its readings alone. 16 bytes a series.</summary>
public readonly record struct Detections
{
    private readonly long _firstTakenAt;
    private readonly long _lastDetectedAt;

    public Detections(DateTimeOffset? firstTakenAt, DateTimeOffset? lastDetectedAt)
    {
        _firstTakenAt = firstTakenAt?.UtcTicks ?? 0;
        _lastDetectedAt = lastDetectedAt?.UtcTicks ?? 0;
    }

    /// <summary>The oldest sample that stands for the water; null when there is none.</summary>
    public DateTimeOffset? FirstTakenAt => At(_firstTakenAt);

    /// <summary>The newest sample with a number at or above the detection limit; null when there is none.</summary>
    public DateTimeOffset? LastDetectedAt => At(_lastDetectedAt);

    public Detections With(Reading reading)
    {
        if (!reading.Mark.IsOfTheRiver || reading.Flag == QartodFlag.Fail)
        {
            return this;
        }

        var takenAt = reading.TakenAt;
        return new Detections(
            FirstTakenAt < takenAt ? FirstTakenAt : takenAt,
            IsDetection(reading.Value) && !(LastDetectedAt > takenAt) ? takenAt : LastDetectedAt);
    }

    /// <summary>Where the detection limit is known, numbers below it have become <c>&lt;</c> already.</summary>
    public static bool IsDetection(Concentration value) => value is { Qualifier: not Qualifier.Below, Value: > 0 };

    private static DateTimeOffset? At(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
