using System.Globalization;
using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// What the batches say that the tables beside them hold, gathered over a walk. What is shown is read from those tables, so that nothing may be in them that no batch has recorded, and
/// of what has versions the newest must be the one that is shown.
/// </summary>
internal sealed class RecordedRows
{
    private static readonly string[] s_tables = ["series", "set_aside", "alert_change", "incident_change", "timeline"];

    private readonly long[] _rows = new long[s_tables.Length];
    private readonly Dictionary<long, Newest> _alerts = [];
    private readonly Dictionary<long, Newest> _incidents = [];
    private readonly Dictionary<long, string> _notifications = [];
    private readonly HashSet<(long SetAside, long Entry)> _settled = [];
    private long _lastBatch;
    private long _lastEntry;

    /// <param name="Of">The station of an alert, the river of an incident.</param>
    private readonly record struct Newest(long Batch, int Nth, long Status, string Of);

    /// <summary>In the order of the batches.</summary>
    public void Add(Batch batch)
    {
        _lastBatch = batch.Seq;
        _rows[0] += batch.Opened.Count;
        _rows[1] += batch.SetAside.Count;
        _rows[2] += batch.Alerts.Count;
        _rows[3] += batch.Incidents.Count;
        _rows[4] += batch.Entries.Count;
        for (var i = 0; i < batch.Alerts.Count; i++)
        {
            _alerts[batch.Alerts[i].Id] = new Newest(batch.Seq, i, (long)batch.Alerts[i].Status, batch.Alerts[i].Key.Station.Value);
        }

        for (var i = 0; i < batch.Incidents.Count; i++)
        {
            _incidents[batch.Incidents[i].Id] = new Newest(batch.Seq, i, (long)batch.Incidents[i].Status, batch.Incidents[i].River);
        }

        foreach (var notification in batch.Notifications)
        {
            _notifications[notification.Id] = HashOf(notification);
        }

        foreach (var entry in batch.Entries)
        {
            _lastEntry = entry.Seq;
            if (Rows.SettledBy(entry) is { } setAside)
            {
                _settled.Add((setAside, entry.Seq));
            }
        }
    }

    /// <returns>The first thing that the tables hold otherwise; null when there is none. What was committed since the walk began is left out.</returns>
    public string? Differing(Connection connection) =>
        RowsOfNoBatch(connection)
        ?? NotNewest(connection, "alert", "station", _alerts) ?? NotNewest(connection, "incident", "river", _incidents)
        ?? Settled(connection) ?? Outbox(connection);

    private string? RowsOfNoBatch(Connection connection)
    {
        for (var i = 0; i < s_tables.Length; i++)
        {
            using var row = connection.Prepare($"SELECT (SELECT count(*) FROM {s_tables[i]} WHERE batch <= ?), (SELECT count(*) FROM {s_tables[i]} WHERE batch > (SELECT max(seq) FROM batch))").Bind(1, _lastBatch);
            row.Step();
            if (row.Int(0) != _rows[i] || row.Int(1) > 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{s_tables[i]}: it holds {row.Int(0) + row.Int(1)} rows where the batches recorded {_rows[i]}");
            }
        }

        return null;
    }

    private string? NotNewest(Connection connection, string what, string of, Dictionary<long, Newest> recorded)
    {
        var shown = 0;
        using var rows = connection.Prepare($"SELECT {what}, batch, nth, status, {of} FROM {what}_newest");
        while (rows.Step())
        {
            var isKnown = recorded.TryGetValue(rows.Int(0), out var newest);
            shown += isKnown ? 1 : 0;
            if (rows.Int(1) <= _lastBatch && new Newest(rows.Int(1), (int)rows.Int(2), rows.Int(3), rows.Text(4)) != newest)
            {
                return $"{what} {rows.Int(0)}: its newest version is not the one that is shown";
            }
        }

        return shown < recorded.Count ? $"{what}s: one that was recorded is not shown" : null;
    }

    private string? Settled(Connection connection)
    {
        var found = 0;
        using var rows = connection.Prepare("SELECT set_aside, seq FROM set_aside_settled WHERE seq <= ?").Bind(1, _lastEntry);
        while (rows.Step())
        {
            found++;
            if (!_settled.Contains((rows.Int(0), rows.Int(1))))
            {
                return $"set-aside message {rows.Int(0)}: timeline entry {rows.Int(1)} is not its decision";
            }
        }

        return found < _settled.Count ? "set-aside messages: a decision that was recorded is not shown" : null;
    }

    /// <summary>What was sent long ago may have gone out of it; what is there must be what the batches say.</summary>
    private string? Outbox(Connection connection)
    {
        using var rows = connection.Prepare("SELECT id, state, person, body FROM outbox WHERE batch <= ?").Bind(1, _lastBatch);
        while (rows.Step())
        {
            var shown = RecordJson.ReadNotification(rows.Blob(3));
            if (shown.Id != rows.Int(0) || (long)shown.State != rows.Int(1) || shown.Person != rows.Text(2) || _notifications.GetValueOrDefault(shown.Id) != HashOf(shown))
            {
                return $"notification {rows.Int(0)}: it is not what was recorded";
            }
        }

        return null;
    }

    private static string HashOf(Notification notification) => Convert.ToBase64String(SHA256.HashData(RecordJson.Write(notification)).AsSpan(0, 16));
}
