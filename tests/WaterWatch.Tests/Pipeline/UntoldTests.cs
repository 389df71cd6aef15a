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

    private static WatchPlan Plan()
    {
        var rota = Duty.Rota("UTC", "2011-12-01 08:00", TimeSpan.FromDays(7), "ana", "bo") with { Overrides = [new RotaOverride("bo", Some.Start.AddDays(-1), DateTimeOffset.MaxValue, "for good", "chief")] };
        var policy = new EscalationPolicy("bureau", new LocalizedName("Bureau", "局"), [new EscalationStep(TimeSpan.Zero, [new Target.OnDuty("duty")])], TimeSpan.Zero);
        return Some.Plan(Some.Watched("upper")).With(new OnCallPlan([new("bureau", new("Bureau", "局"))], Duty.People, [rota], [policy])
        {
            Routes = [new AlertRoute(new Matcher { Conditions = [Condition.LimitExceedance] }, Level.Yellow, "bureau")],
        });
    }
}
