using System.Runtime.InteropServices;

namespace WaterWatch.Limits;

/// <summary>
/// The buckets of one window of one series: what is left of its readings, in bounded memory. In whatever order readings come, and however often they are corrected, the
/// same buckets result.
/// </summary>
/// <param name="beginsAfter">Samples up to then, which were there before the window was opened or may have been, never come in.</param>
/// <param name="below">What this is a working copy of: what is not here is read there, and it is never changed. Null for a state of its own.</param>
public sealed class MeanBuckets(MeanWindow window, DateTimeOffset beginsAfter, MeanBuckets? below = null)
{
    private readonly List<MeanBucket> _buckets = [];
    private MeanWindow _window = window;

    public MeanBuckets(MeanWindow window, DateTimeOffset beginsAfter, DateTimeOffset newestAt, IEnumerable<MeanBucket> buckets)
        : this(window, beginsAfter)
    {
        NewestAt = newestAt;
        _buckets.AddRange(buckets);
    }

    public MeanWindow Window => _window;

    public DateTimeOffset BeginsAfter => beginsAfter;

    /// <summary>The end of the newest reading that ever came in: a correction does not take it back. The beginning of time while none has.</summary>
    public DateTimeOffset NewestAt { get; private set; } = below?.NewestAt ?? DateTimeOffset.MinValue;

    /// <summary>The newest bucket's number.</summary>
    public int Newest => _window.BucketAt(NewestAt);

    /// <summary>The oldest bucket that is kept.</summary>
    public int Oldest => Newest - _window.KeptBuckets + 1;

    /// <summary>The first bucket with which a window can end and still be known from its beginning.</summary>
    public int FirstKnownEnd => Newest - _window.BucketsForLateSamples;

    /// <summary>Those that hold something, in order; of a working copy only those that it changed.</summary>
    public IReadOnlyList<MeanBucket> Buckets => _buckets;

    /// <summary>Puts in what a reading brings.</summary>
    /// <param name="takenAt">When its sample was taken, or its period began.</param>
    /// <param name="periodSeconds">0 for a moment.</param>
    public void Enter(DateTimeOffset takenAt, int periodSeconds, MeanEntry entry)
    {
        var endAt = takenAt.AddSeconds(periodSeconds);
        if (takenAt > beginsAfter && endAt > NewestAt)
        {
            NewestAt = endAt;
            _buckets.RemoveRange(0, _buckets.Count > 0 && _buckets[0].Number < Oldest ? PlaceOf(Oldest) : 0);
        }

        Change(takenAt, periodSeconds, entry, 1);
    }

    /// <summary>Takes out what an earlier version of a reading brought.</summary>
    public void Leave(DateTimeOffset takenAt, int periodSeconds, MeanEntry entry) => Change(takenAt, periodSeconds, entry, -1);

    /// <summary>Holds values for as long as another window of the same buckets does.</summary>
    /// <returns>False when its buckets are others, so that it must begin anew.</returns>
    public bool TryBecome(MeanWindow other)
    {
        var isSame = other.WidthSeconds == _window.WidthSeconds && other.Seconds == _window.Seconds;
        _window = isSame ? other : _window;
        return isSame;
    }

    /// <summary>A working copy, which costs next to nothing until something is put into it.</summary>
    public MeanBuckets ToDraft() => new(_window, beginsAfter, this);

    public MeanBuckets Copy() => new(_window, beginsAfter, NewestAt, _buckets);

    /// <summary>Those that hold something between two numbers, both in it, in order.</summary>
    internal Range Between(int first, int last) => new(
        CollectionsMarshal.AsSpan(_buckets), below is null ? [] : CollectionsMarshal.AsSpan(below._buckets), Math.Max(first, Oldest), last);

    private void Change(DateTimeOffset takenAt, int periodSeconds, MeanEntry entry, int times)
    {
        if (takenAt <= beginsAfter)
        {
            return;
        }

        var end = MeanWindow.SecondOf(takenAt) + periodSeconds;
        var last = _window.BucketAtSecond(end);
        if (periodSeconds == 0)
        {
            Put(Find(last).With(entry, times, times));
            return;
        }

        // A mean weighs in each bucket by the seconds of its period that lie there.
        for (var bucket = _window.BucketAtSecond(end - periodSeconds + 1); bucket <= last; bucket++)
        {
            var from = Math.Max((bucket - 1L) * _window.WidthSeconds, end - periodSeconds);
            var to = Math.Min((long)bucket * _window.WidthSeconds, end);
            Put(Find(bucket).With(entry, (int)(to - from) * times, bucket == last ? times : 0));
        }
    }

    private MeanBucket Find(int number) =>
        PlaceOf(number) is var at && at < _buckets.Count && _buckets[at].Number == number ? _buckets[at]
        : below?.Find(number) ?? new MeanBucket(number, 0, 0, 0, 0, 0);

    private void Put(MeanBucket bucket)
    {
        if (bucket.Number < Oldest)
        {
            return;
        }

        var at = PlaceOf(bucket.Number);
        var isThere = at < _buckets.Count && _buckets[at].Number == bucket.Number;
        if (bucket.IsEmpty && below is null)
        {
            _buckets.RemoveRange(at, isThere ? 1 : 0);
        }
        else if (isThere)
        {
            _buckets[at] = bucket;
        }
        else
        {
            _buckets.Insert(at, bucket);
        }
    }

    /// <summary>Where a bucket stands, or would; almost always at the end.</summary>
    private int PlaceOf(int number)
    {
        var at = _buckets.Count;
        while (at > 0 && _buckets[at - 1].Number >= number)
        {
            at--;
        }

        return at;
    }

    /// <summary>Walks the buckets of a working copy and of what is below it as one, without allocation.</summary>
    internal ref struct Range
    {
        private readonly int _last;
        private ReadOnlySpan<MeanBucket> _changed;
        private ReadOnlySpan<MeanBucket> _kept;
        private ref readonly MeanBucket _current;

        public Range(ReadOnlySpan<MeanBucket> changed, ReadOnlySpan<MeanBucket> kept, int first, int last)
        {
            _last = last;
            _changed = From(changed, first);
            _kept = From(kept, first);
        }

        public readonly ref readonly MeanBucket Current => ref _current;

        public readonly Range GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!_changed.IsEmpty || !_kept.IsEmpty)
            {
                var isChanged = _kept.IsEmpty || !_changed.IsEmpty && _changed[0].Number <= _kept[0].Number;
                if (isChanged && !_kept.IsEmpty && _kept[0].Number == _changed[0].Number)
                {
                    _kept = _kept[1..];
                }

                _current = ref isChanged ? ref _changed[0] : ref _kept[0];
                _changed = isChanged ? _changed[1..] : _changed;
                _kept = isChanged ? _kept : _kept[1..];
                if (_current.Number > _last)
                {
                    return false;
                }

                if (!_current.IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }

        private static ReadOnlySpan<MeanBucket> From(ReadOnlySpan<MeanBucket> buckets, int first)
        {
            var at = buckets.Length;
            while (at > 0 && buckets[at - 1].Number >= first)
            {
                at--;
            }

            return buckets[at..];
        }
    }
}
