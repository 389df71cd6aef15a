using WaterWatch.OnCall;

namespace WaterWatch.Tests.OnCall;

/// <summary>Whom a step reaches; nobody is left out without a reason.</summary>
public class ReachTests
{
    private static readonly DateTimeOffset Monday = Some.At("2026-01-05T12:00+08:00");

    private static readonly Rota Week = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", TimeSpan.FromDays(7), "ana", "bo");

    [Fact]
    public void Who_is_led_to_three_times_is_told_once_and_it_is_said_by_what()
    {
        var reach = Of([new Target.OnDuty("duty"), new Target.Someone("ana"), new Target.All("bureau")]);
        Assert.Equal(["ana", "bo"], reach.Told.Select(t => t.Person.Id));
        Assert.Equal(
            [new ReachedBy(ReachedAs.OnDutyByRotation, "duty"), new ReachedBy(ReachedAs.Named, "ana"), new ReachedBy(ReachedAs.OfAgency, "bureau")], reach.Told[0].By);

        // Off duty in the rota, and told as one of the agency: so nothing is left to explain.
        Assert.Equal([new ReachedBy(ReachedAs.OfAgency, "bureau")], reach.Told[1].By);
        Assert.Empty(reach.NotTold);
    }

    [Fact]
    public void Who_is_off_duty_is_not_told_and_it_is_said() =>
        Assert.Equal([new NotReached("bo", NotToldReason.OffDuty, "duty")], Of([new Target.OnDuty("duty")]).NotTold);

    [Fact]
    public void By_an_override_somebody_from_outside_the_rota_is_told_and_both_others_are_off_duty()
    {
        var rota = Week with { Overrides = [Some.Override("chen", "2026-01-05T08:00+08:00", "2026-01-06T08:00+08:00")] };
        var reach = Reach.Of(new EscalationStep(TimeSpan.Zero, [new Target.OnDuty("duty")]), Some.Plan(rota), Monday);
        Assert.Equal(new ReachedBy(ReachedAs.OnDutyByOverride, "duty"), Assert.Single(Assert.Single(reach.Told).By));
        Assert.Equal(["ana", "bo"], reach.NotTold.Where(n => n.Reason == NotToldReason.OffDuty).Select(n => n.Person));
    }

    [Fact]
    public void A_gap_in_the_rota_is_nobody_on_duty()
    {
        var reach = Reach.Of(new EscalationStep(TimeSpan.Zero, [new Target.OnDuty("duty")]), Some.Plan(Week), Some.At("2026-01-01T00:00Z"));
        Assert.Empty(reach.Told);
        Assert.Contains(new NotReached(null, NotToldReason.NobodyOnDuty, "duty"), reach.NotTold);
    }

    [Fact]
    public void A_person_without_an_address_is_not_told_and_it_is_said() =>
        Assert.Equal([new NotReached("dora", NotToldReason.NoAddress, "dora")], Of([new Target.Someone("dora")]).NotTold);

    [Fact]
    public void An_empty_step_says_so() => Assert.Equal([new NotReached(null, NotToldReason.EmptyStep, "")], Of([]).NotTold);

    [Fact]
    public void An_agency_without_people_says_so() =>
        Assert.Equal([new NotReached(null, NotToldReason.NobodyInAgency, "empty")], Of([new Target.All("empty")]).NotTold);

    [Fact]
    public void In_shadow_mode_nobody_is_told() =>
        Assert.Equal([new NotReached("ana", NotToldReason.Shadow, "ana")], Of([new Target.Someone("ana")], Telling.Shadow).NotTold);

    [Theory]
    [InlineData("ana@example.org", true)]
    [InlineData("@EXAMPLE.org", true)]
    [InlineData("bo@example.org", false)]
    [InlineData("@xample.org", false)]
    public void An_exercise_reaches_only_addresses_on_its_list(string listed, bool reached)
    {
        var plan = new OnCallPlan([], Some.People, [], []) { Exercises = new ExerciseList([listed], []) };
        var reach = Reach.Of(new EscalationStep(TimeSpan.Zero, [new Target.Someone("ana")]), plan, Monday, Telling.Exercise);
        Assert.Equal(reached, reach.Told.Count == 1);
        Assert.Equal(reached ? [] : [new NotReached("ana", NotToldReason.NotForExercises, "ana")], reach.NotTold);
    }

    [Fact]
    public void In_an_exercise_only_the_listed_of_several_addresses_is_used()
    {
        var person = Some.Person("ana") with { Channels = [new Channel.Webhook("sms"), new Channel.Mail("ana@example.org"), new Channel.Webhook("drill")] };
        var plan = new OnCallPlan([], [person], [], []) { Exercises = new ExerciseList([], ["drill"]) };
        Assert.Equal([new Channel.Webhook("drill")], plan.ChannelsOf(person, Telling.Exercise));
    }

    [Fact]
    public void What_is_printed_of_a_person_gives_no_address_away()
    {
        var told = Assert.Single(Of([new Target.Someone("ana")]).Told);
        Assert.DoesNotContain("@", $"{told} {told.Person} {told.Channels[0]}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_calls_step_by_step_and_repeats_so_often_and_no_more()
    {
        var policy = new EscalationPolicy(
            "p", Some.Named("P"),
            [new(TimeSpan.Zero, [], new Repetition(TimeSpan.FromMinutes(10), 2)), new(TimeSpan.FromMinutes(15), [])], TimeSpan.Zero);
        Assert.Equal(
            [(0, 0, 0), (0, 1, 10), (1, 0, 15), (0, 2, 20)],
            policy.CallsFrom(Monday).Select(c => (c.Step, c.Round, (int)(c.DueAt - Monday).TotalMinutes)));
    }

    private static Reach Of(IReadOnlyList<Target> targets, Telling telling = Telling.Live) =>
        Reach.Of(new EscalationStep(TimeSpan.Zero, targets), Some.Plan(Week), Monday, telling);
}
