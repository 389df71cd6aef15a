using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>Where a reading stands in the order of answers, times in milliseconds since 1970.</summary>
/// <param name="Nth">Which of several of one series with the same two times.</param>
internal readonly record struct ReadingPlace(long TakenAt, long RecordedAt, int Series, int Nth)
{
    public (long, long, int, int) Order => (TakenAt, RecordedAt, Series, Nth);

    public string ToCursor() => Cursor.Of(TakenAt, RecordedAt, Series, Nth);
}

/// <summary>Walks readings of some series in the order of answers, reading no more blocks than the walk comes to.</summary>
internal sealed class ReadingsScan
{
    private readonly PriorityQueue<SeriesScan, (long, long, int, int)> _next = new();
    private readonly ReadingPlace? _after;
    private readonly long _knownAt;
    private SeriesScan? _current;

    public ReadingsScan(IndexLook look, ReadingsQuery query, IEnumerable<int> series)
    {
        _knownAt = query.AsKnownAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        _after = AfterOf(query);
        var (from, to) = query.Milliseconds;
        foreach (var number in series)
        {
            Enqueue(new SeriesScan(look, number, Math.Max(from, _after?.TakenAt ?? from), to));
        }
    }

    public Reading Current => _current!.Current;

    public ReadingPlace Place => _current!.Place;

    /// <summary>The reading that the page before ended with; null when there was none.</summary>
    public static ReadingPlace? AfterOf(ReadingsQuery query) =>
        Cursor.Read(query.Cursor, 4) is { } cursor ? new ReadingPlace(cursor[0], cursor[1], (int)cursor[2], (int)cursor[3]) : null;

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

    private void Enqueue(SeriesScan scan)
    {
        if (scan.Next())
        {
            _next.Enqueue(scan, scan.Place.Order);
        }
    }
}

/// <summary>Walks the readings of one series by sample time, then recorded time, then in the order of their coming. Blocks may overlap, so several are merged.</summary>
internal sealed class SeriesScan
{
    private readonly IndexLook _look;
    private readonly int _series;
    private readonly long _from;
    private readonly long _to;
    private readonly Queue<(BlockRow Row, int Nth)> _blocks;
    private readonly PriorityQueue<(SeriesColumns Columns, int Index), (long Taken, long Recorded, int Block, int Index)> _ready = new();

    public SeriesScan(IndexLook look, int series, long from, long to)
    {
        (_look, _series, _from, _to) = (look, series, from, to);
        _blocks = new(look.Blocks(series, from, to).Select((row, nth) => (row, nth)).OrderBy(b => b.row.FirstTakenAt));
        MakeReady(look.Tail(series), int.MaxValue);
    }

    public Reading Current { get; private set; } = null!;

    public ReadingPlace Place { get; private set; }

    public bool Next()
    {
        (long Taken, long Recorded, int Block, int Index) place;
        while (_blocks.TryPeek(out var next) && (!_ready.TryPeek(out _, out place) || next.Row.FirstTakenAt <= place.Taken))
        {
            _blocks.Dequeue();
            var columns = new SeriesColumns();
            _look.Read(next.Row, _series, columns);
            MakeReady(columns, next.Nth);
        }

        if (!_ready.TryDequeue(out var reading, out place))
        {
            return false;
        }

        var isAnother = Current is not null && (Place.TakenAt, Place.RecordedAt) == (place.Taken, place.Recorded);
        Place = new ReadingPlace(place.Taken, place.Recorded, _series, isAnother ? Place.Nth + 1 : 0);
        Current = reading.Columns.ToReading(_series, reading.Index);
        return true;
    }

    /// <param name="block">The place of the block in the order of coming.</param>
    private void MakeReady(SeriesColumns columns, int block)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns.Taken[i] >= _from && columns.Taken[i] < _to)
            {
                _ready.Enqueue((columns, i), (columns.Taken[i], columns.Recorded[i], block, i));
            }
        }
    }
}
