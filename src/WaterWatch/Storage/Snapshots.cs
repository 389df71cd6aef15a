using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Snapshots of the state: only a shortcut for the start. One that is damaged is passed over, since the log itself says the same.
/// <see cref="SnapshotWriter"/> writes them.
/// </summary>
internal static class Snapshots
{
    /// <returns>The newest one that is whole and belongs to this log; null when there is none.</returns>
    public static Snapshot? Newest(Connection connection)
    {
        using var rows = connection.Prepare("SELECT batch, hash, parts FROM snapshot ORDER BY batch DESC");
        while (rows.Step())
        {
            if (Read(connection, rows.Int(0), rows.Blob(1), rows.Int(2)) is { } snapshot && MeetsLog(connection, snapshot))
            {
                return snapshot;
            }
        }

        return null;
    }

    /// <summary>A snapshot must meet the log at its batch: one of another log, or from before a restored backup, is none of ours.</summary>
    private static bool MeetsLog(Connection connection, Snapshot snapshot)
    {
        var row = connection.Kept("SELECT raw_hash FROM batch WHERE seq = ?").Bind(1, snapshot.BatchSeq);
        var meets = row.Step() && row.Text(0) == snapshot.RawHash;
        row.Reset();
        return meets;
    }

    private static Snapshot? Read(Connection connection, long batch, ReadOnlySpan<byte> hash, long parts)
    {
        try
        {
            using var body = new MemoryStream();
            var part = connection.Kept("SELECT body FROM snapshot_part WHERE batch = ? AND nth < ? ORDER BY nth").Bind(1, batch).Bind(2, parts);
            while (part.Step())
            {
                body.Write(connection.Unsqueezer.Open(part.Blob(0)));
            }

            part.Reset();
            var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
            return SHA256.HashData(bytes).AsSpan().SequenceEqual(hash) ? SnapshotCodec.Read(bytes) : null;
        }
        catch (FormatException)
        {
            // Damaged, or written by another version; the older one, or the log, says the same.
            return null;
        }
    }
}
