using WaterWatch.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public class SealTests
{
    [Fact]
    public void Each_hour_in_which_something_came_is_sealed_with_the_newest_block()
    {
        var walk = Walk();
        walk.Receive(Some.Start.AddMinutes(10), "0.001");
        walk.Until(Some.Start.AddMinutes(61));
        walk.Receive(Some.Start.AddMinutes(70), "0.001");
        var second = walk.State.RawHash;
        walk.Until(Some.Start.AddMinutes(121));

        var seals = Seals(walk);
        Assert.DoesNotContain(walk.Timeline, e => e.Kind == EntryKind.Sealed);
        Assert.Equal([Some.Start.AddHours(1), Some.Start.AddHours(2)], seals.Select(s => s.Entry.At));
        Assert.Equal(second, seals[1].Entry.Data["raw_block"]);
        Assert.All(seals, s => Assert.Equal($"{s.Batch.Seq}", s.Entry.Data["batch"]));
        Assert.All(seals, s => Assert.Equal(s.Batch.RawHash, s.Entry.Data["raw_block"]));
    }

    [Fact]
    public void A_quiet_service_seals_nothing_twice()
    {
        var walk = Walk();
        walk.Receive(Some.Start.AddMinutes(10), "0.001");
        walk.Until(Some.Start.AddHours(9));

        Assert.Single(Seals(walk));
        Assert.Null(walk.State.ToSnapshot().Rounds.UnsealedSince);
    }

    [Fact]
    public void What_comes_in_the_batch_of_a_seal_is_sealed_by_the_next()
    {
        var walk = Walk();
        walk.Receive(Some.Start.AddMinutes(10), "0.001");
        walk.Receive(Some.Start.AddMinutes(60), tickInSameBatch: true, Some.Message(Some.Payload(Some.Start.AddMinutes(60), "0.002"), Some.Start.AddMinutes(60)));
        walk.Until(Some.Start.AddMinutes(181));

        Assert.Equal([Some.Start.AddHours(1), Some.Start.AddHours(2)], Seals(walk).Select(s => s.Entry.At));
    }

    [Fact]
    public void A_restart_neither_repeats_nor_forgets_a_seal()
    {
        var walk = Walk();
        walk.Receive(Some.Start.AddMinutes(10), "0.001");
        walk.State = new WatchState(walk.State.ToSnapshot());
        walk.Until(Some.Start.AddMinutes(62));
        walk.State = new WatchState(walk.State.ToSnapshot());
        walk.Until(Some.Start.AddMinutes(240));

        Assert.Single(Seals(walk));
    }

    [Fact]
    public void After_a_stop_of_days_one_seal_makes_up_for_all_hours()
    {
        var walk = Walk();
        walk.Receive(Some.Start.AddMinutes(10), "0.001");
        walk.Tick(Some.Start.AddDays(3));
        walk.Tick(Some.Start.AddDays(3).AddSeconds(1));

        Assert.Equal(Some.Start.AddDays(3), Assert.Single(Seals(walk)).Entry.At);
    }

    private static List<(Batch Batch, TimelineEntry Entry)> Seals(CaseWalk walk) =>
        [.. walk.Batches.SelectMany(b => b.Entries.Where(e => e.Kind == EntryKind.Sealed).Select(e => (b, e)))];

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
}
