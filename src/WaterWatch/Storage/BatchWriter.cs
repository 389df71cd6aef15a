using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>
/// Writes the rows of one batch inside a transaction that somebody else opened. All but the tables of newest versions and the outbox is appended. Blobs are squeezed only after they
/// were hashed.
/// </summary>
internal sealed class BatchWriter(Connection connection) : IDisposable
{
    private readonly PackedWriter _readings = new();
    private readonly PackedWriter _changes = new();
    private readonly BatchColumns _columns = new();
    private readonly RecordHash _hash = new();
    private readonly Squeezer _squeezedReadings = new();
    private readonly Squeezer _squeezedChanges = new();
    private readonly Squeezer _squeezedRaw = new();

    /// <summary>Packs what can be packed before the transaction is open.</summary>
    public void Prepare(Batch batch)
    {
        _readings.Clear();
        _columns.Write(_readings, batch.Readings);
        _changes.Clear();
        ChangesCodec.Write(_changes, batch);
    }

    /// <returns>The batch's record hash.</returns>
    public string Write(Batch batch, string previousRecordHash, Totals totals)
    {
        _hash.Begin(previousRecordHash, batch.Seq, batch.RecordedAt, _changes.Written, _readings.Written);
        WriteOpened(batch);
        WriteSetAside(batch);
        for (var i = 0; i < batch.Alerts.Count; i++)
        {
            WriteAlert(batch.Seq, i, batch.Alerts[i]);
        }

        for (var i = 0; i < batch.Incidents.Count; i++)
        {
            WriteIncident(batch.Seq, i, batch.Incidents[i]);
        }

        foreach (var entry in batch.Entries)
        {
            WriteEntry(batch.Seq, entry);
        }

        foreach (var notification in batch.Notifications)
        {
            WriteNotification(batch.Seq, notification);
        }

        foreach (var removed in batch.RemovedNotifications)
        {
            connection.Kept("DELETE FROM outbox WHERE id = ? AND state <> 0 AND incident IS NULL").Bind(1, removed).Run();
        }

        var recordHash = _hash.End();
        connection.Kept("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)")
            .Bind(1, batch.Seq).Bind(2, batch.RecordedAt.ToUnixTimeMilliseconds()).Bind(3, batch.RawHash).Bind(4, recordHash)
            .Bind(5, totals.Messages).Bind(6, totals.Readings).Bind(7, totals.SetAside).Bind(8, totals.Duplicates)
            .Bind(9, _squeezedChanges.Squeeze(_changes.Written)).Bind(10, _squeezedReadings.Squeeze(_readings.Written)).Bind(11, _squeezedRaw.Squeeze(batch.RawBlock.Span)).Run();
        return recordHash;
    }

    public void Dispose()
    {
        _hash.Dispose();
        _squeezedReadings.Dispose();
        _squeezedChanges.Dispose();
        _squeezedRaw.Dispose();
    }

    private void WriteOpened(Batch batch)
    {
        foreach (var (number, key) in batch.Opened)
        {
            _hash.Add(number, key);
            connection.Kept("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)")
                .Bind(1, number).Bind(2, batch.Seq).Bind(3, key.Station.Value).Bind(4, key.Source).Bind(5, key.Determinand.Key)
                .Bind(6, (long)key.Fraction).Bind(7, key.PeriodSeconds).Run();
        }
    }

    private void WriteSetAside(Batch batch)
    {
        foreach (var setAside in batch.SetAside)
        {
            _hash.Add(setAside);
            connection.Kept("INSERT INTO set_aside VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .Bind(1, setAside.Id).Bind(2, batch.Seq).Bind(3, setAside.ReceivedAt.ToUnixTimeMilliseconds()).Bind(4, setAside.Topic)
                .Bind(5, (long)setAside.Reason).Bind(6, setAside.Detail).Bind(7, setAside.Fingerprint).Bind(8, setAside.Payload.Span).Run();
        }
    }

    private void WriteEntry(long batch, TimelineEntry entry)
    {
        connection.Kept("INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, entry.Seq).Bind(2, batch).Bind(3, entry.At.ToUnixTimeMilliseconds()).Bind(4, entry.RecordedAt.ToUnixTimeMilliseconds())
            .Bind(5, entry.Kind.ToString()).Bind(6, entry.Incident).Bind(7, entry.Station).Bind(8, entry.By).BindText(9, RecordJson.Write(entry.Data))
            .Bind(10, entry.Prev).Bind(11, entry.Hash).Run();

        if (Rows.SettledBy(entry) is { } setAside)
        {
            connection.Kept("INSERT INTO set_aside_settled VALUES (?, ?)").Bind(1, setAside).Bind(2, entry.Seq).Run();
        }
    }

    private void WriteAlert(long batch, int nth, Alert alert)
    {
        var body = RecordJson.Write(alert);
        _hash.Add(body);
        connection.Kept("INSERT INTO alert_change VALUES (?, ?, ?, ?)").Bind(1, alert.Id).Bind(2, batch).Bind(3, nth).BindText(4, body).Run();
        connection.Kept("INSERT OR REPLACE INTO alert_newest VALUES (?, ?, ?, ?, ?)")
            .Bind(1, alert.Id).Bind(2, batch).Bind(3, nth).Bind(4, (long)alert.Status).Bind(5, alert.Key.Station.Value).Run();
    }

    private void WriteIncident(long batch, int nth, Incident incident)
    {
        var body = RecordJson.Write(incident);
        _hash.Add(body);
        connection.Kept("INSERT INTO incident_change VALUES (?, ?, ?, ?)").Bind(1, incident.Id).Bind(2, batch).Bind(3, nth).BindText(4, body).Run();
        connection.Kept("INSERT OR REPLACE INTO incident_newest VALUES (?, ?, ?, ?, ?)")
            .Bind(1, incident.Id).Bind(2, batch).Bind(3, nth).Bind(4, (long)incident.Status).Bind(5, incident.River).Run();
    }

    /// <summary>What is told of several incidents as one is of none in particular, but kept as theirs are.</summary>
    private const long SeveralIncidents = 0;

    /// <summary>The outbox has each in its newest version; what it was before is in the changes of the batches, and hashed there.</summary>
    private void WriteNotification(long batch, Notification notification) =>
        connection.Kept("INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?, ?, ?)")
            .Bind(1, notification.Id).Bind(2, batch).Bind(3, (long)notification.State).Bind(4, notification.Subject is { IsSurge: true } ? SeveralIncidents : notification.Subject?.Incident).Bind(5, notification.Person)
            .BindText(6, RecordJson.Write(notification)).Run();
}
