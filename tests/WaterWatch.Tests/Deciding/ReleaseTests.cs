using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class ReleaseTests
{
    private const string By = "Chen Jing";

    [Fact]
    public void What_came_from_an_unknown_station_is_read_once_the_station_is_known_and_judged_as_of_when_it_was_taken()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        var sent = Some.Message(Some.Payload(Some.At(1), "0.02"), Some.At(1), "lower");
        walk.Receive(Some.At(1), sent);
        var aside = walk.Batches[^1].SetAside.Single();
        var release = new Act.Release(aside.Id, aside.Reason, By, "configured now");

        var refused = walk.Do(release, Some.At(2), sent);
        Assert.Equal(ActRefusal.Conflict, refused.Refusal);
        Assert.Contains("No station \"lower\" is configured", refused.Words, StringComparison.Ordinal);

        walk.Reconfigure(Some.Plan(Some.Watched("upper"), Some.Watched("lower")), Some.At(3));
        Assert.True(walk.Do(release, Some.At(4), sent).IsDone);

        var entry = walk.Timeline.Single(e => e.Kind == EntryKind.MessageReleased);
        Assert.Equal(
            (By, "configured now", "lower", "1", "1", nameof(SetAsideReason.UnknownStation)),
            (entry.By, entry.Data["reason"], entry.Station, entry.Data["set_aside"], entry.Data["readings"], entry.Data["was"]));
        Assert.Equal((Some.At(1), Some.At(1)), (walk.Batches[^1].Readings.Single().TakenAt, walk.Batches[^1].Readings.Single().ReceivedAt));
        Assert.Equal(Some.At(1), walk.State.Incidents.Values.Single().OpenedAt);
    }

    [Fact]
    public void What_can_still_not_be_read_stays_and_says_why()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        var broken = Some.Message("{\"taken_at\":", Some.At(1));
        walk.Receive(Some.At(1), broken);
        var result = walk.Do(new Act.Release(1, SetAsideReason.Unreadable, By, "try"), Some.At(2), broken);

        Assert.Equal(ActRefusal.Conflict, result.Refusal);
        Assert.StartsWith("It still cannot be read, and stays as it is.", result.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(EntryKind.MessageReleased, walk.Kinds);
    }

    [Fact]
    public void A_sample_of_the_future_is_taken_once_its_time_has_come()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        var ahead = Some.Message(Some.Payload(Some.At(9), "0.001"), Some.At(1));
        walk.Receive(Some.At(1), ahead);
        var release = new Act.Release(1, SetAsideReason.TakenInTheFuture, By, "its clock is right");

        Assert.Contains("which has not come yet", walk.Do(release, Some.At(2), ahead).Words, StringComparison.Ordinal);
        Assert.True(walk.Do(release, Some.At(10), ahead).IsDone);
        Assert.Equal(Some.At(9), walk.Batches[^1].Readings.Single().TakenAt);
    }

    [Fact]
    public void What_is_held_already_is_no_release_and_what_was_read_in_part_may_be_released_again()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        var partly = Some.Message("{\"taken_at\":\"2012-01-15T01:00:00Z\",\"readings\":[{\"determinand\":\"Cd\",\"value\":0.001,\"unit\":\"mg/L\"},{\"determinand\":\"Pb\",\"value\":0.2,\"unit\":\"furlongs\"}]}", Some.At(1));
        walk.Receive(Some.At(1), partly);
        var held = walk.Do(new Act.Release(1, SetAsideReason.UnknownUnit, By, "try"), Some.At(2), partly);
        Assert.Equal(ActRefusal.Conflict, held.Refusal);
        Assert.Contains("furlongs", held.Words, StringComparison.Ordinal);

        var fromNowhere = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        Assert.True(fromNowhere.Do(new Act.Release(1, SetAsideReason.UnknownStation, By, "configured now"), Some.At(2), partly).IsDone);
        var entry = fromNowhere.Timeline.Single(e => e.Kind == EntryKind.MessageReleased);
        Assert.Equal(("1", "1"), (entry.Data["readings"], entry.Data["still"]));
    }

    [Fact]
    public void A_value_over_its_limit_whose_time_cannot_be_read_alerts_when_its_station_is_known()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        var undated = Some.Message("{\"taken_at\":\"yesterday\",\"readings\":[{\"determinand\":\"Cd\",\"value\":0.02,\"unit\":\"mg/L\"}]}", Some.At(1));
        Assert.True(walk.Do(new Act.Release(1, SetAsideReason.UnknownStation, By, "configured now"), Some.At(2), undated).IsDone);

        Assert.Equal("UndatedExceedance", walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised).Data["reason"]);
        var within = Some.Message("{\"taken_at\":\"yesterday\",\"readings\":[{\"determinand\":\"Cd\",\"value\":0.001,\"unit\":\"mg/L\"}]}", Some.At(1));
        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.Release(2, SetAsideReason.UnknownStation, By, "configured now"), Some.At(3), within).Refusal);
    }

    [Fact]
    public void Discarding_needs_a_reason_and_is_on_the_timeline()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        Assert.Equal("reason", walk.Do(new Act.Discard(1, SetAsideReason.Unreadable, By, " "), Some.At(2)).Field);
        Assert.True(walk.Do(new Act.Discard(1, SetAsideReason.Unreadable, By, "a bench test"), Some.At(2)).IsDone);

        var entry = walk.Timeline.Single(e => e.Kind == EntryKind.MessageDiscarded);
        Assert.Equal((By, "a bench test", "1"), (entry.By, entry.Data["reason"], entry.Data["set_aside"]));
    }
}
