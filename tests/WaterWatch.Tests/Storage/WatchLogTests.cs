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

    internal static string AsText<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
