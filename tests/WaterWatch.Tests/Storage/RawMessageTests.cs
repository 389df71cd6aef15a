using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Tests.Storage;

/// <summary>Messages as they came, found by when they were recorded.</summary>
public sealed class RawMessageTests
{
    [Fact]
    public void The_messages_of_a_station_are_found_by_when_they_were_recorded_newest_first()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Flow(60);
        var batches = log.Reader.ReadBatches(1).Where(b => !b.RawBlock.IsEmpty).ToList();
        foreach (var batch in batches.DistinctBy(b => b.RecordedAt))
        {
            var came = RawBlock.Read(batch.RawBlock).Select(m => (m.ReceivedAt, Convert.ToHexString(m.Payload.Span))).OrderByDescending(m => m.ReceivedAt).ToList();

            Assert.Equal(came, log.Reader.RawMessages("lalang", [batch.RecordedAt], 10_000).Select(m => (m.ReceivedAt, Convert.ToHexString(m.Payload.Span))));
            Assert.Equal(came[0].ReceivedAt, Assert.Single(log.Reader.RawMessages("lalang", [batch.RecordedAt, batch.RecordedAt], 1)).ReceivedAt);
        }

        Assert.NotEmpty(batches);
    }

    [Fact]
    public void Of_several_batches_that_were_recorded_in_the_same_millisecond_none_is_missed()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        for (var i = 0; i < 3; i++)
        {
            river.Commit(SomeRiver.Next(river.State, [Some.Reading(1, Some.Start.AddMinutes(i), 0.001m)], recordedAt: Some.Start.AddHours(1)));
        }

        Assert.Equal(3, log.Reader.RawMessages("lalang", [Some.Start.AddHours(1)], 10).Count);
    }

    [Fact]
    public void A_station_without_messages_or_a_time_without_a_batch_has_none()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Flow(60);
        var newest = log.Reader.ReadBatches(1).Last();

        Assert.Empty(log.Reader.RawMessages("nowhere", [newest.RecordedAt], 5));
        Assert.Empty(log.Reader.RawMessages("lalang", [], 5));
        Assert.Empty(log.Reader.RawMessages("lalang", [newest.RecordedAt.AddYears(1)], 5));
    }
}
