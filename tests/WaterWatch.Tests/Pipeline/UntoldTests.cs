using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Replay;
using WaterWatch.Rivers;
using WaterWatch.Timeline;
using Duty = WaterWatch.Tests.OnCall.Some;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Pipeline;

/// <summary>The service fails where it decides whom to tell: the next hand-over of this rota lies beyond the last time that there is, which <c>check</c> would have refused.</summary>
public sealed class UntoldTests
{
    [Fact]
    public async Task An_exceedance_is_judged_and_kept_although_nobody_can_be_told_of_it_and_that_is_said()
    {
        var clock = new StoryClock(Some.Start);
        using var pipeline = new RunningPipeline(Plan(), clock);

        await pipeline.ReceiveAsync(Some.Start, "0.001");
        Assert.Null(pipeline.Health.UntoldSince);
        await pipeline.ReceiveAsync(Some.At(1), "0.4075");
        await pipeline.ReceiveAsync(Some.At(2), "0.001");

        Assert.Single(pipeline.Entries(EntryKind.AlertRaised));
        Assert.Empty(pipeline.Log.Reader.SetAside().Items);
        Assert.Equal(3, pipeline.Log.Reader.Totals().Readings);
        Assert.NotNull(pipeline.Health.UntoldSince);
        await pipeline.EndAsync();
    }

    [Fact]
    public async Task Others_are_told_meanwhile_and_it_is_made_up_for_once_the_configuration_is_mended()
    {
        var clock = new StoryClock(Some.Start);
        using var pipeline = new RunningPipeline(Plan(), clock);

        await pipeline.ReceiveAsync(Some.Start, "0.4075");
        await pipeline.ReceiveAsync(Some.At(0.1), "0.4075", "left");
        Assert.Equal(["chen"], Told(pipeline));

        // Each minute it is tried again, and as long as it fails the others are told.
        clock.MoveTo(Some.At(0.2));
        await pipeline.Inbox.TickAsync(clock.GetUtcNow());
        await pipeline.ReceiveAsync(Some.At(0.3), "0.4075", "right");
        Assert.Equal(["chen", "chen"], Told(pipeline));
        Assert.NotNull(pipeline.Health.UntoldSince);

        await pipeline.Inbox.ChangePlanAsync(Plan(isMended: true), clock.GetUtcNow());
        Assert.Equal(["chen", "chen", "ana"], Told(pipeline));
        Assert.Null(pipeline.Health.UntoldSince);
        await pipeline.EndAsync();
    }

    private static IEnumerable<string> Told(RunningPipeline pipeline) => pipeline.Entries(EntryKind.NotificationQueued).Select(e => e.Data["person"]);

    /// <summary>The upper station leads to the rota, all others to Chen.</summary>
    private static WatchPlan Plan(bool isMended = false)
    {
        var rota = Duty.Rota("UTC", "2011-12-01 08:00", TimeSpan.FromDays(70), "ana", "bo");
        var forGood = rota with { Overrides = [new RotaOverride("bo", Some.Start.AddDays(-1), DateTimeOffset.MaxValue, "for good", "chief")] };
        EscalationPolicy[] policies =
        [
            new("bureau", Duty.Named("Bureau"), [new EscalationStep(TimeSpan.Zero, [new Target.OnDuty("duty")])], TimeSpan.Zero),
            new("works", Duty.Named("Works"), [new EscalationStep(TimeSpan.Zero, [new Target.Someone("chen")])], TimeSpan.Zero),
        ];
        return Some.Plan(Some.Watched("upper"), Some.Watched("left"), Some.Watched("right")).With(new OnCallPlan([new("bureau", Duty.Named("Bureau"))], Duty.People, [isMended ? rota : forGood], policies)
        {
            Routes =
            [
                new AlertRoute(new Matcher { Stations = [new StationId("upper")], Conditions = [Condition.LimitExceedance] }, Level.Yellow, "bureau"),
                new AlertRoute(new Matcher { Stations = [new StationId("left"), new StationId("right")], Conditions = [Condition.LimitExceedance] }, Level.Yellow, "works"),
            ],
        });
    }
}
