using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>A row of the index as found. Of two at one series the one of the higher tier came first, then the one with the lower number.</summary>
internal readonly record struct BlockRow(int Tier, long Id, long FirstTakenAt, long LastTakenAt) : IComparable<BlockRow>
{
    public int CompareTo(BlockRow other) => (-Tier, Id).CompareTo((-other.Tier, other.Id));
}

/// <summary>How far the index reaches.</summary>
/// <param name="ThroughBatch">Blocks hold the readings of all batches up to this one, and none after it.</param>
/// <param name="LastBlock">The newest block of tier 0 that counts: those after it are of a step that was not finished.</param>
internal readonly record struct IndexMark(long ThroughBatch, long LastBlock);

/// <summary>The rows of the index.</summary>
internal static class ReadingBlocks
{
    /// <summary>Numbers of tiers are far apart, so that what is written and merged away together lies together and leaves whole pages behind.</summary>
    private const int TierBits = 48;

    public const string Columns = "id, tier, part, span, first_series, last_series, first_taken_at, last_taken_at, count, body";

    /// <summary>What one statement sees is of one moment, the mark with it only inside of a transaction.</summary>
    public static IndexMark Mark(Connection connection)
    {
        var row = connection.Kept("SELECT through_batch, last_block FROM indexed");
        row.Step();
        var mark = new IndexMark(row.Int(0), row.Int(1));
        row.Reset();
        return mark;
    }

    public static void SetMark(Connection connection, IndexMark mark) =>
        connection.Kept("UPDATE indexed SET through_batch = ?, last_block = ?").Bind(1, mark.ThroughBatch).Bind(2, mark.LastBlock).Run();

    /// <summary>Blocks of a step that was not finished: their readings are still in the tail.</summary>
    public static void DropUnfinished(Connection connection) =>
        connection.Kept("DELETE FROM reading_block WHERE tier = 0 AND id > (SELECT last_block FROM indexed)").Run();

    public static void Insert(Connection connection, long id, Block block) =>
        connection.Kept("INSERT INTO reading_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, id).Bind(2, block.Place.Tier).Bind(3, block.Place.Part).Bind(4, block.Place.Span).Bind(5, block.FirstSeries).Bind(6, block.LastSeries)
            .Bind(7, block.FirstTakenAt).Bind(8, block.LastTakenAt).Bind(9, block.Count).Bind(10, block.Body).Run();

    /// <summary>A row with <see cref="Columns"/>.</summary>
    public static Block ToBlock(Statement row) => new(
        new BlockPlace((int)row.Int(1), (int)row.Int(2), row.Int(3)), (int)row.Int(4), (int)row.Int(5), row.Int(6), row.Int(7), (int)row.Int(8), row.Blob(9).ToArray());

    public static void Delete(Connection connection, long id) => connection.Kept("DELETE FROM reading_block WHERE id = ?").Bind(1, id).Run();

    /// <summary>The number for the next block of a tier above 0.</summary>
    public static long NextId(Connection connection, int tier)
    {
        var row = connection.Kept("SELECT max(id) FROM reading_block WHERE id >= ?1 AND id < ?2").Bind(1, (long)tier << TierBits).Bind(2, (tier + 1L) << TierBits);
        row.Step();
        var next = Math.Max(row.Int(0), (long)tier << TierBits) + 1;
        row.Reset();
        return next;
    }

    /// <summary>The blocks of a place in the order of their coming.</summary>
    public static List<BlockRow> At(Connection connection, BlockPlace place)
    {
        var row = connection.Kept("SELECT tier, id, first_taken_at, last_taken_at FROM reading_block WHERE tier = ? AND part = ? AND span = ?")
            .Bind(1, place.Tier).Bind(2, place.Part).Bind(3, place.Span);
        var rows = new List<BlockRow>();
        AddSorted(row, long.MaxValue, rows);
        return rows;
    }

    /// <summary>Whether a place of a higher tier has any: then its blocks are merged out of step with other places already.</summary>
    public static bool AnyAbove(Connection connection, BlockPlace place, int series)
    {
        for (var tier = place.Tier + 1; tier <= BlockPlace.LastTier; tier++)
        {
            var row = connection.Kept("SELECT 1 FROM reading_block WHERE tier = ? AND part = ? AND span = ? LIMIT 1")
                .Bind(1, tier).Bind(2, BlockPlace.PartOf(tier, series)).Bind(3, place.Span);
            var any = row.Step();
            row.Reset();
            if (any)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The blocks that may hold readings of a series with sample times from one to before another, in the order of their coming.</summary>
    public static List<BlockRow> Of(Connection connection, int series, long from, long to, IndexMark mark)
    {
        var row = connection.Kept("""
            SELECT tier, id, first_taken_at, last_taken_at FROM reading_block INDEXED BY reading_block_by_place
            WHERE tier = ?1 AND part = ?2 AND span BETWEEN ?3 AND ?4 AND first_taken_at < ?6 AND last_taken_at >= ?5 AND first_series <= ?7 AND last_series >= ?7
            """);
        row.Bind(3, BlockPlace.SpanOf(from)).Bind(4, BlockPlace.SpanOf(to)).Bind(5, from).Bind(6, to).Bind(7, series);
        var rows = new List<BlockRow>();
        for (var tier = BlockPlace.LastTier; tier >= 0; tier--)
        {
            row.Bind(1, tier).Bind(2, BlockPlace.PartOf(tier, series));
            AddSorted(row, mark.LastBlock, rows);
        }

        return rows;
    }

    /// <summary>Opens a block.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static void Open(Connection connection, long id, BlockReader into)
    {
        var row = connection.Kept("SELECT body FROM reading_block WHERE id = ?").Bind(1, id);
        row.Step();
        try
        {
            into.Open(connection.Unsqueezer.Open(row.Blob(0)));
        }
        finally
        {
            // In the middle of its rows it would keep the connection at this moment.
            row.Reset();
        }
    }

    private static void AddSorted(Statement row, long lastBlock, List<BlockRow> into)
    {
        var begin = into.Count;
        while (row.Step())
        {
            var found = new BlockRow((int)row.Int(0), row.Int(1), row.Int(2), row.Int(3));
            if (found.Tier > 0 || found.Id <= lastBlock)
            {
                into.Add(found);
            }
        }

        row.Reset();
        into.Sort(begin, into.Count - begin, null);
    }
}

/// <summary>A block with its row.</summary>
/// <param name="Body">Squeezed.</param>
internal sealed record Block(BlockPlace Place, int FirstSeries, int LastSeries, long FirstTakenAt, long LastTakenAt, int Count, byte[] Body);
