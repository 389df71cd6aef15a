using WaterWatch.Readings;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Where a reading stands in the order of answers, times in milliseconds since 1970.</summary>
/// <param name="Nth">Which of several of one series with the same two times.</param>
internal readonly record struct ReadingPlace(long TakenAt, long RecordedAt, int Series, int Nth)
{
    public (long, long, int, int) Order => (TakenAt, RecordedAt, Series, Nth);

    public string ToCursor() => Cursor.Of(TakenAt, RecordedAt, Series, Nth);
}

/// <summary>Walks readings of some series in the order of answers, reading no more blocks than the walk comes to.</summary>
internal sealed class ReadingsScan : IDisposable
{
    private readonly List<SeriesScan> _all = [];
    private readonly PriorityQueue<SeriesScan, (long, long, int, int)> _next = new();
    private readonly ReadingPlace? _after;
    private readonly long _knownAt;
    private SeriesScan? _current;

    public ReadingsScan(Connection connection, ReadingsQuery query, Dictionary<int, Reading[]> tail, long lastBlock, IEnumerable<int> series)
    {
        _knownAt = query.AsKnownAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var from = query.From is { } f ? CeilingMilliseconds(f) : long.MinValue / 2;
        var to = query.To is { } t ? CeilingMilliseconds(t) : long.MaxValue;
        if (Cursor.Read(query.Cursor, 4) is { } cursor)
        {
            _after = new ReadingPlace(cursor[0], cursor[1], (int)cursor[2], (int)cursor[3]);
            from = Math.Max(from, _after.Value.TakenAt);
        }

        foreach (var number in series)
        {
            var scan = new SeriesScan(connection, number, from, to, tail.GetValueOrDefault(number) ?? [], lastBlock);
            _all.Add(scan);
            Enqueue(scan);
        }
    }

    public Reading Current => _current!.Current;

    public ReadingPlace Place => _current!.Place;

    public bool Next()
    {
        do
        {
            if (_current is not null)
            {
                Enqueue(_current);
            }

            if (!_next.TryDequeue(out _current, out _))
            {
                return false;
            }
        }
        while (Place.RecordedAt > _knownAt || (_after is { } after && Place.Order.CompareTo(after.Order) <= 0));

        return true;
    }

    public void Dispose()
    {
        foreach (var scan in _all)
        {
            scan.Dispose();
        }
    }

    private static long CeilingMilliseconds(DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds() + (at.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);

    private void Enqueue(SeriesScan scan)
    {
        if (scan.Next())
        {
            _next.Enqueue(scan, scan.Place.Order);
        }
    }
}

/// <summary>Walks the readings of one series by sample time, then recorded time, then in the order of their coming. Blocks may overlap, so several are merged.</summary>
internal sealed class SeriesScan : IDisposable
{
    private readonly Statement _blocks;
    private readonly long _from;
    private readonly long _to;
    private readonly PriorityQueue<Reading, (long Taken, long Recorded, long Block, int Index)> _ready = new();
    private readonly int _series;
    private bool _blockWaits;

    public SeriesScan(Connection connection, int series, long from, long to, Reading[] tail, long lastBlock)
    {
        (_series, _from, _to) = (series, from, to);
        for (var i = 0; i < tail.Length; i++)
        {
            var taken = tail[i].TakenAt.ToUnixTimeMilliseconds();
            if (taken >= from && taken < to)
            {
                _ready.Enqueue(tail[i], (taken, tail[i].RecordedAt.ToUnixTimeMilliseconds(), long.MaxValue, i));
            }
        }

        _blocks = connection.Prepare("""
            SELECT first_taken_at, id, body FROM series_block INDEXED BY series_block_by_time
            WHERE series = ? AND first_taken_at >= ? AND first_taken_at < ? AND last_taken_at >= ? AND id <= ? ORDER BY first_taken_at
            """);
        _blocks.Bind(1, series).Bind(2, from - SeriesBlocks.LongestSpan).Bind(3, to).Bind(4, from).Bind(5, lastBlock);
        _blockWaits = _blocks.Step();
    }

    public Reading Current { get; private set; } = null!;

    public ReadingPlace Place { get; private set; }

    public bool Next()
    {
        (long Taken, long Recorded, long Block, int Index) place;
        while (_blockWaits && (!_ready.TryPeek(out _, out place) || _blocks.Int(0) <= place.Taken))
        {
            Load();
            _blockWaits = _blocks.Step();
        }

        if (!_ready.TryDequeue(out var reading, out place))
        {
            return false;
        }

        var isAnother = Current is not null && (Place.TakenAt, Place.RecordedAt) == (place.Taken, place.Recorded);
        Place = new ReadingPlace(place.Taken, place.Recorded, _series, isAnother ? Place.Nth + 1 : 0);
        Current = reading;
        return true;
    }

    public void Dispose() => _blocks.Dispose();

    private void Load()
    {
        var readings = new ReadingsReader(_blocks.Blob(2));
        var block = _blocks.Int(1);
        for (var i = 0; readings.Next() && readings.TakenAt < _to; i++)
        {
            if (readings.TakenAt >= _from)
            {
                var reading = readings.ToReading();
                _ready.Enqueue(reading, (readings.TakenAt, reading.RecordedAt.ToUnixTimeMilliseconds(), block, i));
            }
        }
    }
}
