using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;
using Duty = WaterWatch.Tests.OnCall.Some;

namespace WaterWatch.Tests.Deciding;

/// <summary>Nobody's call is taken away unseen: by a configuration that changes while people are called, by alerts that go from one incident to another, by an answer that has lapsed.</summary>
public sealed class RerouteTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_policy_that_gets_another_name_goes_on_calling()
    {
        var walk = Walk(Policy("bureau", Step("ana"), Step("bo") with { After = Quarter }));
        walk.Receive(Some.At(1), "0.02");
        walk.Reconfigure(Plan(2, Policy("office", Step("ana"), Step("bo") with { After = Quarter })), Some.At(1.1));
        walk.Until(Some.At(2));

        Assert.Equal(["FirstExceedance ana bureau", "FirstExceedance ana office", "Escalated bo office"], Told(walk));
        Assert.Equal(["office"], Assert.Single(walk.State.Escalations.Values).Runs.Select(r => r.Policy));
    }

    [Fact]
    public void What_had_no_route_is_told_once_it_has_one()
    {
        var walk = new CaseWalk(Plan(1, [], Policy("bureau", Step("ana")))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        Assert.Empty(Told(walk));

        walk.Reconfigure(Plan(2, Policy("bureau", Step("ana"))), Some.At(1.1));

        Assert.Equal(["FirstExceedance ana bureau"], Told(walk));
        Assert.Equal("1", walk.Timeline.Last(e => e.Kind == EntryKind.NotificationQueued).Data["alerts"]);
    }

    [Fact]
    public void What_leads_nowhere_any_more_is_on_the_timeline_as_told_to_nobody()
    {
        var walk = Walk(Policy("bureau", Step("ana"), Step("bo") with { After = Quarter }));
        walk.Receive(Some.At(1), "0.02");
        walk.Reconfigure(Plan(2, [], Policy("office", Step("bo"))), Some.At(1.1));
        walk.Until(Some.At(3));

        var lost = Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotTold);
        Assert.Equal((Some.At(1.1), "-", "1", 1L), (lost.At, lost.Data["no_route"], lost.Data["alerts"], lost.Incident));
        Assert.Single(Told(walk));
    }

    [Fact]
    public void Of_what_is_answered_nobody_is_called_for_a_new_name_and_it_is_still_asked_what_was_done()
    {
        var walk = Walk(Policy("bureau", Step("ana")) with { ActWithin = TimeSpan.FromHours(1) });
        walk.Receive(Some.At(1), "0.02");
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(1.1));
        walk.Receive(Some.At(1.15), "0.2", "Pb");
        Assert.Equal("AnotherStation ana bureau", Told(walk).Last());
        walk.Reconfigure(Plan(2, Policy("office", Step("ana")) with { ActWithin = TimeSpan.FromHours(1) }), Some.At(1.2));
        walk.Until(Some.At(1.9));
        Assert.Equal(2, Told(walk).Count);

        walk.Until(Some.At(2.2));
        Assert.Equal("NotActed ana office", Told(walk).Last());
    }

    [Fact]
    public void Whoever_is_added_is_told_of_what_others_have_answered()
    {
        var bureau = Policy("bureau", Step("ana"));
        var walk = Walk(bureau);
        walk.Receive(Some.At(1), "0.02");
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(1.1));
        walk.Reconfigure(Plan(2, bureau, Policy("works", Step("chen"))), Some.At(1.2));

        Assert.Equal(["FirstExceedance ana bureau", "FirstExceedance chen works"], Told(walk));
    }

    [Fact]
    public void What_goes_on_when_shadow_mode_ends_is_told()
    {
        var policy = Policy("bureau", Step("ana"), Step("bo") with { After = Quarter });
        var walk = new CaseWalk(Plan(1, policy).Told(Telling.Shadow)).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        walk.Until(Some.At(2));
        Assert.Empty(Told(walk));

        walk.Reconfigure(Plan(2, policy), Some.At(2.1));
        walk.Until(Some.At(3));

        Assert.Equal(["FirstExceedance ana bureau", "Escalated bo bureau"], Told(walk));
    }

    [Fact]
    public void A_change_of_something_else_tells_nobody()
    {
        var policy = Policy("bureau", Step("ana", "dora"), Step("bo") with { After = Quarter });
        var walk = Walk(policy);
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(1.05), "0.02", station: "left");
        walk.Do(new Act.Acknowledge(2, null, "Ana", "on it"), Some.At(1.08));
        var before = Kinds(walk);
        walk.Reconfigure(Plan(2, policy), Some.At(1.1));

        Assert.Equal([.. before, EntryKind.ConfigurationChanged], Kinds(walk));
    }

    [Fact]
    public void What_is_silenced_is_noted_once_and_told_when_the_silence_is_taken_out_of_the_configuration()
    {
        var policy = Policy("bureau", Step("ana"));
        var silence = new Silence("s", Matcher.Everything, Some.Start, Some.At(9), "chief", "works on the weir", Level.Red);
        var walk = new CaseWalk(Plan(1, policy).With(silence)).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        walk.Reconfigure(Plan(2, policy).With(silence), Some.At(1.1));
        Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotTold);

        walk.Reconfigure(Plan(3, policy), Some.At(1.2));
        Assert.Equal(["FirstExceedance ana bureau"], Told(walk));
    }

    [Fact]
    public void What_waits_for_the_end_of_an_interval_is_told_although_its_policy_is_gone()
    {
        var walk = new CaseWalk(Plan(1, Policy("bureau", Step("ana")) with { GroupInterval = TimeSpan.FromMinutes(30) })).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(1.1), "0.2", "Pb");
        Assert.Single(Told(walk));

        walk.Reconfigure(Plan(2, Policy("office", Step("bo"))), Some.At(1.2));
        walk.Until(Some.At(1.6));

        Assert.Equal("AnotherStation ana bureau", Told(walk).Last());
    }

    [Fact]
    public void An_incident_whose_station_is_taken_out_is_called_for_as_before()
    {
        var policy = Policy("bureau", Step("ana"), Step("bo") with { After = Quarter });
        var walk = Walk(policy);
        walk.Receive(Some.At(1), "0.02");
        walk.Reconfigure(Routed(Some.Plan(Some.Watched("left")), 2, RoutesOf(policy), policy), Some.At(1.1));
        walk.Until(Some.At(2));

        Assert.Equal(["FirstExceedance ana bureau", "Escalated bo bureau"], Told(walk));
    }

    [Fact]
    public void An_unanswered_alert_that_is_put_into_an_answered_incident_calls_there()
    {
        var walk = Walk(Policy("bureau", Step("ana"), Step("bo") with { After = Quarter }));
        Begin(walk);
        walk.Do(new Act.Acknowledge(2, null, "Ana", "on it"), Some.At(9.04));
        var before = Told(walk).Count;

        walk.Do(new Act.Split(1, 2, "lower", [], "Wei Min", "it is the tannery"), Some.At(9.1));
        walk.Until(Some.At(9.5));

        Assert.Equal(["Worsened ana bureau", "Escalated bo bureau"], Told(walk).Skip(before).Take(2));
        Assert.Null(walk.State.Escalations.Values.Single(e => e.Subject.Incident == 2).Acknowledged);
    }

    [Fact]
    public void An_answered_alert_that_is_put_into_another_incident_calls_nobody()
    {
        var walk = Walk(Policy("bureau", Step("ana")));
        Begin(walk);
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(9.04));
        var before = Told(walk).Count;

        walk.Do(new Act.Split(1, 2, "lower", [], "Wei Min", "it is the tannery"), Some.At(9.1));
        walk.Until(Some.At(9.5));

        Assert.Equal(before, Told(walk).Count);
    }

    [Fact]
    public void What_stood_alone_and_joins_an_incident_is_news_of_it()
    {
        var walk = Walk(Policy("bureau", Step("ana")), Policy("works", Step("chen")));
        walk.Receive(Some.At(2), "0.02", more: ",\"mark\":\"C\"");
        walk.Receive(Some.At(1), "0.2", "Pb", receivedAt: Some.At(2.5));

        var incident = Assert.Single(walk.State.Incidents.Values);
        Assert.Equal(2, incident.Alerts.Count);
        Assert.Equal("1-2", walk.Timeline.Last(e => e.Kind == EntryKind.NotificationQueued && e.Incident == 1).Data["alerts"]);
    }

    [Fact]
    public void What_becomes_worse_after_an_answer_has_lapsed_calls_again_by_every_policy()
    {
        var walk = Walk(Policy("bureau", Step("ana")) with { ActWithin = TimeSpan.FromMinutes(10) }, Policy("works", Step("chen"), Step("bo") with { After = Quarter }));
        walk.Receive(Some.At(1), "0.006");
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(1.05));
        walk.Until(Some.At(2));
        var escalation = Assert.Single(walk.State.Escalations.Values);
        Assert.Equal((null, true), (escalation.Acknowledged, escalation.RunOf("works")!.IsStopped));

        walk.Receive(Some.At(2), "0.2");
        walk.Until(Some.At(2.5));

        Assert.Contains("Worsened chen works", Told(walk));
        Assert.Equal("Escalated bo works", Told(walk).Last());
    }

    /// <summary>A Red incident of two stations, and one beside it that is Yellow.</summary>
    private static void Begin(CaseWalk walk)
    {
        walk.Receive(Some.At(1), "0.2", station: "upper");
        walk.Receive(Some.At(8.9), "0.001", station: "left");
        walk.Receive(Some.At(9), "0.2", station: "lower");
        walk.Receive(Some.At(9.02), "0.006", station: "left");
        Assert.Equal([[1L, 2L], [3L]], walk.State.Incidents.Values.Select(i => i.Alerts.ToArray()));
    }

    private static List<EntryKind> Kinds(CaseWalk walk) => [.. walk.Kinds];

    private static List<string> Told(CaseWalk walk) =>
        [.. walk.Timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => $"{e.Data["reason"]} {e.Data["person"]} {e.Data["policy"]}")];

    private static EscalationStep Step(params string[] people) => new(TimeSpan.Zero, [.. people.Select(p => new Target.Someone(p))]);

    private static EscalationPolicy Policy(string id, params EscalationStep[] steps) => new(id, Duty.Named(id), steps, TimeSpan.Zero);

    private static CaseWalk Walk(params EscalationPolicy[] policies) => new CaseWalk(Plan(1, policies)).Begin(Some.Start);

    private static IReadOnlyList<AlertRoute> RoutesOf(params EscalationPolicy[] policies) => [.. policies.Select(p => new AlertRoute(new Matcher { Rivers = [Some.River] }, Level.Compliant, p.Id))];

    /// <summary>Every alert of the river leads to every policy.</summary>
    private static WatchPlan Plan(int version, params EscalationPolicy[] policies) => Plan(version, RoutesOf(policies), policies);

    private static WatchPlan Plan(int version, IReadOnlyList<AlertRoute> routes, params EscalationPolicy[] policies) =>
        Routed(Some.Plan(Some.Watched("upper"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right")), version, routes, policies);

    private static WatchPlan Routed(WatchPlan watched, int version, IReadOnlyList<AlertRoute> routes, params EscalationPolicy[] policies) =>
        new([.. watched.Rivers.Values], TimeSpan.FromMinutes(5), $"configuration {version}")
        {
            OnCall = new OnCallPlan([new("bureau", Duty.Named("Bureau")), new("works", Duty.Named("Works"))], Duty.People, [], policies) { Routes = routes },
        };
}

internal static class SilencedPlans
{
    public static WatchPlan With(this WatchPlan plan, Muting muting) => plan.With(new OnCallPlan(plan.OnCall.Agencies.Values, plan.OnCall.People.Values, [], plan.OnCall.Policies.Values)
    {
        Routes = plan.OnCall.Routes,
        Mutings = [muting],
    });
}
