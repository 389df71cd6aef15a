using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Snapshots of the state: only a shortcut for the start. One that is damaged is passed over, since the log itself says the same.</summary>
internal static class Snapshots
{
    private const int Kept = 2;

    /// <summary>Writes one and drops all but the newest two; inside a transaction that somebody else opened.</summary>
    public static void Write(Connection connection, long batch, ReadOnlySpan<byte> body)
    {
        connection.Kept("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?)").Bind(1, batch).Bind(2, SHA256.HashData(body)).Bind(3, body).Run();
        connection.Kept("DELETE FROM snapshot WHERE batch NOT IN (SELECT batch FROM snapshot ORDER BY batch DESC LIMIT ?)").Bind(1, Kept).Run();
    }

    /// <returns>The newest one that is whole and belongs to this log; null when there is none.</returns>
    public static Snapshot? Newest(Connection connection)
    {
        // A snapshot must meet the log at its batch: one of another log, or from before a restored backup, is none of ours.
        using var rows = connection.Prepare("SELECT s.body, s.hash, b.raw_hash FROM snapshot s JOIN batch b ON b.seq = s.batch ORDER BY s.batch DESC");
        while (rows.Step())
        {
            if (Read(rows.Blob(0), rows.Blob(1)) is { } snapshot && snapshot.RawHash == rows.Text(2))
            {
                return snapshot;
            }
        }

        return null;
    }

    private static Snapshot? Read(ReadOnlySpan<byte> body, ReadOnlySpan<byte> hash)
    {
        try
        {
            return SHA256.HashData(body).AsSpan().SequenceEqual(hash) ? SnapshotCodec.Read(body) : null;
        }
        catch (FormatException)
        {
            // Written by another version; the older one, or the log, says the same.
            return null;
        }
    }
}
