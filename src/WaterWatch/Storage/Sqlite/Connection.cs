using SQLitePCL;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage.Sqlite;

/// <summary>
/// One connection to a database file, used by one thread at a time. Thin over SQLite's own calls, since blobs go in and out without a copy of ours
/// and prepared statements stay prepared.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly sqlite3 _db;
    private readonly Dictionary<string, Statement> _kept = new(StringComparer.Ordinal);
    private Unsqueezer? _unsqueezer;

    private Connection(sqlite3 db, string path)
    {
        _db = db;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Opens the compressed blobs of this connection's rows; used by one at a time, as the connection is.</summary>
    public Unsqueezer Unsqueezer => _unsqueezer ??= new Unsqueezer();

    /// <exception cref="StorageException">The file cannot be opened.</exception>
    public static Connection OpenWriting(string path, string synchronous)
    {
        var connection = Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        connection.ExecuteOrClose($"PRAGMA synchronous={synchronous}; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;");
        return connection;
    }

    /// <exception cref="StorageException">The file cannot be opened.</exception>
    public static Connection OpenReading(string path)
    {
        var connection = Open(path, path, raw.SQLITE_OPEN_READONLY);
        connection.ExecuteOrClose("PRAGMA query_only=1; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;");
        return connection;
    }

    /// <summary>The same, also of a copy on a medium that cannot be written.</summary>
    /// <exception cref="StorageException">The file cannot be opened.</exception>
    public static Connection OpenReadingAnywhere(string path)
    {
        var connection = OpenReading(path);
        try
        {
            connection.Number("SELECT count(*) FROM sqlite_schema");
            return connection;
        }
        catch (StorageException) when (!File.Exists(path + "-wal"))
        {
            // SQLite would like to make files beside it. There is nothing in them that it needs.
            connection.Dispose();
            return OpenImmutable(path);
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>SQLite takes no locks and makes no files beside it.</summary>
    private static Connection OpenImmutable(string path) =>
        Open($"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>A statement that belongs to the caller.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_db, sql, out var statement));
        return new Statement(this, statement);
    }

    /// <summary>A statement that stays prepared for the next time; not to be used by two at once, nor disposed of.</summary>
    public Statement Kept(string sql)
    {
        if (!_kept.TryGetValue(sql, out var statement))
        {
            statement = Prepare(sql);
            _kept.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int(0) : 0;
    }

    /// <summary>Runs the work in one transaction, which is undone when the work or its commit fails.</summary>
    public void Write(Action work)
    {
        Execute("BEGIN IMMEDIATE");
        var done = false;
        try
        {
            work();

            // A statement that stands in the middle of its rows would keep what it reads of, and with it the write-ahead log, for good.
            ResetKept();
            Execute("COMMIT");
            done = true;
        }
        finally
        {
            // SQLite has already undone it by itself after some errors (disk full); then there is nothing to roll back.
            if (!done && raw.sqlite3_get_autocommit(_db) == 0)
            {
                ResetKept();
                _ = raw.sqlite3_exec(_db, "ROLLBACK");
            }
        }
    }

    /// <summary>Everything that is read until <see cref="EndLook"/> is of one moment.</summary>
    public void BeginLook() => Kept("BEGIN").Run();

    public void EndLook()
    {
        ResetKept();
        if (raw.sqlite3_get_autocommit(_db) == 0)
        {
            Kept("COMMIT").Run();
        }
    }

    /// <summary>Copies the whole database as it is at one moment, part by part. Who writes to it meanwhile is not held up.</summary>
    /// <param name="target">Empty; nobody else uses it.</param>
    /// <param name="afterPart">Told after each part how much there is of the whole, up to 1.</param>
    /// <exception cref="StorageException">One of the files cannot be read or written.</exception>
    public void CopyTo(Connection target, int pagesAtOnce, Action<double> afterPart)
    {
        BeginLook();
        try
        {
            // The moment is that of the first reading. Without a look of ours around it, each commit beside it would make SQLite begin anew.
            Number("SELECT count(*) FROM sqlite_schema");
            using var copy = raw.sqlite3_backup_init(target._db, "main", _db, "main");
            for (var code = raw.SQLITE_OK; code == raw.SQLITE_OK;)
            {
                code = copy is null ? raw.sqlite3_errcode(target._db) : raw.sqlite3_backup_step(copy, pagesAtOnce);
                if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                {
                    throw target.Error(code);
                }

                afterPart(1 - (double)raw.sqlite3_backup_remaining(copy) / Math.Max(1, raw.sqlite3_backup_pagecount(copy)));
            }
        }
        finally
        {
            EndLook();
        }
    }

    /// <summary>Ends what it is at, which then fails; from any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_db);

    /// <summary>Copies what the write-ahead log holds into the database, as far as that goes without waiting for anybody.</summary>
    /// <param name="truncate">Also waits for readers and cuts the file to nothing.</param>
    /// <returns>True when all of it was copied.</returns>
    public bool Checkpoint(bool truncate)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_db, "main", truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE, out var frames, out var copied);
        if ((code & 0xFF) == raw.SQLITE_BUSY)
        {
            return false;
        }

        Check(code);
        return frames == copied;
    }

    public void Dispose()
    {
        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }

        _kept.Clear();
        _unsqueezer?.Dispose();
        _db.Dispose();
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    internal StorageException Error(int code) => SqliteError.Of(raw.sqlite3_extended_errcode(_db) is var extended and not 0 ? extended : code, Path, raw.sqlite3_errmsg(_db).utf8_to_string());

    internal void ResetKept()
    {
        foreach (var statement in _kept.Values)
        {
            statement.Reset();
        }
    }

    private static Connection Open(string name, string path, int flags)
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(name, out var db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new Connection(db, path);
        if (code != raw.SQLITE_OK)
        {
            using (connection)
            {
                throw connection.Error(code);
            }
        }

        _ = raw.sqlite3_extended_result_codes(db, 1);
        _ = raw.sqlite3_busy_timeout(db, BusyTimeoutMilliseconds);
        return connection;
    }

    private void ExecuteOrClose(string sql)
    {
        try
        {
            Execute(sql);
        }
        catch (StorageException)
        {
            Dispose();
            throw;
        }
    }
}
