using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Storage;

/// <summary>Readings that are committed but not yet in the blocks of their series. Safe for several threads: one adds, one takes away, many look.</summary>
internal sealed class TailIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<Entry>> _series = [];
    private long _count;

    /// <param name="throughBatch">The newest batch whose readings are all in blocks.</param>
    /// <param name="lastBlock">The newest block that belongs to it.</param>
    public TailIndex(long throughBatch, long lastBlock) => (ThroughBatch, LastBlock, NewestBatch) = (throughBatch, lastBlock, throughBatch);

    public long Count => Interlocked.Read(ref _count);

    public int SeriesCount
    {
        get
        {
            lock (_lock)
            {
                return _series.Count;
            }
        }
    }

    public long ThroughBatch { get; private set; }

    public long LastBlock { get; private set; }

    public long NewestBatch { get; private set; }

    public void Add(long batch, IReadOnlyList<Reading> readings)
    {
        lock (_lock)
        {
            foreach (var reading in readings)
            {
                if (!_series.TryGetValue(reading.Series, out var list))
                {
                    _series.Add(reading.Series, list = []);
                }

                list.Add(new Entry(batch, reading));
            }

            NewestBatch = batch;
            Interlocked.Add(ref _count, readings.Count);
        }
    }

    /// <summary>The newest of the series' versions of the sample taken then are added in the order of their coming.</summary>
    /// <returns>The newest block that the tail goes on from: blocks after it hold readings that were seen here already.</returns>
    public long Held(int series, DateTimeOffset takenAt, List<Sample> into)
    {
        lock (_lock)
        {
            if (_series.TryGetValue(series, out var list))
            {
                foreach (var entry in list)
                {
                    if (entry.Reading.TakenAt == takenAt)
                    {
                        into.Add(Sample.Of(entry.Reading));
                    }
                }
            }

            return LastBlock;
        }
    }

    /// <summary>The readings of some series as they are now, in the order of their coming, with the newest block that they go on from.</summary>
    public (Dictionary<int, Reading[]> Readings, long LastBlock) Of(IEnumerable<int> series)
    {
        lock (_lock)
        {
            var readings = new Dictionary<int, Reading[]>();
            foreach (var number in series)
            {
                if (_series.TryGetValue(number, out var list))
                {
                    readings[number] = [.. list.Select(e => e.Reading)];
                }
            }

            return (readings, LastBlock);
        }
    }

    /// <summary>Everything up to the newest batch, for being made into blocks.</summary>
    public (long Through, List<(int Series, Entry[] Entries)> Series) All()
    {
        lock (_lock)
        {
            return (NewestBatch, [.. _series.OrderBy(s => s.Key).Select(s => (s.Key, s.Value.ToArray()))]);
        }
    }

    /// <summary>Forgets what blocks hold now.</summary>
    public void Indexed(long throughBatch, long lastBlock)
    {
        lock (_lock)
        {
            var left = 0;
            foreach (var (number, list) in _series)
            {
                list.RemoveRange(0, CountThrough(list, throughBatch));
                left += list.Count;
                if (list.Count == 0)
                {
                    _series.Remove(number);
                }
            }

            Interlocked.Exchange(ref _count, left);
            (ThroughBatch, LastBlock) = (throughBatch, lastBlock);
        }
    }

    private static int CountThrough(List<Entry> list, long batch)
    {
        var count = 0;
        while (count < list.Count && list[count].Batch <= batch)
        {
            count++;
        }

        return count;
    }

    internal readonly record struct Entry(long Batch, Reading Reading);
}
