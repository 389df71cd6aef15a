using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.OnDuty;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Tests.Deciding;

/// <summary>What the stories <c>told-and-taken-over</c> and <c>told-that-nobody-has-taken-over</c> leave out. Ana has the day from hour 0, Bo from hour 12, Ana again from hour 24.</summary>
public sealed class HandOverTests
{
    private static readonly string[] Shifts = ["ana", "bo"];

    private static readonly string[] Policies = ["bureau", "other"];

    /// <summary>All that a policy may have: whoever is on duty, again each ten minutes.</summary>
    private static readonly EscalationStep FirstStep = new(TimeSpan.Zero, [new Target.OnDuty("duty")], new Repetition(TimeSpan.FromMinutes(10), 5));

    [Fact]
    public void Where_nothing_is_open_a_shift_changes_without_a_word()
    {
        var walk = Walk(Shifts);
        walk.Until(Some.At(13));

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void What_begins_after_the_change_is_the_next_persons_alone()
    {
        var walk = Walk(Shifts);
        walk.Receive(Some.At(12.5), "0.02");
        walk.Until(Some.At(13.5));

        Assert.Equal(["FirstExceedance bo"], Told(walk));
        Assert.Empty(Open(walk).HandOvers);
    }

    [Fact]
    public void Until_it_is_accepted_both_are_told_and_then_the_next_alone()
    {
        var walk = Told(Shifts);
        walk.Until(Some.At(12.1));
        Assert.Equal(("ana", "bo"), (Open(walk).HandOvers[0].From, Open(walk).HandOvers[0].To));

        walk.Receive(Some.At(12.2), "0.2");
        Assert.Equal(["FirstExceedance ana", "HandOver bo", "Worsened bo", "Worsened ana"], Told(walk));

        Assert.True(walk.Do(Accept("Bo"), Some.At(12.3)).IsDone);
        walk.Receive(Some.At(13), "0.9", "Pb");
        walk.Receive(Some.At(13.1), "0.9", "Pb");
        Assert.DoesNotContain("ana", Told(walk).Skip(4).Select(t => t.Split(' ')[1]));
        Assert.Equal("bo", Open(walk).Holders[0].Person);
    }

    [Fact]
    public void The_page_offers_to_take_over_until_somebody_has()
    {
        var walk = Told(Shifts);
        IEnumerable<string> Offered(double hours) =>
            OnDutyFormsModel.Of(new PageFrame(Tongue.English, "/on-duty", Telling.Live, Some.At(hours), TimeZoneInfo.Utc), new TypedForm("", new Dictionary<string, string>()), walk.State, walk.Plan).HandedOver.Select(c => c.Value);
        Assert.Empty(Offered(11.5));

        walk.Until(Some.At(12.1));
        Assert.Equal(["duty"], Offered(12.1));
        walk.Do(Accept("Bo"), Some.At(12.3));
        Assert.Empty(Offered(12.3));
    }

    [Fact]
    public void Who_accepts_what_was_acknowledged_holds_it()
    {
        var walk = Told(Shifts);
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(11.5));
        walk.Until(Some.At(12.1));
        Assert.Equal("Ana", Entry(walk, EntryKind.ShiftChanged).Data["acknowledged_by"]);

        walk.Do(Accept("Bo"), Some.At(12.2));
        Assert.Equal(("Bo", "Ana"), (Entry(walk, EntryKind.HandOverAccepted).Data["acknowledged_by"], Entry(walk, EntryKind.HandOverAccepted).Data["acknowledged_before"]));
        Assert.Equal(("Bo", "Bo"), (Open(walk).Acknowledged!.By, walk.State.Alerts.Values.Single().AcknowledgedBy));
    }

    [Fact]
    public void What_somebody_else_holds_stays_with_whoever_that_is()
    {
        var walk = Told(Shifts);
        walk.Do(new Act.Acknowledge(1, null, "Head of monitoring", "on it"), Some.At(11.5));
        walk.Until(Some.At(12.1));
        walk.Do(Accept("Bo"), Some.At(12.2));

        var accepted = Entry(walk, EntryKind.HandOverAccepted);
        Assert.Equal(("Head of monitoring", ""), (accepted.Data["acknowledged_by"], accepted.Data["acknowledged_before"]));
        Assert.Equal(("Head of monitoring", "Head of monitoring"), (Open(walk).Acknowledged!.By, walk.State.Alerts.Values.Single().AcknowledgedBy));
        Assert.Equal("bo", Open(walk).Holders[0].Person);
    }

