using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>Reads batches back, one at a time, so that no read transaction stays open while somebody works through years of them.</summary>
internal sealed class BatchReader(Connection connection)
{
    /// <param name="withRaw">False leaves out the raw messages, which folding does not need.</param>
    /// <returns>Null when there is no such batch.</returns>
    /// <exception cref="StorageException">The batch is there but damaged.</exception>
    public Batch? Read(long seq, bool withRaw)
    {
        try
        {
            return ReadWith(seq, withRaw, hashing: null)?.Batch;
        }
        catch (FormatException e)
        {
            throw Damaged(connection.Path, seq, e);
        }
    }

    /// <summary>Reads a batch and computes its record hash from the stored bytes.</summary>
    /// <exception cref="FormatException">The batch is there but cannot be read.</exception>
    public StoredBatch? ReadHashed(long seq, string previousRecordHash, RecordHash hash) => ReadWith(seq, withRaw: true, (previousRecordHash, hash));

    public static StorageException Damaged(string path, long seq, FormatException why) =>
        new($"{path}: batch {seq} cannot be read: {why.Message} Keep the file, run 'audit verify' on it and restore the newest backup.", retryable: false, why) { IsDamage = true };

    private StoredBatch? ReadWith(long seq, bool withRaw, (string Previous, RecordHash Hash)? hashing)
    {
        var row = connection.Kept(withRaw
            ? "SELECT recorded_at, raw_hash, record_hash, changes, readings, raw_is_squeezed, raw FROM batch WHERE seq = ?"
            : "SELECT recorded_at, raw_hash, record_hash, changes, readings FROM batch WHERE seq = ?");
        if (!row.Bind(1, seq).Step())
        {
            return null;
        }

        var recordedAt = PackedReader.ToInstant(row.Int(0));
        byte[] changed = [.. connection.Unsqueezer.Open(row.Blob(3))];
        var changes = ChangesCodec.Read(changed);
        var packed = connection.Unsqueezer.Open(row.Blob(4));
        var hash = hashing?.Hash.Begin(hashing.Value.Previous, seq, recordedAt, changed, packed);
        var batch = new Batch
        {
            Seq = seq,
            RecordedAt = recordedAt,
            RawHash = row.Text(1),
            Readings = ReadingsCodec.Read(packed),
            RawBlock = withRaw ? RawBlock(row, isHashed: hashing is not null) : ReadOnlyMemory<byte>.Empty,
            Opened = ReadOpened(seq, changes.Rows.Opened, hash),
            SetAside = ReadSetAside(seq, changes.Rows.SetAside, hash),
            Alerts = ReadAlerts(seq, changes.Rows.Alerts, hash),
            Incidents = ReadIncidents(seq, changes.Rows.Incidents, hash),
            Entries = ReadEntries(seq, changes.Rows.Entries),
            Heard = changes.Heard,
            Feeds = changes.Feeds,
            Duties = changes.Duties,
            DamOperations = changes.DamOperations,
            ConfigurationHash = changes.ConfigurationHash,
            FlatRuns = changes.FlatRuns,
            MeanWindows = changes.MeanWindows,
            MeanEntries = changes.MeanEntries,
            Escalations = changes.Escalations,
            Notifications = changes.Notifications,
            Made = changes.Made,
            Rounds = changes.Rounds,
            Splits = changes.Splits,
            Commands = changes.Commands,
        };
        var recordHash = row.Text(2);
        row.Reset();
        return new StoredBatch(batch, recordHash, hash?.End() ?? "");
    }

    /// <param name="isHashed">Messages that cannot be opened are then taken as they lie: they do not match their hash, and that is what is to be said of them.</param>
    private byte[] RawBlock(Statement row, bool isHashed)
    {
        try
        {
            return row.Int(5) == 0 ? row.Blob(6).ToArray() : connection.Unsqueezer.Open(row.Blob(6)).ToArray();
        }
        catch (FormatException) when (isHashed)
        {
            return row.Blob(6).ToArray();
        }
    }

    private List<SeriesOpened> ReadOpened(long seq, int expected, RecordHash? hash) =>
        ReadRows($"SELECT {Rows.SeriesColumns} FROM series WHERE batch = ? ORDER BY rowid", seq, expected, "series", row =>
        {
            var opened = Rows.ToSeries(row);
            hash?.Add(opened.Series, opened.Key);
            return opened;
        });

    private List<SetAside> ReadSetAside(long seq, int expected, RecordHash? hash) =>
        ReadRows($"SELECT {Rows.SetAsideColumns} FROM set_aside WHERE batch = ? ORDER BY id", seq, expected, "set-aside messages", row =>
        {
            var setAside = Rows.ToSetAside(row);
            hash?.Add(setAside);
            return setAside;
        });

    private List<Alert> ReadAlerts(long seq, int expected, RecordHash? hash) =>
        ReadRows("SELECT body FROM alert_change WHERE batch = ? ORDER BY nth", seq, expected, "alerts", row =>
        {
            hash?.Add(row.Blob(0));
            return RecordJson.ReadAlert(row.Blob(0));
        });

    private List<Incident> ReadIncidents(long seq, int expected, RecordHash? hash) =>
        ReadRows("SELECT body FROM incident_change WHERE batch = ? ORDER BY nth", seq, expected, "incidents", row =>
        {
            hash?.Add(row.Blob(0));
            return RecordJson.ReadIncident(row.Blob(0));
        });

    private List<TimelineEntry> ReadEntries(long seq, int expected) =>
        ReadRows($"SELECT {Rows.EntryColumns} FROM timeline WHERE batch = ? ORDER BY seq", seq, expected, "timeline entries", Rows.ToEntry);

    private List<T> ReadRows<T>(string sql, long seq, int expected, string what, Func<Statement, T> read)
    {
        if (expected == 0)
        {
            return [];
        }

        var rows = new List<T>(Math.Min(expected, 65_536));
        var row = connection.Kept(sql).Bind(1, seq);
        while (row.Step())
        {
            rows.Add(read(row));
        }

        row.Reset();
        return rows.Count == expected ? rows : throw new FormatException($"It recorded {expected} {what} and {rows.Count} are there.");
    }
}

/// <summary>A batch as found on disk.</summary>
/// <param name="RecordHash">As stored.</param>
/// <param name="ComputedHash">As its bytes say; empty when it was not asked for.</param>
internal sealed record StoredBatch(Batch Batch, string RecordHash, string ComputedHash);
