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
    private Mark[]? _longMarks;
    private long _lastReceivedAt;
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
            Put(_count++, sample);
        }

        Kept = kept;
        LastReceivedAt = lastReceivedAt;
        Detections = detections;
        Means = means;
    }

    public int Number { get; private set; }

    public SeriesKey Key { get; private set; }

    /// <summary>Readings kept since the beginning, corrections included.</summary>
    public long Kept { get; private set; }

    /// <summary>
    /// When the station last sent a sample that was not a duplicate: a logger that repeats one sample for ever is silent, and what a file brings is not the station speaking.
    /// The beginning of time when it never did.
    /// </summary>
    public DateTimeOffset LastReceivedAt
    {
        get => new(_lastReceivedAt, TimeSpan.Zero);
        private set => _lastReceivedAt = value.UtcTicks;
    }

    public Detections Detections { get; private set; }

    /// <summary>The windows for its rolling means; null when no limit ever asked for one.</summary>
    public SeriesMeans? Means { get; private set; }

    /// <summary>No part of what is remembered: where the batch in the making has its own of this series, so that it is found without a further look-up.</summary>
    internal SeriesDraft? Draft { get; set; }

    /// <summary>How many samples are remembered at the moment.</summary>
    public int Count => _count;

    /// <summary>The remembered samples, oldest first.</summary>
    public IReadOnlyList<Sample> Samples => [.. Enumerable.Range(0, _count).Select(i => At(Place(i)))];

    /// <summary>The newest sample by the time it was taken, in its newest version; never the last received.</summary>
    public Sample? Newest => _count == 0 ? null : FromNewest(0);

    /// <summary>A remembered sample.</summary>
    /// <param name="age">0 for the newest, below <see cref="Count"/>.</param>
    public Sample FromNewest(int age) => At(Place(_count - 1 - age));

    /// <summary><see cref="Sample.Time"/> of a remembered sample, without unpacking the rest of it.</summary>
    internal long TimeFromNewest(int age) => _ring[Place(_count - 1 - age)].Time;

    /// <summary>True when a sample of that time may be held without being remembered here.</summary>
    public bool MayHaveForgotten(DateTimeOffset takenAt) => Kept > _count && (_count == 0 || Sample.Milliseconds(takenAt) <= TimeFromNewest(_count - 1));

    /// <summary>Takes over a reading that is on disk, and forgets all but the newest <see cref="Remembered"/>.</summary>
    public void Take(Reading reading)
    {
        Insert(Sample.Of(reading));
        Kept++;
        Detections = Detections.With(reading);
        LastReceivedAt = reading.ReceivedAt > LastReceivedAt && !reading.IsImported ? reading.ReceivedAt : LastReceivedAt;
    }

    /// <summary>False while all of it came with files.</summary>
    public bool WasSent => _lastReceivedAt > 0;

    public void Change(MeanWindowChanged changed) => Means = SeriesMeans.Changed(Means, changed);

    /// <summary>The same with a memory of its own.</summary>
    public SeriesState Copy()
    {
        var copy = new SeriesState(Number, Key);
        copy.Become(this);
        return copy;
    }

    /// <summary>Takes over all of another, whichever series that is of; later changes of that one do not show here.</summary>
    internal void Become(SeriesState other)
    {
        (Number, Key, Kept, Detections, Means) = (other.Number, other.Key, other.Kept, other.Detections, other.Means?.Copy());
        (_ring, _oldest, _count, _lastReceivedAt) = (other._ring, other._oldest, other._count, other._lastReceivedAt);
        _longMarks = (Mark[]?)other._longMarks?.Clone();
    }

    private void Insert(in Sample sample)
    {
        var newer = 0;
        while (newer < _count && TimeFromNewest(newer) > sample.Time)
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
            Put(Place(_count - 1 - age), At(Place(_count - 2 - age)));
        }

        Put(Place(_count - 1 - newer), sample);
    }

    private Sample At(int place)
    {
        ref readonly var packed = ref _ring[place];
        return packed.Unpack(packed.HasLongMark ? _longMarks![place] : default);
    }

    private void Put(int place, in Sample sample)
    {
        _ring[place] = new PackedSample(sample);
        if (_ring[place].HasLongMark)
        {
            (_longMarks ??= new Mark[Remembered])[place] = sample.Mark;
        }
    }

    /// <summary>Where the n-th oldest stands.</summary>
    private int Place(int nth) => (_oldest + nth) % Remembered;

    [InlineArray(Remembered)]
    private struct Ring
    {
        private PackedSample _first;
    }
}
