using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.Tests.Deciding;

/// <summary>What the stories <c>tests/cases/told-*</c> cannot show: what the configuration check refuses, sending, mergers, and what it costs.</summary>
public sealed class TellingTests(ITestOutputHelper output)
{
    private const string By = "Wei Min";

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_person_without_an_address_is_named_as_not_told()
    {
        var walk = Walk(Step("ana", "dora"));
        walk.Receive(Some.At(1), "0.02");

        Assert.Equal(["FirstExceedance ana"], Told(walk));
        Assert.Equal("dora", NotTold(walk).Data["no_address"]);
    }

    [Fact]
    public void A_step_that_tells_nobody_says_so_and_the_next_is_taken_at_once()
    {
        var walk = Walk(new EscalationStep(TimeSpan.Zero, []), Step("bo") with { After = Quarter });
        walk.Receive(Some.At(1), "0.02");
        walk.Tick(Some.At(3));

        Assert.Equal(["FirstExceedance bo"], Told(walk));
        Assert.Equal("", NotTold(walk).Data["empty_step"]);
    }

    [Fact]
    public void In_shadow_mode_nobody_is_told_and_the_timeline_says_who_would_have_been()
    {
        var walk = new CaseWalk(Plan(Step("ana", "bo")).Told(Telling.Shadow)).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");

        Assert.Empty(Told(walk));
        Assert.Equal("ana, bo", NotTold(walk).Data["shadow"]);
    }

    [Fact]
    public void Without_an_on_call_plan_the_timeline_says_nothing_of_telling()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        walk.Tick(Some.At(9));

