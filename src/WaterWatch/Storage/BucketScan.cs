using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>Gathers readings into spans of time straight out of blocks and tail, without an object for a reading: a chart of a year is made of tens of thousands.</summary>
internal sealed class BucketScan
{
    /// <summary>Spans begin at whole multiples of their length since then: days at midnight UTC.</summary>
    private static readonly long s_yearOne = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    private readonly IndexLook _look;
    private readonly BucketsQuery _query;
    private readonly SeriesTable _keys;
    private readonly SeriesColumns _columns = new();
    private readonly List<BucketOf> _buckets = [];
    private readonly long _knownAt;
    private long _length;
    private long _base;
    private Bucket? _open;

    public BucketScan(IndexLook look, BucketsQuery query, SeriesTable keys)
    {
        (_look, _query, _keys) = (look, query, keys);
        _knownAt = query.AsKnownAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;
    }

    /// <param name="series">In the order of their numbers.</param>
    public Page<BucketOf> Page(IReadOnlyList<int> series, long from, long to)
    {
        var after = Cursor.Read(_query.Cursor, 4);
        (_base, _length) = after is not null ? (after[2], Math.Max(1, after[3])) : SpansOf(series, from, to);
        foreach (var number in series.Where(s => after is null || s >= after[0]))
        {
            Gather(number, after is not null && number == after[0] ? Math.Max(from, after[1]) : from, to);
            if (_buckets.Count > _query.Limit)
            {
                var next = _buckets[_query.Limit];
                var nextSeries = next.Key == _keys[number] ? number : series.Last(s => _keys[s] == next.Key);
                _buckets.RemoveRange(_query.Limit, _buckets.Count - _query.Limit);
                return new Page<BucketOf>(_buckets, Cursor.Of(nextSeries, next.Start.ToUnixTimeMilliseconds(), _base, _length));
            }
        }

        return new Page<BucketOf>(_buckets, null);
    }

    private (long Base, long Length) SpansOf(IReadOnlyList<int> series, long from, long to)
    {
        if (_query.Points is not { } points)
        {
            return (s_yearOne, Math.Max(1, (long)_query.Every!.Value.TotalMilliseconds));
        }

        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var number in series)
        {
            foreach (var block in _look.Blocks(number, from, to))
            {
                (first, last) = (Math.Min(first, block.FirstTakenAt), Math.Max(last, block.LastTakenAt));
            }

            foreach (var taken in _look.Tail(number).Taken)
            {
                (first, last) = (Math.Min(first, taken), Math.Max(last, taken));
            }
        }

        first = _query.From is null ? first : from;
        var end = _query.To is null ? last + 1 : to;
        return first >= end ? (s_yearOne, 1) : (first, (end - first + points - 1) / points);
    }

    private void Gather(int series, long from, long to)
    {
        var tail = _look.Tail(series);
        var spans = _look.Blocks(series, from, to).ToLookup(b => BlockPlace.SpanOf(b.FirstTakenAt));
        foreach (var span in spans.Select(s => s.Key).Concat(tail.Taken.ToArray().Select(BlockPlace.SpanOf)).Distinct().Order())
        {
            _columns.Clear();
            foreach (var block in spans[span])
            {
                _look.Read(block, series, _columns);
            }

            for (var i = 0; i < tail.Count; i++)
            {
                if (BlockPlace.SpanOf(tail.Taken[i]) == span)
                {
                    _columns.Add(tail.Taken[i], tail.Received[i], tail.Recorded[i], _columns.Aspects.NumberOf(tail.Aspects[tail.AspectNumbers[i]]), tail.Values[i]);
                }
            }

            _columns.Sort();
            AddSamples(series, from, to);
            if (_buckets.Count > _query.Limit)
            {
                break;
            }
        }

        Close(series);
    }

    private void AddSamples(int series, long from, long to)
    {
        var taken = _columns.Taken;
        var recorded = _columns.Recorded;
        for (var i = 0; i < taken.Length;)
        {
            // The versions of one sample stand in the order of their coming.
            var newest = -1;
            var at = taken[i];
            for (; i < taken.Length && taken[i] == at; i++)
            {
                newest = recorded[i] <= _knownAt ? i : newest;
            }

            if (newest >= 0 && at >= from && at < to)
            {
                BucketOf(series, at).Add(_columns.Values[newest], _columns.Aspects[_columns.AspectNumbers[newest]]);
            }
        }
    }

    private Bucket BucketOf(int series, long at)
    {
        if (_open is null || at >= _open.Start + _length || at < _open.Start)
        {
            Close(series);
            _open = new Bucket(_base + ((at - _base) / _length * _length));
        }

        return _open;
    }

    private void Close(int series)
    {
        if (_open is not null)
        {
            _buckets.Add(_open.ToBucket(_keys[series], _length));
            _open = null;
        }
    }
}
