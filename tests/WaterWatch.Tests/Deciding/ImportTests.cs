using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What a file may and may not do to what is watched now.</summary>
public sealed class ImportTests
{
    private static readonly DateTimeOffset YearsAgo = Some.At(-24 * 365 * 3);

    [Fact]
    public void History_over_its_limit_is_judged_and_on_the_timeline_and_raises_no_alert()
    {
        var walk = Walk();

        var counts = walk.Import(Some.At(1), Row(YearsAgo, "0.02"), Row(YearsAgo.AddHours(1), "0.05"), Row(YearsAgo.AddHours(2), "0.001"));

        Assert.Equal(new ImportCounts(3, 3, 0, 0, 0), counts);
        Assert.Equal([Judged.Exceeds, Judged.Exceeds, Judged.Compliant], walk.Batches[^1].Readings.Select(r => r.Judged));
        Assert.Equal([EntryKind.FileImported, EntryKind.HistoryExceeded], walk.Kinds);
        var history = walk.Timeline[^1];
        Assert.Equal(("upper", "2", "0.05", "10", "168"), (history.Station, history.Data["count"], history.Data["value"], history.Data["ratio"], history.Data["older_than_h"]));
        Assert.Equal((YearsAgo, Some.At(1)), (history.At, history.RecordedAt));
        Assert.Empty(walk.State.Alerts);
        Assert.Empty(walk.State.Incidents);
    }

    [Fact]
    public void Nobody_is_told_of_history_and_somebody_of_what_the_file_brings_from_yesterday()
    {
        var walk = new CaseWalk(OnDuty()).Begin(Some.Start);
        walk.Import(Some.At(1), Row(YearsAgo, "0.02"));
        walk.Tick(Some.At(30));
        Assert.DoesNotContain(walk.Kinds, k => k == EntryKind.NotificationQueued);

        walk.Import(Some.At(31), Row(Some.At(10), "0.02"));
        Assert.Contains(walk.Kinds, k => k == EntryKind.AlertRaised);
        Assert.Contains(walk.Kinds, k => k == EntryKind.NotificationQueued);
    }

    [Fact]
    public void The_first_exceedance_after_history_is_told_as_the_first()
    {
        var walk = new CaseWalk(OnDuty()).Begin(Some.Start);
        walk.Import(Some.At(1), Row(YearsAgo, "0.02"));

        walk.Receive(Some.At(2), "0.02");

        var raised = walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised);
        Assert.Equal((Some.At(2), "FirstExceedance"), (raised.At, raised.Data["reason"]));
        Assert.Contains(walk.Timeline, e => e.Kind == EntryKind.NotificationQueued);
    }

    [Fact]
    public void History_neither_ends_nor_changes_an_alert_of_now()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        var before = Assert.Single(walk.State.Alerts.Values);

        walk.Import(Some.At(2), [.. Enumerable.Range(0, 20).Select(i => Row(YearsAgo.AddHours(i), i < 10 ? "0.4" : "0.001"))]);

        Assert.Equal(before, Assert.Single(walk.State.Alerts.Values));
    }

    [Fact]
    public void A_file_is_not_the_station_speaking()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper", TimeSpan.FromHours(1)))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.001");
        walk.Until(Some.At(3));
        walk.Import(Some.At(3), Row(Some.At(0.5), "0.001"), Row(YearsAgo, "0.001"));
        walk.Until(Some.At(3.5));
        walk.Tick(Some.At(3.5));
        Assert.Contains(walk.Timeline, e => e.Kind == EntryKind.AlertRaised && e.Data["reason"] == "NothingHeard");

        walk.Import(Some.At(4), Row(Some.At(0.6), "0.001"));
        Assert.DoesNotContain(walk.Kinds, k => k == EntryKind.AlertCleared);
        Assert.Equal(Some.At(1), walk.State.Station("upper")!.Series.Single().LastReceivedAt);
    }

    [Fact]
    public void What_is_held_is_counted_and_another_value_is_a_correction_beside_it()
    {
        var walk = Walk();
        walk.Import(Some.At(1), Row(YearsAgo, "0.001"), Row(YearsAgo.AddHours(1), "0.001"));

        var counts = walk.Import(Some.At(2), Row(YearsAgo, "0.001"), Row(YearsAgo.AddHours(1), "0.002"));

        Assert.Equal(new ImportCounts(2, 1, 1, 1, 0), counts);
        Assert.Equal(1, walk.State.Station("upper")!.Heard!.Value.Duplicates);
        Assert.True(walk.Batches[^1].Readings.Single() is { IsCorrection: true, IsImported: true });
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_set_aside_once_and_are_no_flood()
    {
        var walk = Walk();
        Message[] faulty = [.. Enumerable.Range(0, 100).Select(i => Row(YearsAgo, $"row {i}") with { Faults = [new DecodeFault(SetAsideReason.UnreadableValue, $"Line {i}: no number.")] })];

        Assert.Equal(100, walk.Import(Some.At(1), faulty).SetAside);
        walk.Import(Some.At(2), faulty);

        Assert.Equal(100, walk.Batches.Sum(b => b.SetAside.Count));
        Assert.Equal(100, walk.Timeline.Count(e => e.Kind == EntryKind.MessageSetAside));
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void What_has_not_been_taken_yet_is_set_aside_and_calls_nobody()
    {
        var walk = Walk();

        var counts = walk.Import(Some.At(1), Row(Some.At(50), "0.4"));

        Assert.Equal((0, 1), (counts.Readings, counts.SetAside));
        Assert.Equal(SetAsideReason.TakenInTheFuture, Assert.Single(walk.Batches[^1].SetAside).Reason);
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void Folding_the_log_gives_the_same_state()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");
        walk.Import(Some.At(2), Row(YearsAgo, "0.02"), Row(Some.At(0.5), "0.003"));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);

        StateAssert.Same(walk.State, folded);
    }

    private static Message Row(DateTimeOffset takenAt, string value) => new(
        new RawMessage(RawMessage.FileFeed, FileTopic.Of(new string('a', 64), "upper"), "upper", Some.At(1), Encoding.UTF8.GetBytes(Some.Payload(takenAt, value))), PayloadFormat.Json, "", IsRetained: false);

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);

    private static WatchPlan OnDuty() => Some.Plan(Some.Watched("upper")).With(new OnCallPlan(
        [new("bureau", new("Bureau", "局"))],
        [new Person("ana", new LocalizedName("Ana", "Ana"), "bureau", Language.English, [new Channel.Mail("ana@example.org")])],
        [],
        [new EscalationPolicy("bureau", new("Bureau", "局"), [new EscalationStep(TimeSpan.Zero, [new Target.Someone("ana")])], TimeSpan.FromMinutes(30))])
    {
        Routes = [new AlertRoute(Matcher.Everything, Level.Yellow, "bureau")],
    });
}