        Assert.DoesNotContain(walk.Kinds, k => k is EntryKind.NotTold or EntryKind.NotificationQueued);
    }

    [Fact]
    public void What_nobody_is_routed_to_is_not_told_for_want_of_a_route()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), "0.0045");
        walk.Receive(Some.At(2), "0.2", "Pb");

        Assert.Equal(("Pb", "-"), (walk.Timeline.First(e => e.Kind == EntryKind.AlertRaised).Data["determinand"], NotTold(walk).Data["no_route"]));
        Assert.Empty(Told(walk));
    }

    [Fact]
    public void Each_address_of_a_person_has_a_notification_of_its_own_and_none_is_in_the_record()
    {
        var walk = Walk(Step("eva"));
        walk.Receive(Some.At(1), "0.02");

        Assert.Equal(["mail", "mail 2", "webhook sms"], walk.State.Pending.Values.Select(n => n.Channel));
        Assert.Equal(3, walk.State.Pending.Values.Select(n => n.Key).Distinct().Count());
        Assert.DoesNotContain(walk.Timeline, e => e.Data.Values.Any(v => v.Contains('@', StringComparison.Ordinal)));
    }

    [Fact]
    public void What_was_sent_is_sent_once_and_says_what_the_server_answered()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), "0.02");
        walk.Deliver(new Delivery([1], DeliveryOutcome.Sent, "250 queued as 17"), Some.At(1.1));
        walk.Deliver(new Delivery([1], DeliveryOutcome.Sent, "250 queued as 18"), Some.At(1.2));

        Assert.Empty(walk.State.Pending);
        Assert.Equal("250 queued as 17", walk.Timeline.Single(e => e.Kind == EntryKind.NotificationSent).Data["answer"]);
    }

    [Fact]
    public void What_may_be_tried_again_waits_longer_each_time_and_the_timeline_is_not_filled_with_it()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), "0.02");
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var at = Some.At(2 + i);
            walk.Deliver(new Delivery([1], DeliveryOutcome.MayRetry, "no connection"), at);
            waits.Add((walk.State.Pending[1].NextTryAt!.Value - at).TotalSeconds);
        }

        Assert.Equal([10, 30, 60, 300, 900, 900, 900], waits);
        Assert.Single(walk.Timeline, e => e.Kind == EntryKind.NotificationFailed);
    }

    [Theory]
    [InlineData("0.006", 80, true)]
    [InlineData("0.02", 800, false)]
    public void Yellow_is_given_up_after_three_days_and_Orange_never(string value, double hours, bool isGivenUp)
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), value);
        walk.Deliver(new Delivery([1], DeliveryOutcome.MayRetry, "no connection"), Some.At(hours));

        Assert.Equal(isGivenUp, walk.State.Pending.Count == 0);
    }

    [Fact]
    public void What_the_server_refuses_for_good_is_not_tried_again()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), "0.02");
        walk.Deliver(new Delivery([1], DeliveryOutcome.Refused, "550 no such mailbox"), Some.At(1.1));

        Assert.Empty(walk.State.Pending);
        Assert.DoesNotContain("next_try_at", walk.Timeline.Single(e => e.Kind == EntryKind.NotificationFailed).Data.Keys);
    }

    [Fact]
    public void People_go_with_the_incident_that_is_put_into_another()
    {
        var walk = Walk(Step("ana"), Step("bo") with { After = Quarter });
        walk.Receive(Some.At(2), "0.02", station: "left");
        walk.Receive(Some.At(3), "0.02", station: "right");
        walk.Do(new Act.Merge(2, 1, By, "one lorry"), Some.At(3.5));

        var escalation = Assert.Single(walk.State.Escalations.Values);
        Assert.Equal((Subject.OfIncident(1, Some.River), "ana, bo"), (escalation.Subject, string.Join(", ", escalation.People.Select(p => p.Person).Order())));
    }

    [Fact]
    public void What_waits_to_be_told_of_either_is_told_once_they_are_one_when_the_first_was_due()
    {
        var stations = Enumerable.Range(1, 3).ToList();
        var walk = new CaseWalk(Plan(Some.Plan([.. stations.SelectMany(i => new[] { Watched($"left{i}", "left"), Watched($"right{i}", "right") })]), Step("ana"))).Begin(Some.Start);
        stations.ForEach(i => walk.Receive(Some.At(1 + 0.02 * i), "0.006", station: $"left{i}"));
        stations.ForEach(i => walk.Receive(Some.At(1.1 + 0.02 * i), "0.006", station: $"right{i}"));
        Assert.All(walk.State.Escalations.Values, e => Assert.Equal(1, e.People[0].HeldBack?.Count));
        walk.Do(new Act.Merge(2, 1, By, "one lorry"), Some.At(1.3));
        Assert.Equal(4, Told(walk).Count());

        walk.Until(Some.At(1.6));
        Assert.Equal("3, 6", walk.Timeline.Last(e => e.Kind == EntryKind.NotificationQueued).Data["alerts"]);
    }

    [Fact]
    public void The_link_of_a_mail_about_an_incident_that_went_into_another_answers_for_that()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(2), "0.02", station: "left");
        walk.Receive(Some.At(3), "0.02", station: "right");
        walk.Do(new Act.Merge(2, 1, By, "one lorry"), Some.At(3.5));

        Assert.Equal(1, walk.Do(walk.State.Pending[2].AcknowledgedBy("link"), Some.At(3.6)).Incident);
        Assert.All(walk.State.Alerts.Values, a => Assert.Equal("ana", a.AcknowledgedBy));
    }

    [Fact]
    public void What_is_taken_out_of_an_incident_is_told_to_the_same_people_and_stays_acknowledged()
    {
        var walk = Walk(Step("ana"));
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(12), "0.02", station: "lower");
        walk.Do(new Act.Acknowledge(1, null, By, "on it"), Some.At(12.5));
        walk.Do(new Act.Split(1, null, "lower", [], By, "a tannery"), Some.At(13));

        Assert.Equal([1L, 2L], walk.State.Escalations.Values.Select(e => e.Subject.Incident!.Value));
        Assert.All(walk.State.Escalations.Values, e => Assert.Equal(By, e.Acknowledged?.By));
    }

    [Fact]
    public void An_acknowledgement_is_on_the_alerts_and_refused_when_there_is_nothing_to_acknowledge()
    {
        var walk = Walk(Step("ana"));
        Assert.Equal(ActRefusal.NotFound, walk.Do(new Act.Acknowledge(1, null, By, "on it"), Some.At(0.5)).Refusal);
        walk.Receive(Some.At(1), "0.02");

        Assert.True(walk.Do(new Act.Acknowledge(null, 1, By, "on it"), Some.At(2)).IsDone);
        Assert.Equal(By, walk.State.Members[1].AcknowledgedBy);
        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.Acknowledge(1, null, "Li", "me too"), Some.At(3)).Refusal);

        Assert.True(walk.Do(new Act.WithdrawAcknowledgement(1, null, By, "called away"), Some.At(4)).IsDone);
        Assert.Equal("", walk.State.Members[1].AcknowledgedBy);
        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.WithdrawAcknowledgement(1, null, By, "again"), Some.At(5)).Refusal);
    }

    [Fact]
    public void A_restart_after_hours_takes_what_was_due_meanwhile_once()
    {
        var walk = Walk(Step("ana") with { Repeat = new Repetition(TimeSpan.FromMinutes(5), 10) }, Step("bo") with { After = Quarter });
        walk.Receive(Some.At(1), "0.02");
        walk.Tick(Some.At(6));

        Assert.Equal(["FirstExceedance ana", "Escalated ana", "Escalated bo"], Told(walk));
    }

    [Fact]
    public void A_whole_basin_that_trips_at_once_is_one_notification_a_person_with_every_alert_accounted_for()
    {
        const int stations = 2_000;
        var walk = Trip(stations, "upper");

        Assert.Equal(stations, Assert.Single(walk.State.Incidents.Values).Alerts.Count);
        var told = walk.Timeline.Where(e => e.Kind is EntryKind.NotificationQueued or EntryKind.NotTold).ToList();
        Assert.Equal(["FirstExceedance ana", "FirstExceedance bo"], Told(walk));
        Assert.Equal(stations, told.SelectMany(e => Numbers(e.Data["alerts"])).Distinct().Count());
        Assert.Equal(stations, walk.State.Escalations.Values.Single().People[0].HeldBack!.Count + Numbers(told[0].Data["alerts"]).Count());
    }

    /// <summary>Each station an incident of its own, or all of them one. Counted in bytes that are allocated, which are the same on every machine; the time stands there for the reader.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("upper")]
    public void What_telling_adds_grows_with_the_alerts_and_no_faster(string place)
    {
        Trip(500, place);
        var (few, many) = (Trip(500, place), Trip(2_000, place));

        output.WriteLine($"{(place.Length == 0 ? "many incidents" : "one incident")}: {few.BytesOfTelling / 500} bytes an alert of 500, {many.BytesOfTelling / 2_000} of 2,000; {few.TimeOfTelling.TotalMilliseconds:0} and {many.TimeOfTelling.TotalMilliseconds:0} ms");
        Assert.InRange((double)many.BytesOfTelling / few.BytesOfTelling, 0, 6);
    }

    [Fact]
    public void Where_nothing_is_open_telling_costs_nothing()
    {
        var walk = Walk(Step("ana"));
        var draft = new Draft(walk.State, new Dictionary<(SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.At(1));
        Decider.Tell(draft, walk.Plan);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decider.Tell(draft, walk.Plan);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Who_is_told_is_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk(Step("ana", "dora"), Step("bo") with { After = Quarter });
        walk.Receive(Some.At(1), "0.006", station: "left");
        walk.Receive(Some.At(1.1), "0.006", station: "right");
        walk.Tick(Some.At(2));
        walk.Deliver(new Delivery([1], DeliveryOutcome.MayRetry, "no connection"), Some.At(2.5));
        walk.Do(new Act.Acknowledge(1, null, By, "on it"), Some.At(3));
        walk.Do(new Act.Merge(2, 1, By, "one lorry"), Some.At(4));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    /// <summary>All stations go over their limit within a minute, 500 messages a batch.</summary>
    /// <param name="place">Where all of them stand; empty for stations that nothing connects.</param>
    private static CaseWalk Trip(int stations, string place)
    {
        var plan = Some.Plan([.. Enumerable.Range(0, stations).Select(i => Watched($"s{i}", place.Length == 0 ? null : place))]);
        var walk = new CaseWalk(Plan(plan, Step("ana", "bo"))).Begin(Some.Start);
        for (var i = 0; i < stations; i += 500)
        {
            walk.Receive(Some.At(1).AddSeconds(i / 500), [.. Enumerable.Range(i, 500).Select(s => Some.Message(Some.Payload(Some.At(1), "0.006"), Some.At(1), $"s{s}"))]);
        }

        return walk;
    }

    private static WatchedStation Watched(string id, string? place) =>
        new(Some.Station(id, place), [], [new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [Some.CdLimit] }], AlertRule.Default);

    private static IEnumerable<string> Told(CaseWalk walk) =>
        walk.Timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => $"{e.Data["reason"]} {e.Data["person"]}");

    private static TimelineEntry NotTold(CaseWalk walk) => walk.Timeline.First(e => e.Kind == EntryKind.NotTold);

    private static IEnumerable<long> Numbers(string ranges) => ranges.Split(", ").Select(r => r.Split('-')).SelectMany(r =>
        Enumerable.Range(int.Parse(r[0], null), int.Parse(r[^1], null) - int.Parse(r[0], null) + 1).Select(n => (long)n));

    private static EscalationStep Step(params string[] people) => new(TimeSpan.Zero, [.. people.Select(p => new Target.Someone(p))]);

    private static CaseWalk Walk(params EscalationStep[] steps) => new CaseWalk(Plan(steps)).Begin(Some.Start);

    private static WatchPlan Plan(params EscalationStep[] steps) =>
        Plan(Some.Plan(Some.Watched("upper"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right")), steps);

    /// <summary>Cadmium from yellow on leads to the policy.</summary>
    private static WatchPlan Plan(WatchPlan watched, params EscalationStep[] steps) => new([.. watched.Rivers.Values], TimeSpan.FromMinutes(5), "configuration 1")
    {
        OnCall = new OnCallPlan(
            [new("bureau", new("Bureau", "局"))],
            [
                Person("ana", new Channel.Mail("ana@example.org")), Person("bo", new Channel.Mail("bo@example.org")), Person("dora"),
                Person("eva", new Channel.Mail("eva@example.org"), new Channel.Mail("eva@example.net"), new Channel.Webhook("sms")),
            ],
            [],
            [new EscalationPolicy("bureau", new("Bureau", "局"), steps, TimeSpan.FromMinutes(30))])
        {
            Routes = [new AlertRoute(new Matcher { Determinands = [Some.Cd] }, Level.Yellow, "bureau")],
        },
    };

    private static Person Person(string id, params Channel[] channels) => new(id, new LocalizedName(id, id), "bureau", Language.English, channels);
}
