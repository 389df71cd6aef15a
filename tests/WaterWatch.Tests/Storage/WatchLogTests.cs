using System.Text.Json;
using WaterWatch.Storage;

namespace WaterWatch.Tests.Storage;

public class WatchLogTests
{
    [Fact]
    public void Batches_come_back_as_they_were_committed()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(60);

        Assert.Equal(river.Written.Select(AsText), log.ReadBatches(1).Select(AsText));
        Assert.Equal(river.Written.Skip(57).Select(AsText), log.ReadBatches(58).Select(AsText));
    }

    [Fact]
    public void The_restored_state_is_that_of_the_fold_from_the_beginning_and_that_of_the_running_service()
    {
        using var directory = new DataDirectory();
        string live;
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            river.Flow(40);
            log.SaveSnapshot(river.State.ToSnapshot());
            river.Flow(30, seed: 2);
            live = AsText(river.State.ToSnapshot());
        }

        using var again = WatchLog.Open(directory.Path);
        Assert.Equal(live, AsText(again.Restore().ToSnapshot()));
        Assert.Equal(live, AsText(again.RestoreFromBeginning().ToSnapshot()));
        Assert.Equal(70, again.NewestBatch);
    }

    [Fact]
    public void A_killed_process_loses_nothing_that_was_committed()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(20);
        log.IndexStep(force: true);
        log.Checkpoint();
        river.Flow(20, seed: 2);

        using var copy = directory.CopyAsKilled();
        using var recovered = WatchLog.Open(copy.Path);

        Assert.Equal(river.Written.Select(AsText), recovered.ReadBatches(1).Select(AsText));
        Assert.Equal(AsText(river.State.ToSnapshot()), AsText(recovered.Restore().ToSnapshot()));
        Assert.Equal(20 * 5, recovered.TailCount);
    }

    [Fact]
    public void A_write_ahead_log_that_was_torn_anywhere_gives_back_the_first_batches_whole()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        for (var part = 0; part < 4; part++)
        {
            river.Flow(8, seed: part);
            log.IndexStep(force: true);
            log.SaveSnapshot(river.State.ToSnapshot());
        }

        var written = river.Written.Select(AsText).ToArray();
        var random = new Random(3);
        var least = int.MaxValue;
        for (var i = 0; i < 25; i++)
        {
            using var copy = directory.CopyAsKilled();
            using (var torn = new FileStream(copy.Database + "-wal", FileMode.Open))
            {
                // Not before the tables are there.
                torn.SetLength(random.NextInt64(torn.Length / 4, torn.Length));
            }

            using var recovered = WatchLog.Open(copy.Path);
            var read = recovered.ReadBatches(1).Select(AsText).ToArray();
            least = Math.Min(least, read.Length);
            Assert.Equal(written.Take(read.Length), read);
            Assert.Equal(AsText(recovered.RestoreFromBeginning().ToSnapshot()), AsText(recovered.Restore().ToSnapshot()));
            Assert.Equal(5 * read.Length, recovered.Reader.StreamReadings(new ReadingsQuery([1, 2, 3, 4, 5])).Count());
            Assert.Null(Audit.Verify(copy.Path).FirstBroken);
        }

        Assert.InRange(least, 1, 24);
    }

    [Fact]
    public void The_write_ahead_log_starts_over_when_it_is_long_and_is_cut_when_nothing_happens()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        log.LongWriteAheadLog = 100_000;
        var river = new SomeRiver(log);
        var wal = new FileInfo(directory.Database + "-wal");
        for (var part = 0; part < 12; part++)
        {
            river.Flow(10, seed: part);
            log.Checkpoint();
        }

        wal.Refresh();
        Assert.InRange(wal.Length, 1, 1_000_000);

        log.Checkpoint();
        wal.Refresh();
        Assert.Equal(0, wal.Length);
        Assert.Equal(river.Written.Select(AsText), log.ReadBatches(1).Select(AsText));
    }

    internal static string AsText<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