    [Fact]
    public void Who_has_left_cannot_accept_for_the_next_by_either_way()
    {
        var walk = Told(Shifts);
        walk.Until(Some.At(12.1));

        Assert.Contains("has left the shift", walk.Do(Accept("安娜"), Some.At(12.2)).Words, StringComparison.Ordinal);
        Assert.True(walk.Do(new Act.Acknowledge(1, null, "ana", "on it"), Some.At(12.3)).IsDone);
        Assert.NotEmpty(Open(walk).HandOvers);
        Assert.True(walk.Do(new Act.Acknowledge(1, null, "Bo", "on it"), Some.At(12.4)).IsDone);
        Assert.Empty(Open(walk).HandOvers);
    }

    [Fact]
    public void What_does_not_wait_cannot_be_accepted()
    {
        var walk = Told(Shifts);

        Assert.Equal(ActRefusal.Conflict, walk.Do(Accept("Bo"), Some.At(11.5)).Refusal);
        Assert.Contains("Name one of duty", walk.Do(new OnCallAct.AcceptHandOver("night", "Bo", "here"), Some.At(11.5)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_comes_who_has_left_goes_on_and_it_is_escalated()
    {
        var walk = Told(["ana", null]);
        walk.Until(Some.At(12.6));

        Assert.Contains("Nobody is on duty", walk.Do(Accept("Bo"), Some.At(12.6)).Words, StringComparison.Ordinal);
        Assert.Equal(["FirstExceedance ana", "HandOverNotAccepted ana", "Escalated chief"], Told(walk));
    }

    [Fact]
    public void Who_comes_back_before_anybody_has_accepted_hands_over_nothing()
    {
        var walk = Told(Shifts);
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(11.5));
        walk.Until(Some.At(12.1));
        walk.Do(new OnCallAct.Override("duty", "ana", null, Some.At(20), "Chief", "Bo is ill"), Some.At(12.2));
        walk.Until(Some.At(13));

        Assert.Equal(("bo", "ana"), (walk.Timeline.Last(e => e.Kind == EntryKind.ShiftChanged).Data["from"], walk.Timeline.Last(e => e.Kind == EntryKind.ShiftChanged).Data["to"]));
        Assert.Empty(Open(walk).HandOvers);
        Assert.DoesNotContain(walk.Kinds, k => k == EntryKind.HandOverNotAccepted);
    }

    [Fact]
    public void An_override_that_ends_during_it_is_a_hand_over_too()
    {
        var walk = Walk(["ana"]);
        walk.Do(new OnCallAct.Override("duty", "bo", null, Some.At(3), "Chief", "leave"), Some.At(1));
        walk.Receive(Some.At(2), "0.02");
        walk.Do(new Act.Acknowledge(1, null, "Bo", "on it"), Some.At(2.1));
        walk.Until(Some.At(3.1));

        Assert.Equal(["FirstExceedance bo", "HandOver ana"], Told(walk));
    }

    [Fact]
    public void A_silence_holds_over_the_change_and_after_it_the_next_is_asked()
    {
        var walk = Told(Shifts);
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(11.5));
        walk.Do(new OnCallAct.Mute(MadeKind.Silence, Matcher.Everything, null, Some.At(14), Level.Red, "Chief", "known"), Some.At(11.6));
        walk.Until(Some.At(13.9));
        Assert.Equal(["FirstExceedance ana"], Told(walk));

        walk.Until(Some.At(14.1));
        Assert.Equal("HandOver bo", Told(walk).ElementAt(1));
    }

    [Fact]
    public void Where_the_policy_has_no_further_step_its_last_is_taken_again_when_nobody_has_accepted()
    {
        var walk = Told(Shifts, FirstStep);
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(11.5));
        walk.Until(Some.At(12.6));

        Assert.Equal(["FirstExceedance ana", "HandOver bo", "HandOverNotAccepted ana", "HandOverNotAccepted bo"], Told(walk));
        Assert.Null(Open(walk).Acknowledged);
        walk.Until(Some.At(13));
        Assert.Equal(["StillAbove bo", "StillAbove ana", "StillAbove bo", "StillAbove ana"], Told(walk).Skip(4));
    }

    [Fact]
    public void Nobody_further_is_called_while_somebody_whose_shift_has_not_ended_holds_it()
    {
        var walk = Told(Shifts);
        walk.Do(new Act.Acknowledge(1, null, "Chief", "on it"), Some.At(11.5));
        walk.Until(Some.At(13));

        Assert.Contains(EntryKind.HandOverNotAccepted, walk.Kinds);
        Assert.DoesNotContain("Escalated chief", Told(walk));
    }

