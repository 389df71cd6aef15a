using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Storage;

public class BackupTests
{
    [Fact]
    public void A_backup_is_of_one_moment_and_holds_up_nobody_who_writes_meanwhile()
    {
        using var directory = new DataDirectory();
        using var elsewhere = new DataDirectory();
        using var restored = new DataDirectory();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(60);
        log.IndexStep(force: true);
        var (head, state) = (river.State.Head, river.State.ToSnapshot());

        // Each part of the copy is followed by commits, an index step and a checkpoint.
        var parts = 0;
        var found = new Backup
        {
            PagesAtOnce = 8,
            Progress = _ =>
            {
                parts++;
                river.Flow(2);
                log.IndexStep(force: true);
                log.Checkpoint();
            },
        }.Take(directory.Path, file, overwrite: false);

        Assert.True(parts > 3, $"{parts}");
        Assert.Equal((null, head, 60), (found.FirstBroken, found.Head, found.Batches));
        Assert.Equal([file], Directory.GetFileSystemEntries(elsewhere.Path));
        Assert.Equal(head, new Backup().Restore(file, restored.Path, replace: false).Head);
        using var back = WatchLog.Open(restored.Path);
        Assert.Equal(StateAssert.Describe(state), StateAssert.Describe(back.Restore().ToSnapshot()));
        Assert.Null(Audit.Verify(directory.Path, head).FirstBroken);
    }

    [Fact]
    public void A_backup_replaces_an_older_one_only_when_told_to()
    {
        using var directory = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        File.WriteAllText(file, "older");

        var refused = Assert.Throws<StorageException>(() => new Backup().Take(directory.Path, file, overwrite: false));

        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal("older", File.ReadAllText(file));
        Assert.True(new Backup().Take(directory.Path, file, overwrite: true).IsIntact);
        Assert.True(Audit.VerifyFile(file).IsIntact);
    }

    [Fact]
    public void A_copy_of_a_broken_record_replaces_no_backup_and_is_kept_beside()
    {
        using var directory = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        new Backup().Take(directory.Path, file, overwrite: false);
        Execute(directory.Database, "UPDATE timeline SET by = 'nobody' WHERE seq = 2");

        var found = new Backup().Take(directory.Path, file, overwrite: true);

        Assert.StartsWith("timeline entry 2", found.FirstBroken, StringComparison.Ordinal);
        Assert.True(Audit.VerifyFile(file).IsIntact);
        Assert.False(Audit.VerifyFile(file + ".broken").IsIntact);
    }

    [Fact]
    public void A_cancelled_copy_leaves_nothing()
    {
        using var directory = new DataDirectory();
        using var elsewhere = new DataDirectory();
        WriteLog(directory);
        using var cancellation = new CancellationTokenSource();

        var backup = new Backup { PagesAtOnce = 8, Progress = _ => cancellation.Cancel() };
        Assert.Throws<OperationCanceledException>(() => backup.Take(directory.Path, Path.Combine(elsewhere.Path, "backup.db"), overwrite: false, cancellation.Token));

        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public void What_a_killed_backup_left_is_begun_anew()
    {
        using var directory = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        File.WriteAllText(file + ".unfinished", new string('x', 100_000));

        Assert.True(new Backup().Take(directory.Path, file, overwrite: false).IsIntact);
        Assert.False(File.Exists(file + ".unfinished"));
    }

    [Fact]
    public void A_record_that_is_there_is_not_restored_over_unless_told_to_and_then_is_kept()
    {
        using var directory = new DataDirectory();
        using var other = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        var head = new Backup().Take(directory.Path, file, overwrite: false).Head;
        WriteLog(other, batches: 20);
        var before = Audit.Verify(other.Path).Head;

        Assert.Contains("a record is there already", Assert.Throws<StorageException>(() => new Backup().Restore(file, other.Path, replace: false)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Audit.Verify(other.Path).Head);

        Assert.True(new Backup().Restore(file, other.Path, replace: true).IsIntact);
        Assert.Equal(head, Audit.Verify(other.Path).Head);
        Assert.Equal(before, Audit.Verify(Assert.Single(Directory.GetDirectories(other.Path))).Head);
    }

    [Fact]
    public void A_broken_backup_is_not_restored()
    {
        using var directory = new DataDirectory();
        using var other = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        new Backup().Take(directory.Path, file, overwrite: false);
        Execute(file, "DELETE FROM batch WHERE seq = 7");
        WriteLog(other, batches: 20);
        var before = Audit.Verify(other.Path).Head;

        var found = new Backup().Restore(file, other.Path, replace: true);

        Assert.StartsWith("raw block 7: it is missing", found.FirstBroken, StringComparison.Ordinal);
        Assert.Equal(before, Audit.Verify(other.Path).Head);
        Assert.Empty(Directory.GetDirectories(other.Path));
    }

    [Fact]
    public void A_backup_of_an_older_program_is_upgraded_when_it_is_restored()
    {
        using var old = UpgradeTests.OfSchema1();
        using var directory = new DataDirectory();

        var found = new Backup().Restore(old.Database, directory.Path, replace: false);

        Assert.Equal((null, 30), (found.FirstBroken, found.Batches));
        using var log = WatchLog.Open(directory.Path);
        Assert.Equal(30, log.NewestBatch);
    }

    [Fact]
    public void Nothing_is_restored_below_a_running_service()
    {
        using var directory = new DataDirectory();
        using var other = new DataDirectory();
        var file = Path.Combine(directory.Path, "backup.db");
        WriteLog(directory);
        new Backup().Take(directory.Path, file, overwrite: false);
        using var running = WatchLog.Open(other.Path);

        Assert.Contains("another WaterWatch is writing here", Assert.Throws<StorageException>(() => new Backup().Restore(file, other.Path, replace: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        using var directory = new DataDirectory();
        WriteLog(directory);
        var file = Path.Combine(directory.Path, "nowhere", "backup.db");

        Assert.StartsWith(file, Assert.Throws<StorageException>(() => new Backup().Take(directory.Path, file, overwrite: false)).Message, StringComparison.Ordinal);
    }

    private static void WriteLog(DataDirectory directory, int batches = 60)
    {
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Flow(batches);
    }

    private static void Execute(string path, string sql)
    {
        using var connection = Connection.OpenWriting(path, "NORMAL");
        connection.Execute(sql);
    }
}
