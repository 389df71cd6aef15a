using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// A reading that was just kept, with all that was found out about it: what the conditions look at. It refers to what the caller holds, since every reading
/// makes one.
/// </summary>
internal readonly ref struct TakenReading
{
    private readonly ref readonly DecodedReading _read;
    private readonly ref readonly Verdict _verdict;
    private readonly ref readonly Sample _earlier;
    private readonly ref readonly Concentration _value;

    public TakenReading(in DecodedReading read, in Concentration value, in Verdict verdict, in Sample earlier)
    {
        _read = ref read;
        _value = ref value;
        _verdict = ref verdict;
        _earlier = ref earlier;
    }

    /// <summary>The message that it came in with.</summary>
    public required RawMessage Raw { get; init; }

    /// <summary>Its series, this reading included.</summary>
    public required SeriesDraft Series { get; init; }

    public required DeterminandRules Rules { get; init; }

    /// <summary>Those of the rules that held when it was taken, with the bounds for the water of that time.</summary>
    public required IReadOnlyList<Limit> Limits { get; init; }

    public required QualityFlag Quality { get; init; }

    /// <summary>Older than a sample of the series that was held before.</summary>
    public required bool IsLate { get; init; }

    /// <summary>Brought by a file, and taken so long ago that nobody is called for it.</summary>
    public required bool IsHistory { get; init; }

    /// <summary>Same identity as a reading that was held before, other value or mark.</summary>
    public required bool IsCorrection { get; init; }

    /// <summary>A version of the same sample was over the limit before.</summary>
    public required bool WasOver { get; init; }

    /// <summary>What had been found in its series before this reading.</summary>
    public required Detections Before { get; init; }

    /// <summary>False when nothing at all is open at the station, which spares the usual reading every further look.</summary>
    public required bool MayHaveAlerts { get; init; }

    /// <summary>The newest earlier sample that was within the limit, known only when this one is over it.</summary>
    public required DateTimeOffset? LastBelowAt { get; init; }

    /// <summary>As it was sent.</summary>
    public ref readonly DecodedReading Read => ref _read;

    /// <summary>As it is kept: below the detection limit it is a <c>&lt;</c>.</summary>
    public ref readonly Concentration Value => ref _value;

    public ref readonly Verdict Verdict => ref _verdict;

    /// <summary>The newest version of the same sample that was held before; meaningless unless <see cref="IsCorrection"/>.</summary>
    public ref readonly Sample Earlier => ref _earlier;

    public DateTimeOffset TakenAt => _read.TakenAt;

    /// <summary>Stands for the water: its mark is not out of service, and no test failed it.</summary>
    public bool IsOfTheRiver => !_read.Mark.IsOutOfService && Quality.Flag != QartodFlag.Fail;
}
