using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Finds messages as they came in. The log has no index of them: a batch holds those of all stations as one block, so that each that is looked into is opened whole, some
/// hundred kilobytes and a millisecond or two. Whoever asks says when they were recorded, and no more than <see cref="MostBatches"/> are opened.
/// </summary>
internal static class RawLook
{
    public const int MostBatches = 12;

    /// <param name="recordedAt">When batches with messages of the station were committed, as its readings say; the newest are looked at first.</param>
    /// <returns>Newest first.</returns>
    public static IReadOnlyList<RawMessage> Of(Connection connection, string station, IEnumerable<DateTimeOffset> recordedAt, int most)
    {
        var found = new List<RawMessage>();
        foreach (var at in recordedAt.Distinct().OrderDescending().Take(MostBatches))
        {
            found.AddRange(BatchesOf(connection, at).SelectMany(seq => InBatch(connection, seq, station)).Reverse());
            if (found.Count >= most)
            {
                break;
            }
        }

        return [.. found.OrderByDescending(m => m.ReceivedAt).Take(most)];
    }

    /// <summary>As a rule one; on a fast disk several are committed in the same millisecond.</summary>
    private static List<long> BatchesOf(Connection connection, DateTimeOffset recordedAt)
    {
        var batches = new List<long>();
        var row = connection.Kept("SELECT seq, recorded_at FROM batch WHERE seq >= ? ORDER BY seq").Bind(1, PeriodLook.FirstAt(connection, "batch", "seq", "recorded_at", recordedAt));
        while (row.Step() && row.Int(1) == recordedAt.ToUnixTimeMilliseconds())
        {
            batches.Add(row.Int(0));
        }

        row.Reset();
        return batches;
    }

    private static IEnumerable<RawMessage> InBatch(Connection connection, long seq, string station)
    {
        var row = connection.Kept("SELECT raw_is_squeezed, raw FROM batch WHERE seq = ?").Bind(1, seq);
        if (!row.Step())
        {
            return [];
        }

        byte[] block = row.Int(0) == 0 ? row.Blob(1).ToArray() : connection.Unsqueezer.Open(row.Blob(1)).ToArray();
        row.Reset();
        try
        {
            return [.. RawBlock.Read(block).Where(m => m.IsOf(station))];
        }
        catch (FormatException e)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The messages of batch {seq}: {e.Message}"), e);
        }
    }
}
