using WaterWatch.Deciding;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>
/// The log: one SQLite file that holds everything, written by one process. <see cref="Commit"/> only appends; the index by series, snapshots and
/// checkpoints are made behind it, on threads of the caller's choice. Every method throws <see cref="StorageException"/> when the file cannot be read or written.
/// </summary>
public sealed class WatchLog : IDisposable
{
    public const string FileName = "waterwatch.db";

    // Fewer would make blocks so small that writing them costs more than the batches themselves.
    private const int LeastToIndex = 32_768;
    private const int LeastToIndexPerSeries = 4;
    private const int MostToWaitFor = 262_144;

    private readonly Lock _writing = new();
    private readonly Lock _indexing = new();
    private readonly Lock _looking = new();
    private readonly Lock _checkpointing = new();
    private readonly DirectoryLock _directory;
    private readonly Connection _writer;
    private readonly Connection _behind;
    private readonly Connection _snapshots;
    private readonly Connection _checkpointer;
    private readonly Connection _lookup;
    private readonly BatchWriter _batches;
    private readonly Indexer _indexer;
    private readonly DuplicateCounts _duplicates = new();
    private Snapshot? _newestAtStart;
    private string _recordHash;
    private Totals _totals;
    private long _totalsAtCheckpoint = -1;

    private WatchLog(DirectoryLock directory, string path, Connection writer)
    {
        _directory = directory;
        _writer = writer;
        // What is made behind can be made again, so it does not wait for the disk: SQLite's log keeps the order, and the next commit's sync takes it along.
        _behind = Connection.OpenWriting(path, "NORMAL");
        _snapshots = Connection.OpenWriting(path, "NORMAL");
        _checkpointer = Connection.OpenWriting(path, "FULL");
        // Cutting the write-ahead log waits for readers, and commits wait for it: not for long.
        _checkpointer.Execute("PRAGMA busy_timeout=50");
        _lookup = Connection.OpenReading(path);
        Projected = new ProjectionLedger(path, InTransaction);
        _batches = new BatchWriter(writer);
        (_totals, _recordHash) = ReadNewest(writer);
        Tail = new TailIndex(ReadingBlocks.Mark(writer).ThroughBatch);
        _indexer = new Indexer(_behind, _writing, Tail);
        Reader = new LogReader(path, (_, _) => Tail);
        ReadTail();
        _newestAtStart = Snapshots.Newest(_writer);
        _duplicates.Read(_writer, _newestAtStart);
    }

    /// <summary>Queries. Safe for any number of threads; none of them holds up a commit.</summary>
    public LogReader Reader { get; }

    /// <summary>How far it was written into other databases.</summary>
    public ProjectionLedger Projected { get; }

    /// <summary>Where it lies.</summary>
    public string Directory => Path.GetDirectoryName(_writer.Path)!;

    /// <summary>The newest batch on disk; 0 when there is none.</summary>
    public long NewestBatch => _totals.Batches;

    /// <summary>Readings that <see cref="IndexStep"/> has still to put into blocks.</summary>
    public long TailCount => Tail.Count;

    /// <summary>Enough has come in for an <see cref="IndexStep"/> to be worth its writing.</summary>
    public bool IndexIsDue => Tail.Count >= Math.Clamp((long)Reader.SeriesCount * LeastToIndexPerSeries, LeastToIndex, MostToWaitFor);

    /// <summary>
    /// The newest batch's record hash: the head of the chain over everything but raw messages and timeline. 64 zeros when there is no batch. An entry that names it seals
    /// the readings and decisions before it as the timeline's own head cannot.
    /// </summary>
    public string RecordHash
    {
        get
        {
            lock (_writing)
            {
                return _recordHash;
            }
        }
    }

    internal TailIndex Tail { get; }

    /// <summary>Above this many readings not yet indexed, a commit indexes first: it slows the writer down rather than filling the memory.</summary>
    internal long MostInTail { get; set; } = 1_000_000;

    /// <summary>From this many bytes on the write-ahead log is emptied even if a commit must wait for the last part of it.</summary>
    internal long LongWriteAheadLog { get; set; } = 64L * 1024 * 1024;

    /// <summary>For tests that stop the process between two transactions of an index step.</summary>
    internal Action? BeforeIndexWrites { set => _indexer.BeforeWrite = value; }

