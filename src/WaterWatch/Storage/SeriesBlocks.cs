using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Readings of one series, packed in the order of their sample times; those of one sample time in the order of their coming.</summary>
internal sealed record SeriesBlock(int Series, long FirstTakenAt, long LastTakenAt, long FirstBatch, int Count, byte[] Body);

/// <summary>The index by series: made out of the tail, and looked up.</summary>
internal static class SeriesBlocks
{
    /// <summary>
    /// No block covers more time than this (16 days, in milliseconds), so that whoever looks for a sample time need not look at blocks that begin
    /// earlier. One late reading in a block of today's would otherwise make every search long.
    /// </summary>
    public const long LongestSpan = 16L * 24 * 3600 * 1000;

    public static List<SeriesBlock> Build(List<(int Series, TailIndex.Entry[] Entries)> tail)
    {
        var blocks = new List<SeriesBlock>(tail.Count);
        var packed = new PackedWriter();
        foreach (var (series, entries) in tail)
        {
            // A stable sort: versions of one sample stay in the order of their coming.
            var sorted = entries.OrderBy(e => e.Reading.TakenAt).ToArray();
            for (var from = 0; from < sorted.Length;)
            {
                var first = sorted[from].Reading.TakenAt.ToUnixTimeMilliseconds();
                var to = from + 1;
                while (to < sorted.Length && sorted[to].Reading.TakenAt.ToUnixTimeMilliseconds() - first < LongestSpan)
                {
                    to++;
                }

                blocks.Add(Pack(packed, series, sorted.AsSpan(from, to - from)));
                from = to;
            }
        }

        return blocks;
    }

    /// <returns>The block's number.</returns>
    public static void Insert(Connection connection, SeriesBlock block, long id) =>
        connection.Kept("INSERT INTO series_block VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, id).Bind(2, block.Series).Bind(3, block.FirstTakenAt).Bind(4, block.LastTakenAt).Bind(5, block.FirstBatch).Bind(6, block.Count).Bind(7, block.Body).Run();

    /// <summary>Adds the versions of the sample taken then, from blocks up to a number, in the order of their coming.</summary>
    /// <exception cref="FormatException">A block is damaged.</exception>
    public static void Held(Connection connection, int series, long takenAt, long lastBlock, List<Sample> into)
    {
        var row = connection.Kept("""
            SELECT body FROM series_block INDEXED BY series_block_by_time
            WHERE series = ? AND first_taken_at BETWEEN ? AND ? AND last_taken_at >= ? AND id <= ? ORDER BY id
            """);
        row.Bind(1, series).Bind(2, takenAt - LongestSpan).Bind(3, takenAt).Bind(4, takenAt).Bind(5, lastBlock);
        while (row.Step())
        {
            var readings = new ReadingsReader(row.Blob(0));
            while (readings.Next() && readings.TakenAt <= takenAt)
            {
                if (readings.TakenAt == takenAt)
                {
                    into.Add(readings.ToSample());
                }
            }
        }

        row.Reset();
    }

    /// <summary>The newest version of the newest sample, out of blocks up to a number and the tail; null when the series has none.</summary>
    /// <exception cref="FormatException">A block is damaged.</exception>
    public static Reading? Newest(Connection connection, int series, long lastBlock, Reading[] tail)
    {
        Reading? newest = null;
        var row = connection.Kept("""
            SELECT first_taken_at, last_taken_at, body FROM series_block INDEXED BY series_block_by_time
            WHERE series = ? AND id <= ? ORDER BY first_taken_at DESC, last_taken_at DESC
            """);
        row.Bind(1, series).Bind(2, lastBlock);
        while (row.Step())
        {
            // The newest may stand in a block that begins earlier, but not by more than a block covers.
            var newestAt = newest?.TakenAt.ToUnixTimeMilliseconds() ?? long.MinValue / 2;
            if (row.Int(0) < newestAt - LongestSpan)
            {
                break;
            }

            if (row.Int(1) >= newestAt)
            {
                newest = Later(newest, ReadingsCodec.Read(row.Blob(2))[^1]);
            }
        }

        row.Reset();
        return tail.Aggregate(newest, Later);
    }

    private static Reading Later(Reading? one, Reading other) =>
        one is null || (other.TakenAt, other.RecordedAt).CompareTo((one.TakenAt, one.RecordedAt)) >= 0 ? other : one;

    private static SeriesBlock Pack(PackedWriter packed, int series, ReadOnlySpan<TailIndex.Entry> entries)
    {
        var readings = new Reading[entries.Length];
        var firstBatch = long.MaxValue;
        for (var i = 0; i < entries.Length; i++)
        {
            readings[i] = entries[i].Reading;
            firstBatch = Math.Min(firstBatch, entries[i].Batch);
        }

        packed.Clear();
        ReadingsCodec.WriteSeries(packed, readings);
        return new SeriesBlock(
            series, readings[0].TakenAt.ToUnixTimeMilliseconds(), readings[^1].TakenAt.ToUnixTimeMilliseconds(), firstBatch, readings.Length, packed.Written.ToArray());
    }
}
