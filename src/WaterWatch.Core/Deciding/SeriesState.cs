using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What is remembered of a reading that was kept: enough to recognise it again, to test its successors and to show the newest.</summary>
public readonly record struct Sample(
    DateTimeOffset TakenAt, DateTimeOffset RecordedAt, Concentration Value, Mark Mark, QartodFlag Flag, Judged Judged, bool IsCorrection)
{
    public static Sample Of(Reading reading) =>
        new(reading.TakenAt, reading.RecordedAt, reading.Value, reading.Mark, reading.Flag, reading.Judged, reading.IsCorrection);

    /// <summary>Equal after unit conversion, with qualifier and mark: sending it again is a duplicate.</summary>
    public bool IsSameAs(Concentration value, Mark mark) => Value == value && Mark == mark;
}

/// <summary>The newest samples of one series, in the order of their sample times; versions of one sample stand in the order of their coming.</summary>
public sealed class SeriesState
{
    /// <summary>How many samples are remembered. Older ones are looked up in the log before a batch is decided.</summary>
    public const int Remembered = 16;

    private readonly List<Sample> _samples;

    public SeriesState(int number, SeriesKey key)
        : this(number, key, [], 0, default)
    {
    }

    public SeriesState(int number, SeriesKey key, IEnumerable<Sample> samples, long kept, DateTimeOffset lastReceivedAt)
    {
        Number = number;
        Key = key;
        _samples = [.. samples];
        Kept = kept;
        LastReceivedAt = lastReceivedAt;
    }

    public int Number { get; }

    public SeriesKey Key { get; }

    /// <summary>Readings kept since the beginning, corrections included.</summary>
    public long Kept { get; private set; }

    /// <summary>When the newest sample that was not a duplicate came in: a logger that repeats one sample for ever is silent.</summary>
    public DateTimeOffset LastReceivedAt { get; private set; }

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>The newest sample by the time it was taken, in its newest version; never the last received.</summary>
    public Sample? Newest => _samples.Count == 0 ? null : _samples[^1];

    /// <summary>True when a sample of that time may be held without being remembered here.</summary>
    public bool MayHaveForgotten(DateTimeOffset takenAt) => Kept > _samples.Count && (_samples.Count == 0 || takenAt <= _samples[0].TakenAt);

    /// <summary>All remembered versions of the sample taken then.</summary>
    public IEnumerable<Sample> VersionsAt(DateTimeOffset takenAt)
    {
        for (var i = _samples.Count - 1; i >= 0 && _samples[i].TakenAt >= takenAt; i--)
        {
            if (_samples[i].TakenAt == takenAt)
            {
                yield return _samples[i];
            }
        }
    }

    public void Take(Reading reading)
    {
        var at = _samples.Count;
        while (at > 0 && _samples[at - 1].TakenAt > reading.TakenAt)
        {
            at--;
        }

        _samples.Insert(at, Sample.Of(reading));
        Kept++;
        LastReceivedAt = reading.ReceivedAt > LastReceivedAt ? reading.ReceivedAt : LastReceivedAt;
    }

    /// <summary>Forgets all but the newest <see cref="Remembered"/>; a batch in the making remembers everything it has seen.</summary>
    public void Forget()
    {
        if (_samples.Count > Remembered)
        {
            _samples.RemoveRange(0, _samples.Count - Remembered);
        }
    }

    public SeriesState Copy() => new(Number, Key, _samples, Kept, LastReceivedAt);
}
