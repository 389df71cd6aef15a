using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>
/// Queries of the log, beside the writer or without one. Safe for any number of threads. A limit below 1 counts as 1; a cursor that is none throws <see cref="ArgumentException"/>.
/// </summary>
public sealed class LogReader : IDisposable
{
    private const int StreamedAtOnce = 5_000;

    private readonly ReadPool _pool;
    private readonly Func<Connection, IndexMark, TailIndex> _tail;
    private readonly SeriesTable _series = new();

    /// <param name="tail">What is not in blocks yet, at a moment when they hold the batches up to the mark.</param>
    internal LogReader(string path, Func<Connection, IndexMark, TailIndex> tail)
    {
        _pool = new ReadPool(path);
        _tail = tail;
        Query<object?>(connection =>
        {
            var rows = connection.Kept($"SELECT {Rows.SeriesColumns} FROM series ORDER BY number");
            _series.Add(AllSeries(rows));
            return null;
        });
    }

    public int SeriesCount => _series.Count;

    internal SeriesTable Series => _series;

    /// <summary>The series of a station with their numbers; empty when there is no such station.</summary>
    public IReadOnlyList<SeriesOpened> SeriesOf(string station) => _series.OfStation(station);

    /// <summary>Opens the log of a directory for reading only: a process that writes it is not disturbed, and the series that it opens later are not seen.</summary>
    /// <exception cref="StorageException">There is no log, or it cannot be read.</exception>
    public static LogReader Open(string directory)
    {
        var path = Path.Combine(directory, WatchLog.FileName);
        using var connection = Connection.OpenReading(path);
        Schema.CheckIsCurrent(connection);
        var tail = new TailIndex(-1);
        return new LogReader(path, (reading, mark) =>
        {
            // The process that writes has moved on: its tail is in the batches after the mark.
            var now = Volatile.Read(ref tail);
            if (now.ThroughBatch != mark.ThroughBatch)
            {
                now = new TailIndex(mark.ThroughBatch);
                ReadTail(reading, now, long.MaxValue);
                Volatile.Write(ref tail, now);
            }

            return now;
        });
    }

    /// <summary>Readings in the order of <c>taken_at</c>, <c>recorded_at</c>, series.</summary>
    public Page<ReadingOf> Readings(ReadingsQuery query)
    {
        var limit = Math.Max(1, query.Limit);
        var known = query.Series.Where(s => _series.TryGet(s, out _)).Distinct().ToArray();
        var (from, to) = query.Milliseconds;
        return Query(connection =>
        {
            using var look = IndexLook.At(connection, _tail, known, Math.Max(from, ReadingsScan.AfterOf(query)?.TakenAt ?? from), to);
            var scan = new ReadingsScan(look, query, known);
            var items = new List<ReadingOf>(Math.Min(limit, 1024));
            var last = default(ReadingPlace);
            while (scan.Next())
            {
                if (items.Count == limit)
                {
                    return new Page<ReadingOf>(items, last.ToCursor());
                }

                items.Add(new ReadingOf(_series[scan.Current.Series], scan.Current));
                last = scan.Place;
            }

            return new Page<ReadingOf>(items, null);
        });
    }

    /// <summary>The same without a limit, a part at a time, so that a long download never holds the log's files.</summary>
    public IEnumerable<ReadingOf> StreamReadings(ReadingsQuery query)
    {
        var part = query with { Limit = StreamedAtOnce };
        do
        {
            var page = Readings(part);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            part = part with { Cursor = page.Next };
        }
        while (part.Cursor is not null);
    }

    /// <summary>Readings gathered into spans of time, series by series in the order of their numbers, then by time. Spans without a sample are left out.</summary>
    public Page<BucketOf> Buckets(BucketsQuery query)
    {
        int[] known = [.. query.Series.Where(s => _series.TryGet(s, out _)).Distinct().Order()];
        var (from, to) = new ReadingsQuery(known) { From = query.From, To = query.To }.Milliseconds;
        return Query(connection =>
        {
            using var look = IndexLook.At(connection, _tail, known, from, to);
            return new BucketScan(look, query with { Limit = Math.Max(1, query.Limit) }, _series).Page(known, from, to);
        });
    }

    /// <summary>The samples of a series from a time up to another, counted; one series at a time, so that many are never held at once.</summary>
    public SeriesTally Tally(int series, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = new ReadingsQuery([series]) { From = from, To = to }.Milliseconds;
        return Query(connection =>
        {
            using var look = IndexLook.At(connection, _tail, [series], first, end);
            return new TallyScan(look).Count(series, _series[series], first, end);
        });
    }

