using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public class ReparseTests
{
    private static readonly Instrument Detecting = new("", Some.Cd, 0.002m, null);

    [Fact]
    public void What_is_read_otherwise_now_is_kept_beside_what_was_read_then_with_who_wanted_it()
    {
        var walk = Walk();
        var message = Message(Some.At(1), "0.001");
        walk.Receive(Some.At(1), message);
        walk.Plan = Some.Plan(Some.Watched("upper", instruments: Detecting));

        Assert.True(walk.Reparse(Some.At(30), message).IsDone);

        var batch = walk.Batches[^1];
        Assert.Equal([EntryKind.Reparsed, EntryKind.ReadingCorrected], batch.Entries.Select(e => e.Kind));
        Assert.Equal(("Qin", "upper", "1", "1", "0"), (batch.Entries[0].By, batch.Entries[0].Station, batch.Entries[0].Data["messages"], batch.Entries[0].Data["corrected"], batch.Entries[0].Data["added"]));
        var reading = Assert.Single(batch.Readings);
        Assert.Equal((Some.MgPerL(0.002m, Qualifier.Below), Some.At(1), Some.At(1), Some.At(30), true), (reading.Value, reading.TakenAt, reading.ReceivedAt, reading.RecordedAt, reading.IsCorrection));
    }

    [Fact]
    public void Done_twice_it_changes_nothing()
    {
        var walk = Walk();
        var message = Message(Some.At(1), "0.001");
        walk.Receive(Some.At(1), message);
        Assert.True(walk.Reparse(Some.At(2), message).IsDone);
        Assert.DoesNotContain(walk.Timeline, e => e.Kind == EntryKind.Reparsed);

        walk.Plan = Some.Plan(Some.Watched("upper", instruments: Detecting));
        walk.Reparse(Some.At(30), message, message);
        var batches = walk.Batches.Count;
        walk.Reparse(Some.At(31), message);

        Assert.Equal(batches, walk.Batches.Count);
        Assert.Single(walk.Timeline, e => e.Kind == EntryKind.ReadingCorrected);
    }

    [Fact]
    public void What_came_from_nobody_that_was_known_is_judged_at_its_own_time_once_it_is()
    {
        var walk = Walk();
        var message = Message(Some.At(1), "0.4", "middle");
        walk.Receive(Some.At(1), message);
        Assert.Empty(walk.State.Alerts);
        walk.Plan = Some.Plan(Some.Watched("upper"), Some.Watched("middle"));

        walk.Reparse(Some.At(3), message);

        var raised = walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised);
        Assert.Equal((Some.At(1), Some.At(3), "middle"), (raised.At, raised.RecordedAt, raised.Station));
        Assert.Equal("1", walk.Timeline.Single(e => e.Kind == EntryKind.Reparsed).Data["added"]);
    }

    [Fact]
    public void A_correction_downwards_clears_no_alert()
    {
        var walk = Walk();
        var message = Message(Some.At(1), "0.02");
        walk.Receive(Some.At(1), message);
        walk.Plan = Some.Plan(Some.Watched("upper", instruments: new Instrument("", Some.Cd, 0.05m, null)));

        walk.Reparse(Some.At(3), message);

        Assert.Contains(walk.State.Alerts.Values, a => a.Key.Condition == Condition.LimitExceedance && a.IsOpen);
    }

    [Fact]
    public void What_claims_to_be_of_later_than_its_receipt_stays_set_aside()
    {
        var walk = Walk();
        var message = Message(Some.At(9), "0.001", receivedAt: Some.At(1));
        walk.Receive(Some.At(1), message);

        walk.Reparse(Some.At(30), message);

        Assert.DoesNotContain(walk.Timeline, e => e.Kind == EntryKind.Reparsed);
        Assert.Empty(walk.Batches.SelectMany(b => b.Readings));
    }

    private static Message Message(DateTimeOffset takenAt, string value, string station = "upper", DateTimeOffset? receivedAt = null) => Some.Message(Some.Payload(takenAt, value), receivedAt ?? takenAt, station);

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
}
