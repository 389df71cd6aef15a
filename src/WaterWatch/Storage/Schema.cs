using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>The tables, as an ordered list of upgrades: the n-th makes version n out of version n - 1. What has been released is never edited, only followed.</summary>
internal static class Schema
{
    private static readonly string[] Upgrades =
    [
        // raw stands last in its row: SQLite walks through everything before a column, and folding the log must not read the raw messages.
        """
        CREATE TABLE batch (
            seq INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL,
            raw_hash TEXT NOT NULL, record_hash TEXT NOT NULL,
            messages_total INTEGER NOT NULL, readings_total INTEGER NOT NULL, set_aside_total INTEGER NOT NULL, duplicates_total INTEGER NOT NULL,
            changes BLOB NOT NULL, readings BLOB NOT NULL, raw BLOB NOT NULL);
        CREATE TABLE series (
            number INTEGER PRIMARY KEY, batch INTEGER NOT NULL, station TEXT NOT NULL, source TEXT NOT NULL, determinand TEXT NOT NULL,
            fraction INTEGER NOT NULL, period_s INTEGER NOT NULL);
        CREATE INDEX series_by_batch ON series (batch);
        CREATE TABLE set_aside (
            id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, received_at INTEGER NOT NULL, topic TEXT NOT NULL, reason INTEGER NOT NULL, detail TEXT NOT NULL,
            fingerprint TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE INDEX set_aside_by_batch ON set_aside (batch);
        CREATE TABLE timeline (
            seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, kind TEXT NOT NULL, incident INTEGER, station TEXT,
            by TEXT NOT NULL, data TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL);
        CREATE INDEX timeline_by_batch ON timeline (batch);
        CREATE INDEX timeline_by_incident ON timeline (incident, seq) WHERE incident IS NOT NULL;
        CREATE TABLE alert_change (alert INTEGER NOT NULL, batch INTEGER NOT NULL, nth INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (alert, batch, nth)) WITHOUT ROWID;
        CREATE INDEX alert_change_by_batch ON alert_change (batch, nth);
        CREATE TABLE alert_newest (alert INTEGER PRIMARY KEY, batch INTEGER NOT NULL, nth INTEGER NOT NULL, status INTEGER NOT NULL, station TEXT NOT NULL);
        CREATE INDEX alert_newest_open ON alert_newest (alert) WHERE status <> 0;
        CREATE INDEX alert_newest_by_station ON alert_newest (station, alert);
        CREATE TABLE incident_change (incident INTEGER NOT NULL, batch INTEGER NOT NULL, nth INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (incident, batch, nth)) WITHOUT ROWID;
        CREATE INDEX incident_change_by_batch ON incident_change (batch, nth);
        CREATE TABLE incident_newest (incident INTEGER PRIMARY KEY, batch INTEGER NOT NULL, nth INTEGER NOT NULL, status INTEGER NOT NULL, river TEXT NOT NULL);
        CREATE TABLE series_block (
            id INTEGER PRIMARY KEY, series INTEGER NOT NULL, first_taken_at INTEGER NOT NULL, last_taken_at INTEGER NOT NULL, first_batch INTEGER NOT NULL,
            count INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX series_block_by_time ON series_block (series, first_taken_at, last_taken_at);
        CREATE TABLE indexed (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), through_batch INTEGER NOT NULL, last_block INTEGER NOT NULL);
        INSERT INTO indexed VALUES (1, 0, 0);
        CREATE TABLE snapshot (batch INTEGER PRIMARY KEY, hash BLOB NOT NULL, body BLOB NOT NULL);
        """,

        // The index holds many series in a block and is made anew out of the batches; raw messages may be compressed (1), and a snapshot lies in parts.
        """
        ALTER TABLE batch ADD COLUMN raw_is_squeezed INTEGER NOT NULL DEFAULT 0;
        DROP TABLE series_block;
        CREATE TABLE reading_block (
            id INTEGER PRIMARY KEY, tier INTEGER NOT NULL, part INTEGER NOT NULL, span INTEGER NOT NULL, first_series INTEGER NOT NULL, last_series INTEGER NOT NULL,
            first_taken_at INTEGER NOT NULL, last_taken_at INTEGER NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX reading_block_by_place ON reading_block (tier, part, span, first_taken_at, last_taken_at, first_series, last_series);
        UPDATE indexed SET through_batch = 0, last_block = 0;
        DROP TABLE snapshot;
        CREATE TABLE snapshot (batch INTEGER PRIMARY KEY, hash BLOB NOT NULL, parts INTEGER NOT NULL);
        CREATE TABLE snapshot_part (batch INTEGER NOT NULL, nth INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (batch, nth));
        """,

        // Notifications in their newest version; state 0 is still to be sent.
        """
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, state INTEGER NOT NULL, incident INTEGER, person TEXT NOT NULL, body TEXT NOT NULL);
        CREATE INDEX outbox_pending ON outbox (id) WHERE state = 0;
        CREATE INDEX outbox_by_incident ON outbox (incident, id) WHERE incident IS NOT NULL;
        """,

        // What people decided of what was set aside: the entries of the timeline that say so.
        """
        CREATE TABLE set_aside_settled (set_aside INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (set_aside, seq)) WITHOUT ROWID;
        """,

        // What each configuration that was in force says, value by value: the timeline names it by its hash.
        """
        CREATE TABLE configuration (hash TEXT PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID;
        """,

        // No table is other than before: readings may say that they came with a file, which an older program would take for corrections.
        "",

        // How far the log was written into other databases, and what those did not take.
        """
        CREATE TABLE projected (target TEXT PRIMARY KEY, through_batch INTEGER NOT NULL, refused INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE projection_refused (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, target TEXT NOT NULL, batch INTEGER NOT NULL, points INTEGER NOT NULL, words TEXT NOT NULL, lines TEXT NOT NULL);
        CREATE INDEX projection_refused_by_batch ON projection_refused (target, batch);
        """,

        // What has still to be sent is looked for by whom it is for: what waits for one server is then not in the way of what goes through another.
        """
        DROP INDEX outbox_pending;
        CREATE INDEX outbox_waiting ON outbox (person, json_extract(body, '$.channel'), id) WHERE state = 0;
        """,
    ];

    public static int Version => Upgrades.Length;

    /// <summary>Brings the file to this program's version, one step after the other, each whole or not at all.</summary>
    /// <exception cref="StorageException">A newer program wrote the file.</exception>
    public static void Upgrade(Connection connection)
    {
        Check(connection);
        for (var version = (int)connection.Number("PRAGMA user_version"); version < Upgrades.Length; version++)
        {
            var sql = $"{Upgrades[version]} PRAGMA user_version={version + 1};";
            connection.Write(() => connection.Execute(sql));
        }
    }

    /// <summary>For those who only read, and so cannot upgrade.</summary>
    /// <exception cref="StorageException">A newer or an older program wrote the file.</exception>
    public static void CheckIsCurrent(Connection connection)
    {
        Check(connection);
        var found = connection.Number("PRAGMA user_version");
        if (found < Version)
        {
            throw new StorageException(
                $"{connection.Path}: written by an older WaterWatch (schema {found}; this one reads {Version}). Start the service on it once, or on a copy: that upgrades it.", retryable: false);
        }
    }

    /// <exception cref="StorageException">A newer program wrote the file.</exception>
    public static void Check(Connection connection)
    {
        var found = connection.Number("PRAGMA user_version");
        if (found > Version)
        {
            throw new StorageException(
                $"{connection.Path}: written by a newer WaterWatch (schema {found}; this one knows up to {Version}). Run that version, or one after it; nothing was changed.", retryable: false);
        }
    }
}
