using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>Many incidents of one river at once are told as one. Stations that no water connects, so that each alert is an incident; Ana is told at once, Bo when nobody answers.</summary>
public sealed class SurgeTests
{
    private const int Stations = 600;

    private static readonly string[] People = ["ana", "bo"];
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public void When_a_whole_basin_trips_a_person_is_told_once_a_group_interval_and_of_every_alert_it_is_said_why()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        walk.Until(Some.At(1).AddMinutes(14));

        Assert.Equal(Stations, walk.State.Incidents.Count);
        Assert.Equal(["FirstExceedance ana"], Told(walk));
        var accounted = walk.Timeline.Where(e => e.Kind is EntryKind.NotificationQueued or EntryKind.NotTold).SelectMany(e => Numbers(e.Data["alerts"]));
        Assert.Equal(Enumerable.Range(1, Stations).Select(i => (long)i), accounted.Distinct().Order());

        walk.Until(Some.At(1).AddMinutes(18));
        Assert.Equal(["AnotherStation ana", "Escalated bo", "FirstExceedance ana"], Told(walk).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_incident_says_on_its_own_timeline_that_it_is_told_with_others()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));

        Assert.Equal(walk.State.Incidents.Keys.Order(), walk.Timeline.Where(e => e.Kind == EntryKind.ToldTogether).Select(e => e.Incident!.Value));
        Assert.Equal(Subject.OfSurge(Some.River), Assert.Single(walk.State.Escalations.Values).Subject);
    }

    [Fact]
    public void Five_are_told_apart_and_the_sixth_makes_them_one()
    {
        var walk = Walk();
        for (var i = 0; i < 5; i++)
        {
            walk.Receive(Some.At(1).AddMinutes(i), "0.006", station: $"s{i}");
        }

        Assert.Equal(Enumerable.Repeat("FirstExceedance ana", 5), Told(walk));
        Assert.Equal(5, walk.State.Escalations.Count);

        walk.Receive(Some.At(1).AddMinutes(6), "0.006", station: "s5");
        walk.Receive(Some.At(1).AddMinutes(7), "0.006", station: "s6");
        Assert.Equal(5, Told(walk).Count());
        Assert.Single(walk.State.Escalations);
    }

    [Fact]
    public void Incidents_that_begin_one_after_another_are_never_told_together()
    {
        var walk = Walk();
        for (var i = 0; i < 9; i++)
        {
            walk.Receive(Some.At(1 + i), "0.006", station: $"s{i}");
        }

        Assert.Equal(9, walk.State.Escalations.Values.Count(e => e.Subject.IsIncident));
        Assert.DoesNotContain(EntryKind.ToldTogether, walk.Kinds);
    }

    [Fact]
    public void What_somebody_has_taken_on_stays_apart()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006", station: "s0");
        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(1).AddMinutes(1));
        Trip(walk, Some.At(1).AddMinutes(2), first: 1);

        Assert.False(walk.State.Incidents[1].IsToldTogether);
        Assert.Equal("Ana", walk.State.Escalations.Values.Single(e => e.Subject.IsIncident).Acknowledged?.By);
        Assert.Null(walk.State.Escalations.Values.Single(e => e.Subject.IsSurge).Acknowledged);
    }

    [Fact]
    public void Worse_news_are_told_at_once_and_once_for_all_of_them()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        Trip(walk, Some.At(1).AddMinutes(1), value: "0.02");

        Assert.Equal(["FirstExceedance ana", "Worsened ana"], Told(walk));
    }

    [Fact]
    public void What_waited_for_a_person_goes_with_what_is_worse()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        walk.Receive(Some.At(1).AddMinutes(1), "0.02", station: "s0");

        var worse = walk.State.Pending.Values.Last();
        Assert.Equal((NotifyReason.Worsened, 501, 1L), (worse.Reason, worse.AlertCount, worse.Alerts[0]));
        Assert.Null(Surge(walk).People[0].HeldBack);
    }

    [Fact]
    public void Who_answers_the_mail_answers_for_all_and_by_the_interface_for_one()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        Assert.Equal(7, walk.Do(new Act.Acknowledge(7, null, "Bo", "that one is mine"), Some.At(1).AddMinutes(1)).Incident);
        Assert.Null(Surge(walk).Acknowledged);
        Assert.Equal(7, walk.Timeline.Last(e => e.Kind == EntryKind.Acknowledged).Incident);

        Assert.True(walk.Do(new Act.Acknowledge(null, null, "Ana", "by the link") { Told = [3] }, Some.At(1).AddMinutes(2)).IsDone);
        Assert.Equal("Ana", Surge(walk).Acknowledged?.By);
        Assert.All(walk.State.Members.Values, a => Assert.Equal("Ana", a.AcknowledgedBy));
        walk.Until(Some.At(3));
        Assert.DoesNotContain("Escalated bo", Told(walk));
    }

    [Fact]
    public void Who_answers_when_all_that_the_mail_named_has_cleared_answers_for_the_others()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        var mail = walk.State.Pending[1];
        for (var sample = 1; sample <= AlertRule.Default.ClearSamples; sample++)
        {
            var at = Some.At(1).AddMinutes(sample);
            walk.Receive(at, [.. mail.Alerts.Select(a => walk.State.Members[a].Key.Station.Value).Select(s => Some.Message(Some.Payload(at, "0.001"), at, s))]);
        }

        Assert.True(walk.Do(mail.AcknowledgedBy("link"), Some.At(1.1)).IsDone);
        Assert.All(walk.State.Alerts.Values, a => Assert.Equal("ana", a.AcknowledgedBy));
        Assert.Equal("ana", Surge(walk).Acknowledged?.By);
    }

    [Fact]
    public void It_is_over_when_the_last_of_them_went_into_one_that_is_told_apart()
    {
        var walk = Walk();
        walk.Receive(Some.At(0.1), "0.006", station: "s0");
        for (var i = 1; i <= 6; i++)
        {
            walk.Receive(Some.At(1).AddMinutes(i), "0.006", station: $"s{i}");
        }

        Assert.Contains(walk.State.Escalations.Values, e => e.Subject.IsSurge);
        foreach (var together in walk.State.Incidents.Values.Where(i => i.IsToldTogether).Select(i => i.Id).ToList())
        {
            walk.Do(new Act.Merge(together, 1, "Wei Min", "one lorry"), Some.At(1.2));
        }

        Assert.Equal(Subject.OfIncident(1, Some.River), Assert.Single(walk.State.Escalations.Values).Subject);
    }

    [Fact]
    public void Their_duties_are_warned_of_once_a_group_interval()
    {
        var walk = Walk(new DutyRule
        {
            Ref = "test/two-hours",
            Version = "1",
            Title = new("Report", "上报"),
            EffectiveFrom = new DateOnly(2000, 1, 1),
            Deadline = TimeSpan.FromHours(2),
            Determinands = [Some.Cd],
        });
        Trip(walk, Some.At(1));
        walk.Do(new Act.Acknowledge(null, null, "Ana", "by the link") { Told = [1] }, Some.At(1).AddMinutes(1));
        walk.Until(Some.At(4));

        Assert.Equal(Stations, walk.State.Duties.Count);

        // Half an hour before the first runs out, when it has, and of all others that have when the interval is over.
        Assert.Equal(["DutyDue ana", "DutyDue ana", "DutyDue ana"], Told(walk).Where(t => t.StartsWith('D')));
    }

    [Fact]
    public void It_is_over_when_the_last_of_them_has_cleared()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));
        for (var i = 1; i <= 3; i++)
        {
            Trip(walk, Some.At(1 + i), value: "0.001");
        }

        Assert.Single(Told(walk), t => t == "Resolved ana");
        Assert.Empty(walk.State.Escalations);
    }

    [Fact]
    public void It_is_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk();
        Trip(walk, Some.At(1));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    private static Escalation Surge(CaseWalk walk) => walk.State.Escalations.Values.Single(e => e.Subject.IsSurge);

    private static IEnumerable<string> Told(CaseWalk walk) =>
        walk.Timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => $"{e.Data["reason"]} {e.Data["person"]}");

    private static IEnumerable<long> Numbers(string ranges) => ranges.Split(", ").Select(r => r.Split('-')).SelectMany(r =>
        Enumerable.Range(int.Parse(r[0], null), int.Parse(r[^1], null) - int.Parse(r[0], null) + 1).Select(n => (long)n));

    /// <summary>One sample of each station within a few seconds.</summary>
    private static void Trip(CaseWalk walk, DateTimeOffset at, int first = 0, string value = "0.006")
    {
        foreach (var some in Enumerable.Range(first, Stations - first).Chunk(100))
        {
            at = at.AddSeconds(1);
            walk.Receive(at, [.. some.Select(s => Some.Message(Some.Payload(at, value), at, $"s{s}"))]);
        }
    }

    private static CaseWalk Walk(params DutyRule[] duties)
    {
        var stations = Enumerable.Range(0, Stations).Select(i => new WatchedStation(
            Some.Station($"s{i}", null), [], [new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [Some.CdLimit] }], AlertRule.Default));
        var watched = Some.Plan([.. stations]);
        EscalationStep[] steps = [new(TimeSpan.Zero, [new Target.Someone("ana")]), new(Quarter, [new Target.Someone("bo")])];
        var plan = new WatchPlan([.. watched.Rivers.Values.Select(r => r with { Duties = duties })], TimeSpan.FromMinutes(5), "configuration 1")
        {
            OnCall = new OnCallPlan(
                [new("bureau", new("Bureau", "局"))],
                [.. People.Select(p => new Person(p, new(p, p), "bureau", Language.English, [new Channel.Mail($"{p}@example.org")]))],
                [],
                [new EscalationPolicy("bureau", new("Bureau", "局"), steps, Quarter)])
            {
                Routes = [new AlertRoute(Matcher.Everything, Level.Yellow, "bureau")],
            },
        };
        return new CaseWalk(plan).Begin(Some.Start);
    }
}
