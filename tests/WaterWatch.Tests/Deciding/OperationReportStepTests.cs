using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>A report of each day at 08:00 UTC, to Ana by mail and to Bo, who has a webhook alone.</summary>
public sealed class OperationReportStepTests
{
    private static readonly OperationReport Daily = new()
    {
        Id = "daily",
        Every = ReportEvery.Day,
        At = new TimeOnly(8, 0),
        TimeZone = TimeZoneInfo.Utc,
        To = [new Target.Someone("ana"), new Target.Someone("bo")],
    };

    [Fact]
    public void The_first_period_is_the_one_that_runs_when_it_is_configured()
    {
        var walk = Begin();
        walk.Until(Some.At(7.9));
        Assert.Empty(walk.Timeline);

        walk.Until(Some.At(8.1));
        var queued = Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotificationQueued);
        Assert.Equal(("ana", "OperationReport", "2012-01-14T08:00:00Z", "2012-01-15T08:00:00Z"), (queued.Data["person"], queued.Data["reason"], queued.Data["from"], queued.Data["until"]));
        Assert.False(queued.Data.ContainsKey("skipped"));
        Assert.Equal("bo", Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotTold).Data["no_address"]);
        Assert.Empty(walk.State.Escalations);
    }

    [Fact]
    public void After_two_days_in_which_the_service_stood_still_there_is_one_report_of_the_newest_day_and_it_says_what_was_left_out()
    {
        var walk = Begin();
        walk.Until(Some.At(9));
        var before = walk.Timeline.Count;

        // As a restart does: the state comes out of a snapshot, and the next tick is two days later.
        walk.State = new WatchState(walk.State.ToSnapshot());
        walk.Tick(Some.At(9 + 72));
        walk.Tick(Some.At(9 + 73));

        var queued = Assert.Single(walk.Timeline.Skip(before), e => e.Kind == EntryKind.NotificationQueued);
        Assert.Equal(("2012-01-17T08:00:00Z", "2012-01-18T08:00:00Z", "2"), (queued.Data["from"], queued.Data["until"], queued.Data["skipped"]));
    }

    [Fact]
    public void A_restart_at_the_same_hour_sends_nothing_again()
    {
        var walk = Begin();
        walk.Until(Some.At(8.1));
        var before = walk.Timeline.Count;

        walk.State = new WatchState(walk.State.ToSnapshot());
        walk.Until(Some.At(31.9));

        Assert.Equal(before, walk.Timeline.Count);
    }

    [Fact]
    public void Who_was_put_on_duty_while_the_service_runs_has_the_report_of_the_rota()
    {
        var walk = Begin(new Target.OnDuty("duty"));
        walk.Do(new OnCallAct.Override("duty", "eva", null, Some.At(20), "Chief", "Ana is ill"), Some.At(1));
        walk.Until(Some.At(8.1));

        Assert.Equal("eva", Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotificationQueued).Data["person"]);
    }

    [Fact]
    public void What_a_walk_over_the_record_found_is_on_the_timeline_and_remembered()
    {
        var walk = Begin();
        var check = new ChainCheck(Some.At(1), new ChainHead(7, "ab"), 7, 5, 3, TimeSpan.FromSeconds(2), "timeline entry 5: it is missing");
        walk.Sweep(new Sweep.ChainWalked(check), Some.At(1));

        var broken = walk.Timeline.Single(e => e.Kind == EntryKind.ChainBroken);
        Assert.Equal(("timeline entry 5: it is missing", "7:ab"), (broken.Data["broken"], broken.Data["head"]));
        Assert.Equal(check, new WatchState(walk.State.ToSnapshot()).ChainCheck);
    }

    private static CaseWalk Begin(params Target[] to)
    {
        var bureau = new Agency("bureau", new LocalizedName("Bureau", "局"));
        var ana = new Person("ana", new LocalizedName("Ana", "安娜"), "bureau", Language.English, [new Channel.Mail("ana@example.org")]);
        var bo = new Person("bo", new LocalizedName("Bo", "波"), "bureau", Language.English, [new Channel.Webhook("sms")]);
        var eva = ana with { Id = "eva", Channels = [new Channel.Mail("eva@example.org")] };
        var rota = new Rota
        {
            Id = "duty",
            Name = new LocalizedName("Duty", "值班"),
            TimeZone = TimeZoneInfo.Utc,
            Rotation = ["ana"],
            FirstHandOver = Some.Start.UtcDateTime,
            ShiftLength = TimeSpan.FromHours(12),
        };
        var report = to.Length == 0 ? Daily : Daily with { To = to };
        var plan = new WatchPlan([], TimeSpan.FromMinutes(5), "c") { OnCall = new OnCallPlan([bureau], [ana, bo, eva], [rota], []) { Reports = [report] } };
        return new CaseWalk(plan).Begin(Some.Start);
    }
}