    /// <summary>Opens the log of a directory, creating or upgrading it, and recovers what a killed process left behind.</summary>
    /// <param name="directory">Made when it is not there.</param>
    /// <exception cref="StorageException">Another process writes there, a newer program wrote it, or the file cannot be opened.</exception>
    public static WatchLog Open(string directory)
    {
        var directoryLock = DirectoryLock.Take(directory);
        Connection? writer = null;
        try
        {
            var path = Path.Combine(directory, FileName);
            writer = Connection.OpenWriting(path, "FULL");
            Schema.Check(writer);
            writer.Execute("PRAGMA journal_mode=WAL");
            Schema.Upgrade(writer);
            return new WatchLog(directoryLock, path, writer);
        }
        catch (StorageException)
        {
            writer?.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>Writes a batch whole and synced, or not at all: after an exception the log is as before and the same batch may be tried again.</summary>
    /// <exception cref="StorageException">It could not be written, or does not follow the newest batch.</exception>
    public void Commit(Batch batch)
    {
        if (Tail.Count > MostInTail)
        {
            IndexBeforeCommit();
        }

        lock (_writing)
        {
            if (batch.Seq != _totals.Batches + 1)
            {
                throw new StorageException(
                    $"{_writer.Path}: batch {batch.Seq} does not follow batch {_totals.Batches}; restart the service so that it reads its state from the log again.", retryable: false);
            }

            var totals = _totals with
            {
                Batches = batch.Seq,
                Messages = _totals.Messages + Totals.MessagesIn(batch.RawBlock.Span),
                Readings = _totals.Readings + batch.Readings.Count,
                SetAside = _totals.SetAside + batch.SetAside.Count,
                Duplicates = _totals.Duplicates + _duplicates.NewIn(batch),
            };
            var recordHash = "";
            _batches.Prepare(batch);
            _writer.Write(() => recordHash = _batches.Write(batch, _recordHash, totals));

            _totals = totals;
            _recordHash = recordHash;
            _duplicates.Take(batch.Heard);
            Tail.Add(batch.Seq, batch.Readings);
            Reader.Opened(batch.Opened);
        }
    }

    /// <summary>Writes and syncs without changing anything, to see whether that can be done.</summary>
    /// <exception cref="StorageException">It cannot.</exception>
    public void Probe() => InTransaction(_writer, () => _writer.Execute($"PRAGMA user_version={Schema.Version}"));

    /// <summary>Keeps what a configuration says, under its hash; one that is known already stays as it is. May run beside commits.</summary>
    public void KeepConfiguration(string hash, string facts) => InTransaction(_snapshots, () =>
    {
        using var insert = _snapshots.Prepare("INSERT OR IGNORE INTO configuration VALUES (?, ?)").Bind(1, hash).Bind(2, facts);
        insert.Run();
    });

    /// <summary>What a configuration that was in force says; null for one that is not known.</summary>
    public string? Configuration(string hash)
    {
        lock (_looking)
        {
            using var found = _lookup.Prepare("SELECT facts FROM configuration WHERE hash = ?").Bind(1, hash);
            return found.Step() ? found.Text(0) : null;
        }
    }

    /// <summary>The state as of the newest batch: the newest snapshot and the batches after it.</summary>
    public WatchState Restore() => Fold(Interlocked.Exchange(ref _newestAtStart, null) ?? Snapshots.Newest(_writer));

    /// <summary>The same by folding the whole log, as <see cref="Restore"/> must always agree with.</summary>
    public WatchState RestoreFromBeginning() => Fold(null);

    /// <summary>Keeps the state as a shortcut for the next <see cref="Restore"/>. May run beside commits.</summary>
    public void SaveSnapshot(Snapshot snapshot)
    {
        using var writer = BeginSnapshot(snapshot.BatchSeq);
        var series = snapshot.Series.ToList();
        foreach (var slice in snapshot.Slices)
        {
            writer.Add(slice, series.FindAll(s => s.Number <= slice.LastSeries));
            series.RemoveAll(s => s.Number <= slice.LastSeries);
        }

        writer.End(snapshot);
    }

    /// <summary>The same slice by slice, while it is taken between batches. One at a time.</summary>
    /// <param name="batch">The newest batch when its taking begins.</param>
    public SnapshotWriter BeginSnapshot(long batch) => new(_snapshots, work => InTransaction(_snapshots, work), batch);

    /// <summary>Batches as they were committed, from a number on, up to the newest at the time it is reached.</summary>
    public IEnumerable<Batch> ReadBatches(long fromSeq) => Reader.ReadBatches(fromSeq);

    /// <summary>All versions that are held of the sample that a series has at a time, in the order of their coming; empty when there is none.</summary>
    public IReadOnlyList<Sample> Held(int series, DateTimeOffset takenAt) =>
        Held(series, new HashSet<long> { takenAt.ToUnixTimeMilliseconds() }).GetValueOrDefault(takenAt.ToUnixTimeMilliseconds()) ?? [];

    /// <summary>
    /// The same of many times at once, by time in milliseconds since 1970: a backlog or a file asks for thousands, and one walk finds all that lie close together. Times that lie far apart
    /// are looked for one by one, since between them there may be years.
    /// </summary>
    public IReadOnlyDictionary<long, IReadOnlyList<Sample>> Held(int series, IReadOnlySet<long> takenAt)
    {
        lock (_looking)
        {
            try
            {
                var held = new Dictionary<long, IReadOnlyList<Sample>>();
                foreach (var (from, to) in HeldSamples.Walks(takenAt))
                {
                    using var look = IndexLook.At(_lookup, (_, _) => Tail, [series], from, to);
                    HeldSamples.Find(look, series, from, to, takenAt, held);
                }

                return held;
            }
            catch (FormatException e)
            {
                throw LogReader.DamagedIndex(_lookup.Path, e);
            }
        }
    }

    /// <summary>Moves the readings of the tail into the blocks of their series. Meant for a thread beside the one that commits.</summary>
    /// <param name="force">Also when it is not due yet.</param>
    /// <returns>False when there was nothing to do.</returns>
    public bool IndexStep(bool force = false)
    {
        lock (_indexing)
        {
            try
            {
                return (force || IndexIsDue) && _indexer.Step();
            }
            catch (FormatException damage)
            {
                throw LogReader.DamagedIndex(_behind.Path, damage);
            }
        }
    }

    /// <summary>The index can be made again out of the batches: damage to it keeps no reading from being committed. Whoever indexes behind the commits says it.</summary>
    private void IndexBeforeCommit()
    {
        try
        {
            IndexStep(force: true);
        }
        catch (StorageException damage) when (damage.IsDamage)
        {
        }
    }

    /// <summary>
    /// Copies the write-ahead log into the database, without waiting for anybody and beside commits. When the file has grown long, the last part is copied while no commit
    /// runs, so that the file starts over; when nothing was committed since the last call, it is cut to nothing.
    /// </summary>
    public void Checkpoint()
    {
        lock (_checkpointing)
        {
            _checkpointer.Checkpoint(truncate: false);
            var walBytes = WriteAheadLogBytes();
            var idle = _totalsAtCheckpoint == NewestBatch;
            _totalsAtCheckpoint = NewestBatch;
            if (walBytes < LongWriteAheadLog)
            {
                return;
            }

            _checkpointer.Checkpoint(truncate: false);
            lock (_writing)
            {
                _checkpointer.Checkpoint(truncate: idle);
            }
        }
    }

    /// <summary>Closes the file and lets go of the directory. Threads that index or make checkpoints must have ended before.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        _batches.Dispose();
        _indexer.Dispose();
        _lookup.Dispose();
        Projected.Dispose();
        _behind.Dispose();
        _snapshots.Dispose();
        _checkpointer.Dispose();
        _writer.Dispose();
        _directory.Dispose();
    }

    /// <summary>For tests of a full disk.</summary>
    internal void Execute(string sql) => _writer.Execute(sql);

    private static (Totals Totals, string RecordHash) ReadNewest(Connection connection)
    {
        using var row = connection.Prepare("SELECT seq, messages_total, readings_total, set_aside_total, duplicates_total, record_hash FROM batch ORDER BY seq DESC LIMIT 1");
        return row.Step()
            ? (new Totals(row.Int(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4)), row.Text(5))
            : (Totals.None, ChainHead.Start.Hash);
    }

    /// <summary>What is not in blocks yet; after an upgrade that is everything, and it goes into blocks part by part.</summary>
    private void ReadTail()
    {
        var enough = (long)MostToWaitFor;
        while (LogReader.ReadTail(_writer, Tail, enough))
        {
            try
            {
                IndexStep(force: true);
            }
            catch (StorageException failure) when (failure.Retryable || failure.IsDamage)
            {
                // Neither a full disk nor damage to the index keeps the service from starting: what is not in blocks is in memory, and upkeep says why.
                enough = long.MaxValue;
            }
        }
    }

    private WatchState Fold(Snapshot? snapshot)
    {
        var state = snapshot is null ? new WatchState() : new WatchState(snapshot);
        foreach (var batch in Reader.ReadBatches(state.BatchSeq + 1, withRaw: false))
        {
            state.Apply(batch);
        }

        return state;
    }

    private void InTransaction(Connection connection, Action work)
    {
        lock (_writing)
        {
            connection.Write(work);
        }
    }

    private long WriteAheadLogBytes() => new FileInfo(_writer.Path + "-wal") is { Exists: true } file ? file.Length : 0;
}