    [Fact]
    public void A_configuration_that_asks_for_no_acceptance_any_more_lets_the_next_have_it()
    {
        var walk = Told(Shifts);
        walk.Until(Some.At(12.1));
        walk.Reconfigure(walk.Plan.With(PlanOf(Shifts, TimeSpan.Zero)), Some.At(12.2));
        walk.Until(Some.At(13));

        Assert.Empty(Open(walk).HandOvers);
        Assert.Equal("bo", Open(walk).Holders[0].Person);
        Assert.DoesNotContain(EntryKind.HandOverNotAccepted, walk.Kinds);
    }

    [Fact]
    public void Of_two_policies_that_tell_a_rota_the_one_with_something_open_is_handed_over()
    {
        var walk = Walk(Shifts);
        walk.Reconfigure(walk.Plan.With(PlanOf(Shifts, TimeSpan.FromMinutes(30), routes:
        [
            new AlertRoute(new Matcher { Determinands = [Determinand.Find("Pb")!] }, Level.Yellow, "bureau"),
            new AlertRoute(new Matcher { Determinands = [Some.Cd] }, Level.Yellow, "other"),
        ])), Some.At(1));
        walk.Receive(Some.At(2), "0.9", "Pb");
        walk.Receive(Some.At(2.1), "0.02");
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(2.2));
        for (var sample = 0; sample < AlertRule.Default.ClearSamples; sample++)
        {
            walk.Receive(Some.At(3 + sample), "0.001", "Pb");
        }

        Assert.Single(walk.State.Alerts);
        walk.Until(Some.At(12.1));
        Assert.Equal("HandOver bo", Told(walk).Last());
    }

    [Fact]
    public void Handing_over_is_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Told(Shifts);
        walk.Until(Some.At(12.6));

        Assert.True(Open(walk).HandOvers[0].IsOverdue);
        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    private static OnCallAct.AcceptHandOver Accept(string by) => new("duty", by, "has read the log");

    private static Escalation Open(CaseWalk walk) => walk.State.Escalations.Values.Single();

    private static TimelineEntry Entry(CaseWalk walk, EntryKind kind) => walk.Timeline.Single(e => e.Kind == kind);

    private static IEnumerable<string> Told(CaseWalk walk) =>
        walk.Timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => $"{e.Data["reason"]} {e.Data["person"]}");

    /// <summary>Ana was told at hour 11.</summary>
    private static CaseWalk Told(string?[] shifts, params EscalationStep[] steps)
    {
        var walk = Walk(shifts, steps);
        walk.Receive(Some.At(11), "0.02");
        return walk;
    }

    private static Person Person(string id, string en, string zh) => new(id, new LocalizedName(en, zh), "bureau", Language.English, [new Channel.Mail($"{id}@example.org")]);

    private static CaseWalk Walk(string?[] shifts, params EscalationStep[] steps) =>
        new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("lower")).With(PlanOf(shifts, TimeSpan.FromMinutes(30), steps))).Begin(Some.Start);

    private static OnCallPlan PlanOf(string?[] shifts, TimeSpan acceptWithin, EscalationStep[]? steps = null, AlertRoute[]? routes = null)
    {
        var rota = new Rota
        {
            Id = "duty",
            Name = new LocalizedName("Duty", "值班"),
            TimeZone = TimeZoneInfo.Utc,
            Rotation = shifts,
            FirstHandOver = Some.Start.UtcDateTime,
            ShiftLength = TimeSpan.FromHours(12),
            AcceptWithin = acceptWithin,
        };
        EscalationStep[] taken = steps is { Length: > 0 } ? steps : [new(TimeSpan.Zero, [new Target.OnDuty("duty")]), new(TimeSpan.FromHours(6), [new Target.Someone("chief")])];
        var policies = Policies.Select(id => new EscalationPolicy(id, new("Bureau", "局"), taken, TimeSpan.Zero));
        return new OnCallPlan([new("bureau", new("Bureau", "局"))], [Person("ana", "Ana", "安娜"), Person("bo", "Bo", "波"), Person("chief", "Chief", "负责人")], [rota], [.. policies])
        {
            Routes = routes ?? [new AlertRoute(new Matcher { Conditions = [Condition.LimitExceedance] }, Level.Yellow, "bureau")],
        };
    }
}
