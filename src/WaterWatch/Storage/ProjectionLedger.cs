using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Points that a database did not take.</summary>
/// <param name="Target">Which database.</param>
/// <param name="Batch">The newest batch of the log that they may be of.</param>
/// <param name="Words">The server's own.</param>
/// <param name="Lines">Line protocol; of many the first.</param>
public sealed record RefusedLines(long Id, DateTimeOffset At, string Target, long Batch, long Points, string Words, string Lines);

/// <summary>
/// How far the log has been written into other databases, and what those did not take. Nothing of it is part of the record: it can be lost, and the log is then written once more. Safe for several threads.
/// </summary>
public sealed class ProjectionLedger : IDisposable
{
    /// <summary>So many refusals are listed; the points of all are counted. The log still holds what they are made of.</summary>
    internal const int MostListed = 10_000;

    private readonly Lock _lock = new();
    private readonly Connection _connection;
    private readonly Action<Connection, Action> _inTransaction;

    /// <param name="inTransaction">Runs work on the connection while nobody else writes.</param>
    internal ProjectionLedger(string path, Action<Connection, Action> inTransaction)
    {
        // Not synced: what a power cut takes back is written again.
        _connection = Connection.OpenWriting(path, "NORMAL");
        _inTransaction = inTransaction;
    }

    /// <summary>The newest batch that is written with all before it; 0 for a database that is new.</summary>
    public long Through(string target) => Number("SELECT through_batch FROM projected WHERE target = ?", target);

    /// <summary>Points that the database did not take, all together.</summary>
    public long RefusedIn(string target) => Number("SELECT refused FROM projected WHERE target = ?", target);

    /// <exception cref="StorageException">It could not be written.</exception>
    public void Remember(string target, long throughBatch) => Write(() => _connection
        .Kept("INSERT INTO projected (target, through_batch, refused) VALUES (?1, ?2, 0) ON CONFLICT (target) DO UPDATE SET through_batch = ?2").Bind(1, target).Bind(2, throughBatch).Run());

    /// <summary>The same points in the same batch again are known already: a batch is written again after a crash.</summary>
    /// <exception cref="StorageException">It could not be written.</exception>
    public void SetAside(RefusedLines refused) => Write(() =>
    {
        var known = _connection.Kept("SELECT 1 FROM projection_refused WHERE target = ? AND batch = ? AND lines = ?").Bind(1, refused.Target).Bind(2, refused.Batch).Bind(3, refused.Lines);
        if (known.Step())
        {
            return;
        }

        _connection.Kept("INSERT INTO projection_refused (at, target, batch, points, words, lines) VALUES (?, ?, ?, ?, ?, ?)")
            .Bind(1, refused.At.ToUnixTimeMilliseconds()).Bind(2, refused.Target).Bind(3, refused.Batch).Bind(4, refused.Points).Bind(5, refused.Words).Bind(6, refused.Lines).Run();
        _connection.Kept("DELETE FROM projection_refused WHERE id <= (SELECT max(id) FROM projection_refused) - ?").Bind(1, MostListed).Run();
        _connection.Kept("INSERT INTO projected (target, through_batch, refused) VALUES (?1, 0, ?2) ON CONFLICT (target) DO UPDATE SET refused = refused + ?2")
            .Bind(1, refused.Target).Bind(2, refused.Points).Run();
    });

    /// <summary>What was not taken, newest first.</summary>
    public Page<RefusedLines> Refused(int limit, string? cursor)
    {
        lock (_lock)
        {
            var most = Math.Max(1, limit);
            var rows = _connection.Kept("SELECT id, at, target, batch, points, words, lines FROM projection_refused WHERE id < ?1 ORDER BY id DESC LIMIT ?2")
                .Bind(1, Cursor.Read(cursor, 1)?[0] ?? long.MaxValue).Bind(2, most + 1L);
            var all = new List<RefusedLines>();
            while (rows.Step())
            {
                all.Add(new RefusedLines(rows.Int(0), PackedReader.ToInstant(rows.Int(1)), rows.Text(2), rows.Int(3), rows.Int(4), rows.Text(5), rows.Text(6)));
            }

            rows.Reset();
            return Cursor.Page(all, most, r => Cursor.Of(r.Id));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private long Number(string sql, string target)
    {
        lock (_lock)
        {
            var row = _connection.Kept(sql).Bind(1, target);
            var number = row.Step() ? row.Int(0) : 0;
            row.Reset();
            return number;
        }
    }

    private void Write(Action work)
    {
        lock (_lock)
        {
            _inTransaction(_connection, work);
        }
    }
}
