using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>
/// Readings that are committed but not yet in the blocks of the index: as plain structs in the order of their coming, each with the place of the one of its series before it.
/// Safe for several threads: one adds, one takes away, many look.
/// </summary>
/// <param name="throughBatch">The newest batch whose readings are all in blocks.</param>
internal sealed class TailIndex(long throughBatch)
{
    private const int MostUnused = 16;

    /// <summary>More than any log has: a damaged number must not ask for all memory.</summary>
    private const int MostSeries = 1 << 26;

    private readonly Lock _lock = new();
    private readonly Stack<TailPage> _unused = [];
    private List<TailPage> _pages = [];

    // By series number, which are given out without gaps; the place behind that of its newest reading, so that 0 is none.
    private long[] _behindNewest = new long[1024];
    private long _firstPage;
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>The newest batch of which the tail holds nothing, because blocks do.</summary>
    public long ThroughBatch { get; private set; } = throughBatch;

    public long NewestBatch { get; private set; } = throughBatch;

    public void Add(long batch, IReadOnlyList<Reading> readings)
    {
        lock (_lock)
        {
            for (var i = 0; i < readings.Count; i++)
            {
                Add(readings[i]);
            }

            NewestBatch = batch;
            Interlocked.Add(ref _count, readings.Count);
        }
    }

    /// <summary>Adds a series' readings with sample times from one to before another, milliseconds since 1970, in the order of their coming.</summary>
    /// <returns>The newest batch that blocks must hold for nothing to be missing, and none after it, for nothing to be there twice.</returns>
    public long Read(int series, long from, long to, SeriesColumns into)
    {
        lock (_lock)
        {
            List<long>? found = null;
            for (var at = NewestOf(series); at >= _firstPage << TailPage.Bits; at = Page(at)[at].Before)
            {
                if (Page(at)[at].Taken >= from && Page(at)[at].Taken < to)
                {
                    (found ??= []).Add(at);
                }
            }

            for (var i = (found?.Count ?? 0) - 1; i >= 0; i--)
            {
                Page(found![i]).Read(found[i], into);
            }

            return ThroughBatch;
        }
    }

    /// <summary>Everything up to the newest batch, for being made into blocks: what is added later goes into pages of its own.</summary>
    public TailPart All()
    {
        lock (_lock)
        {
            if (_pages.Count > 0)
            {
                _pages[^1].IsClosed = true;
            }

            return new TailPart(NewestBatch, Count, [.. _pages]);
        }
    }

    /// <summary>Forgets what blocks hold now.</summary>
    public void Indexed(TailPart part)
    {
        lock (_lock)
        {
            foreach (var page in part.Pages.Take(MostUnused - _unused.Count))
            {
                _unused.Push(page);
            }

            _pages = _pages[part.Pages.Count..];
            _firstPage += part.Pages.Count;
            ThroughBatch = part.ThroughBatch;
            Interlocked.Add(ref _count, -part.Count);
        }
    }

    private void Add(Reading reading)
    {
        if (_pages.Count == 0 || _pages[^1].IsFull)
        {
            // Pages are used again: each is large enough that the collector would have to look at the whole heap for them.
            var page = _unused.TryPop(out var unused) ? unused : new TailPage();
            page.Begin(_firstPage + _pages.Count);
            _pages.Add(page);
        }

        if (reading.Series >= _behindNewest.Length)
        {
            if (reading.Series > MostSeries)
            {
                throw new FormatException($"A reading names series {reading.Series}, which cannot be.");
            }

            Array.Resize(ref _behindNewest, Math.Max(_behindNewest.Length * 2, reading.Series + 1));
        }

        _behindNewest[reading.Series] = _pages[^1].Add(reading, NewestOf(reading.Series)) + 1;
    }

    private long NewestOf(int series) => series < _behindNewest.Length ? _behindNewest[series] - 1 : -1;

    private TailPage Page(long place) => _pages[(int)((place >> TailPage.Bits) - _firstPage)];
}

/// <summary>What one step of the index makes into blocks.</summary>
internal sealed record TailPart(long ThroughBatch, long Count, IReadOnlyList<TailPage> Pages);

/// <param name="Before">The place of the reading of the same series before it; of no meaning when its page is gone.</param>
internal readonly record struct TailReading(long Taken, long Received, long Recorded, long Before, decimal Value, int Series, int Aspect);

/// <summary>Some thousand readings with the aspects that they have; gone as a whole.</summary>
internal sealed class TailPage
{
    /// <summary>The bits of a place that say which reading of its page it is.</summary>
    public const int Bits = 12;

    private const int Size = 1 << Bits;

    private readonly TailReading[] _readings = new TailReading[Size];
    private long _number;

    public AspectTable Aspects { get; } = new();

    public int Count { get; private set; }

    public bool IsClosed { get; set; }

    public bool IsFull => IsClosed || Count == Size;

    public ref readonly TailReading this[long place] => ref _readings[place & (Size - 1)];

    public void Begin(long number)
    {
        (_number, Count, IsClosed) = (number, 0, false);
        Aspects.Clear();
    }

    /// <returns>The reading's place.</returns>
    public long Add(Reading reading, long before)
    {
        _readings[Count] = new TailReading(
            reading.TakenAt.ToUnixTimeMilliseconds(), reading.ReceivedAt.ToUnixTimeMilliseconds(), reading.RecordedAt.ToUnixTimeMilliseconds(), before,
            reading.Value.Value, reading.Series, Aspects.NumberOf(Aspect.Of(reading)));
        return (_number << Bits) + Count++;
    }

    public void Read(long place, SeriesColumns into)
    {
        ref readonly var reading = ref this[place];
        into.Add(reading.Taken, reading.Received, reading.Recorded, into.Aspects.NumberOf(Aspects[reading.Aspect]), reading.Value);
    }
}
