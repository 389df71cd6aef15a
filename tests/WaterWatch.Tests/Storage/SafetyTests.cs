using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Tests.Storage;

public class SafetyTests
{
    [Fact]
    public void A_commit_that_fails_leaves_nothing_behind_and_can_be_tried_again()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(10);
        var large = SomeRiver.Next(river.State, [Some.Reading(1, Some.Start, 0.1m)]) with
        {
            SetAside = [Some.SetAside(river.State.LastSetAsideId + 1, new string('x', 2_000_000))],
            Alerts = [Some.Alert(9)],
        };

        log.Execute("PRAGMA max_page_count=1");
        var full = Assert.Throws<StorageException>(() => log.Commit(large));
        Assert.True(full.Retryable);
        Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
        Assert.Contains(directory.Database, full.Message, StringComparison.Ordinal);
        Assert.Equal(10, log.NewestBatch);
        Assert.Equal(50, log.TailCount);
        Assert.Null(log.Reader.Alert(9));

        log.Execute("PRAGMA max_page_count=1000000");
        river.Commit(large);
        Assert.Equal(11, log.NewestBatch);
        Assert.Null(Audit.Verify(directory.Path, river.State.Head).FirstBroken);
    }

    [Fact]
    public void A_batch_that_does_not_follow_is_refused()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(3);

        var refused = Assert.Throws<StorageException>(() => log.Commit(river.Written[1]));
        Assert.False(refused.Retryable);
        Assert.Contains("batch 2 does not follow batch 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_never_write_the_same_log()
    {
        using var directory = new DataDirectory();
        using (WatchLog.Open(directory.Path))
        {
            var refused = Assert.Throws<StorageException>(() => WatchLog.Open(directory.Path));
            Assert.Equal($"{directory.Path}: another WaterWatch is writing here; stop it, or choose another directory with --data DIR.", refused.Message);
        }

        WatchLog.Open(directory.Path).Dispose();
    }

    [Fact]
    public void A_log_of_a_newer_version_is_refused_and_not_touched()
    {
        using var directory = new DataDirectory();
        WatchLog.Open(directory.Path).Dispose();
        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            connection.Execute("PRAGMA user_version=99");
        }

        var refused = Assert.Throws<StorageException>(() => WatchLog.Open(directory.Path));
        Assert.Contains("written by a newer WaterWatch (schema 99", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.Retryable);
        Assert.Contains("newer WaterWatch", Assert.Throws<StorageException>(() => LogReader.Open(directory.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_a_remedy()
    {
        using var directory = new DataDirectory();
        File.WriteAllText(directory.Database, new string('?', 10_000));

        var refused = Assert.Throws<StorageException>(() => WatchLog.Open(directory.Path));
        Assert.Contains("restore the newest backup", refused.Message, StringComparison.Ordinal);

        // The lock was let go of.
        File.Delete(directory.Database);
        WatchLog.Open(directory.Path).Dispose();
    }

    [Theory]
    [InlineData("UPDATE snapshot_part SET body = substr(body, 1, 50) WHERE batch = 20", 2)]
    [InlineData("UPDATE snapshot_part SET body = substr(body, 1, 50)", 2)]
    [InlineData("UPDATE snapshot_part SET body = X'63' WHERE batch = 20", 2)]
    [InlineData("UPDATE snapshot SET hash = X'' WHERE batch = 20", 2)]
    [InlineData("DELETE FROM snapshot_part WHERE batch = 20", 2)]
    [InlineData("SELECT 1", 2)]
    public void A_damaged_snapshot_is_passed_over(string damage, int kept)
    {
        using var directory = new DataDirectory();
        string live;
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            for (var i = 0; i < 3; i++)
            {
                river.Flow(i == 0 ? 5 : 7 + i, seed: i);
                log.SaveSnapshot(river.State.ToSnapshot());
            }

            live = WatchLogTests.AsText(river.State.ToSnapshot());
        }

        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            Assert.Equal(kept, connection.Number("SELECT count(*) FROM snapshot"));
            connection.Execute(damage);
        }

        using var again = WatchLog.Open(directory.Path);
        Assert.Equal(live, WatchLogTests.AsText(again.Restore().ToSnapshot()));
    }

    [Fact]
    public void Blocks_of_an_index_step_that_was_not_finished_count_for_nothing()
    {
        using var directory = new DataDirectory();
        using (var log = WatchLog.Open(directory.Path))
        {
            new SomeRiver(log).Flow(20);
            log.IndexStep(force: true);
        }

        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            // As if killed after the blocks were written and before the step was ended.
            connection.Execute("UPDATE indexed SET through_batch = 0, last_block = 0");
        }

        using (var reader = LogReader.Open(directory.Path))
        {
            Assert.Equal(100, reader.StreamReadings(new ReadingsQuery([1, 2, 3, 4, 5])).Count());
        }

        using var again = WatchLog.Open(directory.Path);
        Assert.Equal(100, again.TailCount);
        again.IndexStep(force: true);
        Assert.Equal(100, again.Reader.StreamReadings(new ReadingsQuery([1, 2, 3, 4, 5])).Count());
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
    }

    [Fact]
    public void An_index_step_that_failed_half_way_can_be_tried_again()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(10);
        log.IndexStep(force: true);
        river.Flow(10, seed: 2);
        log.Execute("INSERT INTO reading_block SELECT last_block + 1, 0, 0, 240, 1, 5, 0, 9999999999999, 1, X'' FROM indexed");

        Assert.True(log.IndexStep(force: true));
        Assert.Equal(100, log.Reader.StreamReadings(new ReadingsQuery([1, 2, 3, 4, 5])).Count());
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
    }

    [Fact]
    public void A_commit_indexes_by_itself_before_the_tail_fills_the_memory()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        log.MostInTail = 40;
        new SomeRiver(log).Flow(50);

        Assert.InRange(log.TailCount, 1, 45);
        Assert.Equal(250, log.Reader.StreamReadings(new ReadingsQuery([1, 2, 3, 4, 5])).Count());
    }
}