    /// <summary>The newest messages of a station as they came in, newest first.</summary>
    /// <param name="recordedAt">When its readings were recorded: only batches of those times are looked into, and of these the newest <see cref="RawLook.MostBatches"/>.</param>
    public IReadOnlyList<RawMessage> RawMessages(string station, IEnumerable<DateTimeOffset> recordedAt, int most) =>
        Query(connection => RawLook.Of(connection, station, recordedAt, most));

    /// <summary>When the first batch was recorded; null when there is none.</summary>
    public DateTimeOffset? BeginsAt() => Query(connection =>
    {
        var row = connection.Kept("SELECT recorded_at FROM batch WHERE seq = 1");
        return row.Step() ? PackedReader.ToInstant(row.Int(0)) : (DateTimeOffset?)null;
    });

    public Page<Alert> Alerts(AlertsQuery query) => Query(connection =>
    {
        var rows = connection.Kept($"""
            SELECT c.body FROM alert_newest n JOIN alert_change c ON c.alert = n.alert AND c.batch = n.batch AND c.nth = n.nth
            WHERE n.alert < ?1 {(query.OpenOnly ? "AND n.status <> 0" : "")} {(query.Status is null ? "" : "AND n.status = ?3")} {(query.Station is null ? "" : "AND n.station = ?4")}
            ORDER BY n.alert DESC LIMIT ?2
            """);
        var limit = BindPage(rows, query.Cursor, query.Limit);
        if (query.Status is { } status)
        {
            rows.Bind(3, (long)status);
        }

        if (query.Station is { } station)
        {
            rows.Bind(4, station);
        }

        return Cursor.Page(All(rows, row => RecordJson.ReadAlert(row.Blob(0))), limit, a => Cursor.Of(a.Id));
    });

    /// <returns>Null when there is no such alert.</returns>
    public Alert? Alert(long id) => Query(connection =>
    {
        var row = connection.Kept("SELECT body FROM alert_change WHERE alert = ? ORDER BY batch DESC, nth DESC LIMIT 1").Bind(1, id);
        return row.Step() ? RecordJson.ReadAlert(row.Blob(0)) : null;
    });

    /// <returns>As it was recorded by then, that moment included; null when there was no such alert.</returns>
    public Alert? AlertAsKnownAt(long id, DateTimeOffset at) => AsKnownAt("alert", id, at, row => RecordJson.ReadAlert(row.Blob(0)));

    public Page<Incident> Incidents(IncidentsQuery query) => Query(connection =>
    {
        var rows = connection.Kept($"""
            SELECT c.body FROM incident_newest n JOIN incident_change c ON c.incident = n.incident AND c.batch = n.batch AND c.nth = n.nth
            WHERE n.incident < ?1 {(query.OpenOnly ? "AND n.status = 0" : "")} {(query.River is null ? "" : "AND n.river = ?3")}
            ORDER BY n.incident DESC LIMIT ?2
            """);
        var limit = BindPage(rows, query.Cursor, query.Limit);
        if (query.River is { } river)
        {
            rows.Bind(3, river);
        }

        return Cursor.Page(All(rows, row => RecordJson.ReadIncident(row.Blob(0))), limit, i => Cursor.Of(i.Id));
    });

    /// <returns>Null when there is no such incident.</returns>
    public Incident? Incident(long id) => Incident(id, null);

