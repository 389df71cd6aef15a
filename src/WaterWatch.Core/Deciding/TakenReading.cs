using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A reading that was just kept, with all that was found out about it: what the conditions look at.</summary>
internal readonly struct TakenReading
{
    /// <summary>The message that it came in with.</summary>
    public required RawMessage Raw { get; init; }

    /// <summary>As it was sent.</summary>
    public required DecodedReading Read { get; init; }

    /// <summary>Its series, this reading included.</summary>
    public required SeriesDraft Series { get; init; }

    public required DeterminandRules Rules { get; init; }

    /// <summary>As it is kept: below the detection limit it is a <c>&lt;</c>.</summary>
    public required Concentration Value { get; init; }

    public required Verdict Verdict { get; init; }

    public required QualityFlag Quality { get; init; }

    /// <summary>Older than a sample of the series that was held before.</summary>
    public required bool IsLate { get; init; }

    /// <summary>Same identity as a reading that was held before, other value or mark.</summary>
    public required bool IsCorrection { get; init; }

    /// <summary>A version of the same sample was over the limit before.</summary>
    public required bool WasOver { get; init; }

    /// <summary>The newest version of the same sample that was held before; meaningless unless <see cref="IsCorrection"/>.</summary>
    public required Sample Earlier { get; init; }

    /// <summary>What had been found in its series before this reading.</summary>
    public required Detections Before { get; init; }

    /// <summary>False when nothing at all is open at the station, which spares the usual reading every further look.</summary>
    public required bool MayHaveAlerts { get; init; }

    /// <summary>The newest earlier sample that was within the limit, known only when this one is over it.</summary>
    public required DateTimeOffset? LastBelowAt { get; init; }

    public DateTimeOffset TakenAt => Read.TakenAt;

    /// <summary>Stands for the water: its mark is not out of service, and no test failed it.</summary>
    public bool IsOfTheRiver => !Read.Mark.IsOutOfService && Quality.Flag != QartodFlag.Fail;
}
