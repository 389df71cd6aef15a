using System.Runtime.CompilerServices;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>The newest samples of one series, in the order of their sample times; versions of one sample stand in the order of their coming.</summary>
public sealed class SeriesState
{
    /// <summary>How many samples are remembered. Older ones are looked up in the log before a batch is decided.</summary>
    public const int Remembered = 16;

    // A ring, so that one more sample touches one place of memory and not all of them, and within the object, so that there is no second one to go to: with 200,000
    // series none of it is in the processor's cache.
    private Ring _ring;
    private int _oldest;
    private int _count;

    public SeriesState(int number, SeriesKey key)
        : this(number, key, [], 0, default)
    {
    }

    /// <param name="samples">In order; at most <see cref="Remembered"/>.</param>
    public SeriesState(
        int number, SeriesKey key, IReadOnlyList<Sample> samples, long kept, DateTimeOffset lastReceivedAt, Detections detections = default, SeriesMeans? means = null)
    {
        Number = number;
        Key = key;
        foreach (var sample in samples)
        {
            _ring[_count++] = sample;
        }

        Kept = kept;
        LastReceivedAt = lastReceivedAt;
        Detections = detections;
        Means = means;
    }

    public int Number { get; }

    public SeriesKey Key { get; }

    /// <summary>Readings kept since the beginning, corrections included.</summary>
    public long Kept { get; private set; }

    /// <summary>When the newest sample that was not a duplicate came in: a logger that repeats one sample for ever is silent.</summary>
    public DateTimeOffset LastReceivedAt { get; private set; }

    public Detections Detections { get; private set; }

    /// <summary>The windows for its rolling means; null when no limit ever asked for one.</summary>
    public SeriesMeans? Means { get; private set; }

    /// <summary>How many samples are remembered at the moment.</summary>
    public int Count => _count;

    /// <summary>The remembered samples, oldest first.</summary>
    public IReadOnlyList<Sample> Samples => [.. Enumerable.Range(0, _count).Select(i => _ring[Place(i)])];

    /// <summary>The newest sample by the time it was taken, in its newest version; never the last received.</summary>
    public Sample? Newest => _count == 0 ? null : FromNewest(0);

    /// <summary>A remembered sample, good until the next <see cref="Take"/>.</summary>
    /// <param name="age">0 for the newest, below <see cref="Count"/>.</param>
    public ref readonly Sample FromNewest(int age) => ref _ring[Place(_count - 1 - age)];

    /// <summary>True when a sample of that time may be held without being remembered here.</summary>
    public bool MayHaveForgotten(DateTimeOffset takenAt) => Kept > _count && (_count == 0 || Sample.Milliseconds(takenAt) <= FromNewest(_count - 1).Time);

    /// <summary>Takes over a reading that is on disk, and forgets all but the newest <see cref="Remembered"/>.</summary>
    public void Take(Reading reading)
    {
        Insert(Sample.Of(reading));
        Kept++;
        Detections = Detections.With(reading);
        LastReceivedAt = reading.ReceivedAt > LastReceivedAt ? reading.ReceivedAt : LastReceivedAt;
    }

    public void Change(MeanWindowChanged changed) => Means = SeriesMeans.Changed(Means, changed);

    /// <summary>The same with a memory of its own.</summary>
    public SeriesState Copy()
    {
        var copy = (SeriesState)MemberwiseClone();
        copy.Means = Means?.Copy();
        return copy;
    }

    private void Insert(in Sample sample)
    {
        var newer = 0;
        while (newer < _count && FromNewest(newer).Time > sample.Time)
        {
            newer++;
        }

        if (_count == Remembered)
        {
            if (newer == Remembered)
            {
                return;
            }

            _oldest = (_oldest + 1) % Remembered;
            _count--;
        }

        _count++;
        for (var age = 0; age < newer; age++)
        {
            _ring[Place(_count - 1 - age)] = _ring[Place(_count - 2 - age)];
        }

        _ring[Place(_count - 1 - newer)] = sample;
    }

    /// <summary>Where the n-th oldest stands.</summary>
    private int Place(int nth) => (_oldest + nth) % Remembered;

    [InlineArray(Remembered)]
    private struct Ring
    {
        private Sample _first;
    }
}
