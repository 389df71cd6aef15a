using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Snapshots of the state: only a shortcut for the start. One that is damaged is passed over, since the log itself says the same. Written in parts, each in a short transaction of
/// its own, and valid with the last: the state of many stations takes tens of megabytes, and no commit may wait for those.
/// </summary>
internal static class Snapshots
{
    private const int Kept = 2;
    private const int PartBytes = 256 * 1024;
    private const int PartsDroppedAtOnce = 4;

    /// <summary>Writes one and drops all but the newest two.</summary>
    /// <param name="write">Runs something in a transaction.</param>
    public static void Write(Connection connection, Action<Action> write, Snapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var squeezer = new Squeezer();
        var parts = 0;
        var body = new PackedWriter(PartBytes, part =>
        {
            hash.AppendData(part);
            byte[] squeezed = [.. squeezer.Squeeze(part)];
            write(() => connection.Kept("INSERT OR REPLACE INTO snapshot_part VALUES (?, ?, ?)").Bind(1, snapshot.BatchSeq).Bind(2, parts++).Bind(3, squeezed).Run());
        });
        SnapshotCodec.Write(body, snapshot);
        body.End();
        write(() =>
        {
            connection.Kept("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?)").Bind(1, snapshot.BatchSeq).Bind(2, hash.GetHashAndReset()).Bind(3, parts).Run();
            connection.Kept("DELETE FROM snapshot WHERE batch NOT IN (SELECT batch FROM snapshot ORDER BY batch DESC LIMIT ?)").Bind(1, Kept).Run();
        });
        DropOld(connection, write);
    }

    /// <returns>The newest one that is whole and belongs to this log; null when there is none.</returns>
    public static Snapshot? Newest(Connection connection)
    {
        // A snapshot must meet the log at its batch: one of another log, or from before a restored backup, is none of ours.
        using var rows = connection.Prepare("SELECT s.batch, s.hash, s.parts, b.raw_hash FROM snapshot s JOIN batch b ON b.seq = s.batch ORDER BY s.batch DESC");
        while (rows.Step())
        {
            if (Read(connection, rows.Int(0), rows.Blob(1), rows.Int(2)) is { } snapshot && snapshot.RawHash == rows.Text(3))
            {
                return snapshot;
            }
        }

        return null;
    }

    /// <summary>Parts that belong to no snapshot: of those that were dropped, or of one that was not finished.</summary>
    private static void DropOld(Connection connection, Action<Action> write)
    {
        const string Old = "SELECT rowid FROM snapshot_part WHERE batch NOT IN (SELECT batch FROM snapshot) LIMIT ?";
        while (connection.Number($"SELECT count(*) FROM snapshot_part WHERE batch NOT IN (SELECT batch FROM snapshot)") > 0)
        {
            write(() => connection.Kept($"DELETE FROM snapshot_part WHERE rowid IN ({Old})").Bind(1, PartsDroppedAtOnce).Run());
        }
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
