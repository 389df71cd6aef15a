using System.Runtime.InteropServices;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

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

    public SeriesState(int number, SeriesKey key, IReadOnlyCollection<Sample> samples, long kept, DateTimeOffset lastReceivedAt, SeriesMeans? means = null)
    {
        Number = number;
        Key = key;
        _samples = new List<Sample>(Remembered + 1);
        _samples.AddRange(samples);
        Kept = kept;
        LastReceivedAt = lastReceivedAt;
        Means = means;
    }

    public int Number { get; }

    public SeriesKey Key { get; }

    /// <summary>Readings kept since the beginning, corrections included.</summary>
    public long Kept { get; private set; }

    /// <summary>When the newest sample that was not a duplicate came in: a logger that repeats one sample for ever is silent.</summary>
    public DateTimeOffset LastReceivedAt { get; private set; }

    /// <summary>The windows for its rolling means; null when no limit ever asked for one.</summary>
    public SeriesMeans? Means { get; private set; }

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>The same without copying a sample for each look at it; good until the next <see cref="Take"/>.</summary>
    internal ReadOnlySpan<Sample> Span => CollectionsMarshal.AsSpan(_samples);

    /// <summary>The newest sample by the time it was taken, in its newest version; never the last received.</summary>
    public Sample? Newest => _samples.Count == 0 ? null : _samples[^1];

    /// <summary>True when a sample of that time may be held without being remembered here.</summary>
    public bool MayHaveForgotten(DateTimeOffset takenAt) => Kept > _samples.Count && (_samples.Count == 0 || takenAt <= _samples[0].TakenAt);

    /// <summary>Takes over a reading that is on disk, and forgets all but the newest <see cref="Remembered"/>.</summary>
    public void Take(Reading reading)
    {
        Sample.InsertInOrder(_samples, Sample.Of(reading));
        if (_samples.Count > Remembered)
        {
            _samples.RemoveAt(0);
        }

        Kept++;
        LastReceivedAt = reading.ReceivedAt > LastReceivedAt ? reading.ReceivedAt : LastReceivedAt;
    }

    public void Change(MeanWindowChanged changed, DateTimeOffset at) => Means = SeriesMeans.Changed(Means, changed, at);

    public SeriesState Copy() => new(Number, Key, _samples, Kept, LastReceivedAt, Means?.Copy());
}
