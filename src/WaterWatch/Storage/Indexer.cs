using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Makes the blocks of the index out of the tail and merges them. Used by one thread at a time, beside the one that commits: what it writes goes in as short transactions, so
/// that a commit never waits long for one, and everything else is done between them.
/// </summary>
/// <param name="writing">Held while a transaction is open.</param>
internal sealed class Indexer(Connection connection, Lock writing, TailIndex tail) : IDisposable
{
    /// <summary>Of one transaction: what it leaves in SQLite's log, the next commit has to sync.</summary>
    private const int BytesAtOnce = 128 * 1024;

    private readonly Squeezer _squeezer = new();
    private readonly SeriesColumns _columns = new();
    private readonly List<BlockReader> _readers = [];
    private readonly List<Block> _ready = [];
    private long[] _order = [];

    /// <summary>For tests.</summary>
    public Action? BeforeWrite { get; set; }

    /// <returns>False when there was nothing to do.</returns>
    /// <exception cref="FormatException">Blocks that were to be merged are damaged. They stay as they are, and everything else was done.</exception>
    public bool Step()
    {
        var part = tail.All();
        if (part.Count == 0)
        {
            return false;
        }

        // The new blocks count for nothing until the mark is behind them: a process killed here, or a disk full, leaves the readings in the tail.
        Write(() => ReadingBlocks.DropUnfinished(connection));
        var mark = ReadingBlocks.Mark(connection) with { ThroughBatch = part.ThroughBatch };
        var places = new List<(BlockPlace Place, int Series)>();
        foreach (var blocks in InTransactions(Build(part)))
        {
            var last = mark.LastBlock;
            Write(() => InsertAll(blocks, ref last));
            mark = mark with { LastBlock = last };
            places.AddRange(blocks.Select(b => (b.Place, b.FirstSeries)));
        }

        Write(() => ReadingBlocks.SetMark(connection, mark));
        tail.Indexed(part);
        Merge(new Queue<(BlockPlace Place, int Series)>(places.Distinct()));
        return true;
    }

    public void Dispose() => _squeezer.Dispose();

    private void InsertAll(List<Block> blocks, ref long lastId)
    {
        foreach (var block in blocks)
        {
            ReadingBlocks.Insert(connection, ++lastId, block);
        }
    }

    private IEnumerable<Block> Build(TailPart part)
    {
        var count = Order(part);
        var splitter = new BlockSplitter(0, _squeezer, _ready.Add);
        for (var i = 0; i < count;)
        {
            Restart();
            var series = (int)(_order[i] >> 32);
            for (; i < count && (int)(_order[i] >> 32) == series; i++)
            {
                var place = _order[i] & uint.MaxValue;
                part.Pages[(int)(place >> TailPage.Bits)].Read(place, _columns);
            }

            splitter.Add(series, _columns);
            foreach (var block in _ready.Count == 0 ? [] : TakeReady())
            {
                yield return block;
            }
        }

        splitter.End();
        foreach (var block in TakeReady())
        {
            yield return block;
        }
    }

    /// <summary>Puts the part's readings in the order of series, then of their coming: as the series above its place in the part.</summary>
    private int Order(TailPart part)
    {
        if (_order.Length < part.Count)
        {
            _order = new long[part.Count];
        }

        var count = 0;
        for (var page = 0; page < part.Pages.Count; page++)
        {
            for (var i = 0; i < part.Pages[page].Count; i++)
            {
                _order[count++] = (long)part.Pages[page][i].Series << 32 | (uint)(page << TailPage.Bits | i);
            }
        }

        Array.Sort(_order, 0, count);
        return count;
    }

    private void Merge(Queue<(BlockPlace Place, int Series)> places)
    {
        var damage = default(FormatException);
        while (places.TryDequeue(out var at))
        {
            var rows = at.Place.Tier == BlockPlace.LastTier ? [] : ReadingBlocks.At(connection, at.Place);
            if (rows.Count < BlockPlace.Merged && (rows.Count < at.Place.MergedFirst || ReadingBlocks.AnyAbove(connection, at.Place, at.Series)))
            {
                continue;
            }

            if (TryMerge(rows, at.Place.Tier + 1, ref damage) is not { } merged)
            {
                continue;
            }

            var id = ReadingBlocks.NextId(connection, at.Place.Tier + 1) - 1;
            Write(() =>
            {
                rows.ForEach(row => ReadingBlocks.Delete(connection, row.Id));
                InsertAll(merged, ref id);
            });
            merged.Select(b => b.Place).Distinct().ToList().ForEach(p => places.Enqueue((p, merged.First(b => b.Place == p).FirstSeries)));
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    private List<Block>? TryMerge(List<BlockRow> rows, int tier, ref FormatException? damage)
    {
        try
        {
            return Merge(rows, tier);
        }
        catch (FormatException found)
        {
            damage ??= found;
            _ready.Clear();
            return null;
        }
    }

    /// <summary>The readings of some blocks, which are in the order of their coming, as blocks of a tier.</summary>
    private List<Block> Merge(List<BlockRow> rows, int tier)
    {
        while (_readers.Count < rows.Count)
        {
            _readers.Add(new BlockReader());
        }

        for (var i = 0; i < rows.Count; i++)
        {
            ReadingBlocks.Open(connection, rows[i].Id, _readers[i]);
        }

        var splitter = new BlockSplitter(tier, _squeezer, _ready.Add);
        var next = new int[rows.Count];
        while (NextSeries(next) is { } series)
        {
            Restart();
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i] < _readers[i].Sections.Count && _readers[i].Sections[next[i]].Series == series)
                {
                    _readers[i].Read(next[i]++, _columns);
                }
            }

            splitter.Add(series, _columns);
        }

        splitter.End();
        return TakeReady();
    }

    private int? NextSeries(int[] next)
    {
        int? lowest = null;
        for (var i = 0; i < next.Length; i++)
        {
            if (next[i] < _readers[i].Sections.Count && !(_readers[i].Sections[next[i]].Series >= lowest))
            {
                lowest = _readers[i].Sections[next[i]].Series;
            }
        }

        return lowest;
    }

    /// <summary>Marks come from payloads: their table begins anew before it grows large.</summary>
    private void Restart()
    {
        _columns.Clear();
        if (_columns.Aspects.Count > 1000)
        {
            _columns.Aspects.Clear();
        }
    }

    private List<Block> TakeReady()
    {
        List<Block> ready = [.. _ready];
        _ready.Clear();
        return ready;
    }

    private static IEnumerable<List<Block>> InTransactions(IEnumerable<Block> blocks)
    {
        var (together, bytes) = (new List<Block>(), 0);
        foreach (var block in blocks)
        {
            together.Add(block);
            bytes += block.Body.Length;
            if (bytes > BytesAtOnce)
            {
                yield return together;
                (together, bytes) = ([], 0);
            }
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }

    private void Write(Action work)
    {
        BeforeWrite?.Invoke();
        lock (writing)
        {
            connection.Write(work);
        }
    }
}
