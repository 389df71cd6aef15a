using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A series within a batch in the making: what the state remembers of it, and what this batch has added. The state itself is not touched.</summary>
public sealed class SeriesDraft
{
    // An array and not a list: most drafts hold one sample or two, and there are as many drafts as a batch has series.
    private Sample[] _added = new Sample[1];
    private int _addedCount;
    private SeriesState? _known;
    private SeriesMeans? _means;

    /// <param name="known">Null when the series is new with this batch.</param>
    public SeriesDraft(int number, SeriesKey key, SeriesState? known)
    {
        Number = number;
        Key = key;
        _known = known;
        Detections = known?.Detections ?? default;
    }

    public int Number { get; private set; }

    public SeriesKey Key { get; private set; }

    /// <summary>The windows for its rolling means, this batch's readings included; null when there are none.</summary>
    public SeriesMeans? Means => _means ??= _known?.Means?.ToDraft();

    /// <summary>When the station sent a sample with this batch; null when it did not.</summary>
    public DateTimeOffset? LastReceivedAt { get; private set; }

    public Detections Detections { get; private set; }

    /// <summary>
    /// The newest <see cref="SeriesState.Remembered"/> samples, newest first, of several versions the newest first. Decisions look no further back: how
    /// messages happened to fall into batches must not decide anything.
    /// </summary>
    public NewestFirst Remembered => new(_known, Added);

    /// <summary>The newest sample by the time it was taken, in its newest version.</summary>
    public Sample? Newest
    {
        get
        {
            var samples = Remembered;
            return samples.MoveNext() ? samples.Current : null;
        }
    }

    /// <summary>True when no sample was taken then or later, so that there is no version to look for and nothing comes late.</summary>
    public bool IsNewest(DateTimeOffset takenAt)
    {
        var newest = _known is { Count: > 0 } known ? known.TimeFromNewest(0) : long.MinValue;
        newest = _addedCount > 0 ? Math.Max(newest, _added[_addedCount - 1].Time) : newest;
        return newest < Sample.Milliseconds(takenAt);
    }

    /// <summary>Adds all versions of the sample taken then, in the order of their coming.</summary>
    public void AddVersionsAt(DateTimeOffset takenAt, List<Sample> into)
    {
        var time = Sample.Milliseconds(takenAt);
        if (_known is { } known)
        {
            var from = 0;
            while (from < known.Count && known.TimeFromNewest(from) >= time)
            {
                from++;
            }

            while (from > 0 && known.TimeFromNewest(from - 1) == time)
            {
                into.Add(known.FromNewest(--from));
            }
        }

        foreach (ref readonly var sample in Added)
        {
            if (sample.Time == time)
            {
                into.Add(sample);
            }
        }
    }

    public void Take(Reading reading)
    {
        if (_addedCount == _added.Length)
        {
            Array.Resize(ref _added, 2 * _addedCount);
        }

        var sample = Sample.Of(reading);
        var at = _addedCount++;
        for (; at > 0 && _added[at - 1].Time > sample.Time; at--)
        {
            _added[at] = _added[at - 1];
        }

        _added[at] = sample;
        Detections = Detections.With(reading);
        LastReceivedAt = LastReceivedAt > reading.ReceivedAt || reading.IsImported ? LastReceivedAt : reading.ReceivedAt;
    }

    internal void Change(MeanWindowChanged changed) => _means = SeriesMeans.Changed(Means, changed) ?? SeriesMeans.None;

    /// <summary>Its batch was written or dropped.</summary>
    internal void End()
    {
        if (_known is { } known)
        {
            known.Draft = null;
        }
    }

    /// <summary>The same object for a series of the next batch: millions of drafts a minute need not become garbage.</summary>
    internal SeriesDraft Reuse(int number, SeriesKey key, SeriesState? known)
    {
        (Number, Key, _known, _means, LastReceivedAt, Detections) = (number, key, known, null, null, known?.Detections ?? default);
        _addedCount = 0;
        return this;
    }

    /// <summary>This batch's samples, oldest first, versions of one in the order of their coming.</summary>
    private ReadOnlySpan<Sample> Added => _added.AsSpan(0, _addedCount);

    /// <summary>Walks what was known and what was added as one, from their newest ends. Without allocation: every reading takes this walk.</summary>
    public ref struct NewestFirst
    {
        private readonly SeriesState? _known;
        private readonly int _knownCount;
        private ReadOnlySpan<Sample> _added;
        private Sample _current;
        private int _age;
        private int _left = SeriesState.Remembered;

        internal NewestFirst(SeriesState? known, ReadOnlySpan<Sample> added)
        {
            _known = known;
            _knownCount = known?.Count ?? 0;
            _added = added;
        }

        public readonly Sample Current => _current;

        public readonly NewestFirst GetEnumerator() => this;

        public bool MoveNext()
        {
            var knownIsThrough = _age == _knownCount;
            if (_left-- <= 0 || knownIsThrough && _added.IsEmpty)
            {
                return false;
            }

            // Of one sample time what was added came later than what was known.
            if (knownIsThrough || !_added.IsEmpty && _added[^1].Time >= _known!.TimeFromNewest(_age))
            {
                _current = _added[^1];
                _added = _added[..^1];
            }
            else
            {
                _current = _known!.FromNewest(_age++);
            }

            return true;
        }
    }
}
