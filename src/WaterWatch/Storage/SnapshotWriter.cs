using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Writes one snapshot while it is taken: slice after slice of the series, then the rest, which makes it valid. In parts, each in a short transaction of its own, so that
/// neither the whole of it is in memory nor a commit waits for it. One at a time.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private const int Kept = 2;
    private const int PartBytes = 256 * 1024;
    private const int PartsDroppedAtOnce = 4;

    private readonly Connection _connection;
    private readonly Action<Action> _write;
    private readonly long _key;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Squeezer _squeezer = new();
    private readonly PackedWriter _body;
    private int _parts;

    /// <param name="write">Runs something in a transaction.</param>
    /// <param name="key">The batch at which its taking began: the later begun is the newer one.</param>
    internal SnapshotWriter(Connection connection, Action<Action> write, long key)
    {
        (_connection, _write, _key) = (connection, write, key);
        _body = new PackedWriter(PartBytes, WritePart);
        SnapshotCodec.Begin(_body);
    }

    public void Add(SeriesSlice slice, IReadOnlyList<SeriesState> series) => SnapshotCodec.WriteSlice(_body, slice, series);

    /// <summary>Makes it valid and drops all but the newest two.</summary>
    /// <param name="rest">All but the series.</param>
    public void End(Snapshot rest)
    {
        SnapshotCodec.WriteRest(_body, rest);
        _body.End();
        _write(() =>
        {
            _connection.Kept("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?)").Bind(1, _key).Bind(2, _hash.GetHashAndReset()).Bind(3, _parts).Run();
            _connection.Kept("DELETE FROM snapshot WHERE batch NOT IN (SELECT batch FROM snapshot ORDER BY batch DESC LIMIT ?)").Bind(1, Kept).Run();
        });
        DropOld();
    }

    public void Dispose()
    {
        _hash.Dispose();
        _squeezer.Dispose();
    }

    private void WritePart(ReadOnlySpan<byte> part)
    {
        _hash.AppendData(part);
        byte[] squeezed = [.. _squeezer.Squeeze(part)];
        _write(() => _connection.Kept("INSERT OR REPLACE INTO snapshot_part VALUES (?, ?, ?)").Bind(1, _key).Bind(2, _parts++).Bind(3, squeezed).Run());
    }

    /// <summary>Parts that belong to no snapshot: of those that were dropped, or of one that was not finished.</summary>
    private void DropOld()
    {
        const string Old = "FROM snapshot_part WHERE batch NOT IN (SELECT batch FROM snapshot)";
        for (var left = 1L; left > 0;)
        {
            // Counted in there too: others write by this connection.
            _write(() =>
            {
                _connection.Kept($"DELETE FROM snapshot_part WHERE rowid IN (SELECT rowid {Old} LIMIT ?)").Bind(1, PartsDroppedAtOnce).Run();
                left = _connection.Number($"SELECT count(*) {Old}");
            });
        }
    }
}
