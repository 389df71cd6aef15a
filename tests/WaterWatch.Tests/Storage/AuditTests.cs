using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Storage;

public class AuditTests
{
    [Fact]
    public void An_untouched_record_is_intact_while_it_is_written_and_when_it_is_closed()
    {
        using var directory = new DataDirectory();
        ChainHead head;
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            river.Flow(60);
            log.IndexStep(force: true);
            head = river.State.Head;

            var running = Audit.Verify(directory.Path, head);
            Assert.Null(running.FirstBroken);
            Assert.Equal((head, 60, 300, 300), (running.Head, running.Batches, running.Messages, running.Readings));
        }

        var closed = Audit.Verify(directory.Path, head);
        Assert.Null(closed.FirstBroken);
        Assert.Equal(head, closed.Head);
    }

    [Theory]
    [InlineData("UPDATE timeline SET data = replace(data, '4.9', '0.9') WHERE seq = 4", "timeline entry 4: its text does not match its hash")]
    [InlineData("UPDATE timeline SET at = at + 1 WHERE seq = 2", "timeline entry 2: its text does not match its hash")]
    [InlineData("UPDATE timeline SET kind = 'Nothing' WHERE seq = 2", "timeline entry 2: it cannot be read: The kind 'Nothing' is not known to this version.")]
    [InlineData("UPDATE timeline SET data = 'x' WHERE seq = 3", "timeline entry 3: it cannot be read")]
    [InlineData("DELETE FROM timeline WHERE seq = 3", "timeline entry 3: it is missing")]
    [InlineData("DELETE FROM timeline WHERE seq = (SELECT max(seq) FROM timeline)", "batch 57: it cannot be read: It recorded 1 timeline entries and 0 are there.")]
    [InlineData("UPDATE batch SET raw = (SELECT raw FROM batch WHERE seq = 16) WHERE seq = 17", "raw block 17: its bytes do not match its hash")]
    [InlineData("UPDATE batch SET raw = substr(raw, 1, length(raw) - 1) || X'05' WHERE seq = 17", "raw block 17: its bytes do not match its hash")]
    [InlineData("UPDATE batch SET raw_is_squeezed = 0 WHERE seq = 17", "raw block 17: its bytes do not match its hash")]
    [InlineData("DELETE FROM batch WHERE seq = 17", "raw block 17: it is missing")]
    [InlineData("UPDATE batch SET readings = (SELECT readings FROM batch WHERE seq = 19) WHERE seq = 18", "batch 18: its readings or what was decided about them do not match its hash")]
    [InlineData("UPDATE batch SET readings = substr(readings, 1, length(readings) - 1) || X'05' WHERE seq = 18", "batch 18: it cannot be read: Its bytes are not those that were written.")]
    [InlineData("UPDATE batch SET readings = substr(readings, 1, 9) WHERE seq = 18", "batch 18: it cannot be read")]
    [InlineData("UPDATE batch SET recorded_at = recorded_at - 1 WHERE seq = 18", "batch 18: its readings")]
    [InlineData("UPDATE alert_change SET body = replace(body, 'Orange', 'Yellow') WHERE batch = 11", "batch 11: its readings or what was decided about them do not match its hash")]
    [InlineData("UPDATE set_aside SET payload = X'41' WHERE id = 1", "batch 4: its readings or what was decided about them do not match its hash")]
    [InlineData("UPDATE series SET station = 'elsewhere' WHERE number = 2", "batch 1: its readings or what was decided about them do not match its hash")]
    [InlineData("UPDATE reading_block SET body = substr(body, 1, length(body) - 1) || X'05'", "index block 1: it cannot be read: Its bytes are not those that were written.")]
    [InlineData("DELETE FROM reading_block", "series 1: its blocks do not hold the readings that its batches hold")]
    [InlineData("UPDATE reading_block SET last_series = 4", "index block 1: its row says other things of it than it holds")]
    [InlineData("UPDATE reading_block SET first_taken_at = first_taken_at + 1", "index block 1: its row says other things of it than it holds")]
    [InlineData("UPDATE indexed SET through_batch = 59", "series 1: its blocks do not hold the readings that its batches hold")]
    [InlineData("UPDATE alert_newest SET batch = 1 WHERE alert = 2", "alert 2: its newest version is not the one that is shown")]
    [InlineData("UPDATE alert_newest SET status = 7 WHERE alert = 2", "alert 2: its newest version is not the one that is shown")]
    [InlineData("DELETE FROM alert_newest WHERE alert = 2", "alerts: one that was recorded is not shown")]
    [InlineData("INSERT INTO alert_newest SELECT 99, batch, nth, status, station FROM alert_newest WHERE alert = 2", "alert 99: its newest version is not the one that is shown")]
    [InlineData("INSERT INTO alert_change SELECT alert, 60, 9, replace(body, 'Orange', 'Yellow') FROM alert_change WHERE alert = 2 LIMIT 1; UPDATE alert_newest SET batch = 60, nth = 9 WHERE alert = 2", "alert_change: it holds ")]
    [InlineData("INSERT INTO incident_change SELECT incident, 900, 0, body FROM incident_change LIMIT 1", "incident_change: it holds ")]
    [InlineData("INSERT INTO set_aside SELECT 99, 58, received_at, topic, reason, detail, fingerprint, payload FROM set_aside WHERE id = 1", "set_aside: it holds ")]
    [InlineData("INSERT INTO series SELECT 99, 58, station, source, determinand, fraction, period_s FROM series WHERE number = 2", "series: it holds ")]
    [InlineData("INSERT INTO set_aside_settled VALUES (1, 2)", "set-aside message 1: timeline entry 2 is not its decision")]
    public void One_changed_thing_is_named(string change, string finding)
    {
        using var directory = new DataDirectory();
        WriteLog(directory);
        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            connection.Execute(change);
        }

        Assert.StartsWith(finding, Audit.Verify(directory.Path).FirstBroken, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_vouches_for_the_messages_that_were_there_when_it_was_written()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        var entry = Some.Entry(Some.Start) with { Data = new Dictionary<string, string> { ["raw_block"] = new string('0', 64) } };
        river.Commit(SomeRiver.Next(river.State, [Some.Reading(1, Some.Start, 0.001m)], [entry], Some.Start));

        Assert.StartsWith("raw block 1: timeline entry 1 names another hash", Audit.Verify(directory.Path).FirstBroken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "batch 2", "intact")]
    [InlineData("record", "another", "batch 1: timeline entry 1 names another hash for it: its readings or what was decided about them were rewritten")]
    [InlineData("raw_block", "another", "raw block 2: timeline entry 1 names another hash for it: the messages were rewritten")]
    [InlineData("batch", "3", "batch 2: the seal in timeline entry 1 is of another batch")]
    public void A_seal_vouches_for_messages_readings_and_decisions(string changed, string to, string finding)
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Commit(Some.Reading(1, Some.Start, 0.001m));
        var facts = new Dictionary<string, string> { ["batch"] = "2", ["raw_block"] = river.State.RawHash, ["record"] = log.RecordHash, [changed] = to };
        var seal = Some.Entry(Some.Start.AddHours(1), EntryKind.Sealed) with { Station = null, Data = facts };
        river.Commit(SomeRiver.Next(river.State, entries: [seal]));

        Assert.Equal(finding, Audit.Verify(directory.Path).FirstBroken ?? "intact");
    }

    [Fact]
    public void A_cut_tail_is_found_with_the_head_that_was_kept()
    {
        using var directory = new DataDirectory();
        var head = WriteLog(directory);
        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            connection.Execute("DELETE FROM timeline WHERE batch >= 50; DELETE FROM batch WHERE seq >= 50; DELETE FROM reading_block; UPDATE indexed SET through_batch = 0, last_block = 0; DELETE FROM alert_newest; DELETE FROM incident_newest");
        }

        Assert.Equal($"timeline entry 8: it is missing; the record ends with entry 7, but the head that was given names entry {head.Seq}: the tail was cut", Audit.Verify(directory.Path, head).FirstBroken);
    }

    [Fact]
    public void A_rewritten_record_is_found_with_the_head_that_was_kept()
    {
        using var directory = new DataDirectory();
        var head = WriteLog(directory);
        var kept = head with { Hash = new string('b', 64) };

        Assert.Equal($"timeline entry {head.Seq}: its hash is {head.Hash}, but the head that was given says {kept.Hash}: the record was rewritten", Audit.Verify(directory.Path, kept).FirstBroken);
    }

    [Fact]
    public void Damaged_bytes_are_a_finding_and_not_an_exception()
    {
        using var directory = new DataDirectory();
        WriteLog(directory);
        var bytes = File.ReadAllBytes(directory.Database);
        for (var page = 1; page < bytes.Length / 4096; page++)
        {
            var damaged = bytes.ToArray();
            damaged.AsSpan(page * 4096, 64).Fill(0xA5);
            File.WriteAllBytes(directory.Database, damaged);
            Assert.NotNull(Audit.Verify(directory.Path).FirstBroken);
        }

        File.WriteAllBytes(directory.Database, [.. bytes.Select(b => (byte)~b)]);
        Assert.Contains("its bytes are damaged", Audit.Verify(directory.Path).FirstBroken, StringComparison.Ordinal);
        Assert.Contains("is not there", Audit.Verify(directory.Path + "-elsewhere").FirstBroken, StringComparison.Ordinal);
    }

    private static ChainHead WriteLog(DataDirectory directory)
    {
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(60);
        log.IndexStep(force: true);
        return river.State.Head;
    }
}