    /// <summary>An incident as it stood when something was known.</summary>
    /// <param name="asKnownAt">Null for how it stands.</param>
    /// <returns>Null when there was no such incident by then.</returns>
    public Incident? Incident(long id, DateTimeOffset? asKnownAt) => Query(connection =>
    {
        var row = connection.Kept("""
            SELECT c.body FROM incident_change c JOIN batch b ON b.seq = c.batch WHERE c.incident = ? AND b.recorded_at <= ? ORDER BY c.batch DESC, c.nth DESC LIMIT 1
            """).Bind(1, id).Bind(2, asKnownAt?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        return row.Step() ? RecordJson.ReadIncident(row.Blob(0)) : null;
    });

    /// <summary>Entries in the order of recording.</summary>
    public Page<TimelineEntry> Timeline(TimelineQuery query) => Query(connection =>
    {
        var limit = Math.Max(1, query.Limit);
        var rows = connection.Kept($"""
            SELECT {Rows.EntryColumns} FROM timeline
            WHERE seq {(query.IsNewestFirst ? '<' : '>')} ?1 AND recorded_at <= ?3 {(query.Incident is null ? "" : "AND incident = ?4")}
            {Rows.OfKinds("IN", query.Kinds)} {Rows.OfKinds("NOT IN", query.Without)} ORDER BY seq {(query.IsNewestFirst ? "DESC" : "")} LIMIT ?2
            """);
        rows.Bind(1, Cursor.Read(query.Cursor, 1)?[0] ?? (query.IsNewestFirst ? long.MaxValue : 0)).Bind(2, limit + 1L).Bind(3, query.AsKnownAt?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        if (query.Incident is { } incident)
        {
            rows.Bind(4, incident);
        }

        return Cursor.Page(All(rows, Rows.ToEntry), limit, e => Cursor.Of(e.Seq));
    });

    /// <summary>The newest entry of the timeline.</summary>
    public ChainHead Head() => Query(connection =>
    {
        var row = connection.Kept("SELECT seq, hash FROM timeline ORDER BY seq DESC LIMIT 1");
        return row.Step() ? new ChainHead(row.Int(0), row.Text(1)) : ChainHead.Start;
    });

    /// <summary>What was set aside, newest first.</summary>
    /// <param name="reason">Only for this reason; null for any.</param>
    /// <param name="isOpen">Only that of which nobody has decided.</param>
    public Page<SetAside> SetAside(int limit = 200, string? cursor = null, SetAsideReason? reason = null, bool isOpen = false) => Query(connection =>
    {
        var rows = connection.Kept(
            $"SELECT {Rows.SetAsideColumns} FROM set_aside WHERE id < ?1 {(reason is null ? "" : "AND reason = ?3")} {(isOpen ? $"AND reason NOT IN ({string.Join(", ", SetAsideReasons.OfNobody.Select(r => (int)r))}) AND id NOT IN (SELECT set_aside FROM set_aside_settled)" : "")} ORDER BY id DESC LIMIT ?2");
        limit = BindPage(rows, cursor, limit);
        if (reason is { } wanted)
        {
            rows.Bind(3, (long)wanted);
        }

        return Cursor.Page(All(rows, Rows.ToSetAside), limit, s => Cursor.Of(s.Id));
    });

    /// <returns>Null when nothing of that number was set aside.</returns>
    public SetAside? SetAsideOf(long id) => Query(connection =>
    {
        var row = connection.Kept($"SELECT {Rows.SetAsideColumns} FROM set_aside WHERE id = ?").Bind(1, id);
        return row.Step() ? Rows.ToSetAside(row) : null;
    });

    /// <summary>The newest entry by which a person released or discarded what was set aside; null while nobody has decided.</summary>
    public TimelineEntry? SettledBy(long setAside) => Query(connection =>
    {
        var row = connection.Kept($"SELECT {Rows.EntryColumns} FROM timeline WHERE seq = (SELECT max(seq) FROM set_aside_settled WHERE set_aside = ?)").Bind(1, setAside);
        return row.Step() ? Rows.ToEntry(row) : null;
    });

    /// <summary>How many messages and readings were set aside, by reason, from a receipt up to another.</summary>
    public IReadOnlyList<(SetAsideReason Reason, long Count)> SetAsideBetween(DateTimeOffset from, DateTimeOffset to) => Query(connection =>
    {
        var (first, end) = (PeriodLook.FirstAt(connection, "set_aside", "id", "received_at", from), PeriodLook.FirstAt(connection, "set_aside", "id", "received_at", to));
        return All(
            connection.Kept("SELECT reason, count(*) FROM set_aside WHERE id >= ? AND id < ? GROUP BY reason ORDER BY reason").Bind(1, first).Bind(2, end),
            row => ((SetAsideReason)row.Int(0), row.Int(1)));
    });

    /// <summary>Notifications of no incident that are sent or given up, and were so before a time; oldest first.</summary>
    public IReadOnlyList<long> ExpiredNotifications(DateTimeOffset before, int limit) => Query(connection =>
        All(
            connection.Kept("SELECT id FROM outbox WHERE state <> 0 AND incident IS NULL AND batch < ? ORDER BY id LIMIT ?")
                .Bind(1, PeriodLook.FirstAt(connection, "batch", "seq", "recorded_at", before)).Bind(2, limit),
            row => row.Int(0)));

    /// <summary>For whom notifications have still to be sent, and by which channel.</summary>
    public IReadOnlyList<Waiting> Waiting() => Query(OutboxLook.Waiting);

    /// <summary>Of one person and channel those that have still to be sent, oldest first.</summary>
    public IReadOnlyList<Notification> Pending(Waiting to, int limit) => Query(connection => OutboxLook.Pending(connection, to, limit));

    /// <returns>In its newest version; null when there is no such notification.</returns>
    public Notification? Notification(long id) => Query(connection =>
    {
        var row = connection.Kept("SELECT body FROM outbox WHERE id = ?").Bind(1, id);
        return row.Step() ? RecordJson.ReadNotification(row.Blob(0)) : null;
    });

    /// <summary>A notification and those that its message carried; none when there is no such notification.</summary>
    public IReadOnlyList<Notification> NotificationsOf(long id) =>
        Notification(id) is { } newest ? [newest, .. newest.Carried.Select(Notification).OfType<Notification>()] : [];

    public Totals Totals() => Query(connection =>
    {
        var row = connection.Kept("SELECT seq, messages_total, readings_total, set_aside_total, duplicates_total FROM batch ORDER BY seq DESC LIMIT 1");
        return row.Step() ? new Totals(row.Int(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4)) : Storage.Totals.None;
    });

    /// <summary>Batches as they were committed, from a number on, up to the newest at the time it is reached.</summary>
    public IEnumerable<Batch> ReadBatches(long fromSeq) => ReadBatches(fromSeq, withRaw: true);

    public void Dispose() => _pool.Dispose();

    /// <summary>Reads batches after those that a tail holds, until it holds enough.</summary>
    /// <returns>False when there are none left.</returns>
    internal static bool ReadTail(Connection connection, TailIndex tail, long enough)
    {
        using var rows = connection.Prepare("SELECT seq, readings FROM batch WHERE seq > ? ORDER BY seq").Bind(1, tail.NewestBatch);
        while (rows.Step())
        {
            try
            {
                tail.Add(rows.Int(0), ReadingsCodec.Read(connection.Unsqueezer.Open(rows.Blob(1))));
            }
            catch (FormatException e)
            {
                throw BatchReader.Damaged(connection.Path, rows.Int(0), e);
            }

            if (tail.Count >= enough)
            {
                return true;
            }
        }

        return false;
    }

    internal static StorageException DamagedIndex(string path, FormatException why) =>
        new($"{path}: what is stored cannot be read: {why.Message} Keep the file, run 'audit verify' on it and restore the newest backup.", retryable: false, why) { IsDamage = true };

    internal IEnumerable<Batch> ReadBatches(long fromSeq, bool withRaw)
    {
        for (var seq = Math.Max(1, fromSeq); ; seq++)
        {
            var number = seq;
            if (_pool.Use(connection => new BatchReader(connection).Read(number, withRaw)) is not { } batch)
            {
                yield break;
            }

            yield return batch;
        }
    }

    internal void Opened(IReadOnlyList<SeriesOpened> opened) => _series.Add(opened);

    private static List<SeriesOpened> AllSeries(Statement rows)
    {
        var all = new List<SeriesOpened>();
        while (rows.Step())
        {
            // The series of a station mostly stand together: its name is held once for all of them.
            var opened = Rows.ToSeries(rows);
            all.Add(all.Count > 0 && all[^1].Key.Station == opened.Key.Station ? opened with { Key = opened.Key with { Station = all[^1].Key.Station } } : opened);
        }

        return all;
    }

    private static int BindPage(Statement rows, string? cursor, int limit)
    {
        limit = Math.Max(1, limit);
        rows.Bind(1, Cursor.Read(cursor, 1)?[0] ?? long.MaxValue).Bind(2, limit + 1L);
        return limit;
    }

    private static List<T> All<T>(Statement rows, Func<Statement, T> read)
    {
        var all = new List<T>();
        while (rows.Step())
        {
            all.Add(read(rows));
        }

        return all;
    }

    private T? AsKnownAt<T>(string what, long id, DateTimeOffset at, Func<Statement, T> read)
        where T : class => Query(connection =>
    {
        var row = connection.Kept($"SELECT c.body FROM {what}_change c JOIN batch b ON b.seq = c.batch WHERE c.{what} = ?1 AND b.recorded_at <= ?2 ORDER BY c.batch DESC, c.nth DESC LIMIT 1")
            .Bind(1, id).Bind(2, at.ToUnixTimeMilliseconds());
        return row.Step() ? read(row) : null;
    });

    private T Query<T>(Func<Connection, T> query) => _pool.Use(connection =>
    {
        try
        {
            return query(connection);
        }
        catch (FormatException e)
        {
            throw DamagedIndex(_pool.Path, e);
        }
    });
}
