using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class DutyTests
{
    private const string By = "Wei Min";

    [Fact]
    public void The_clock_starts_when_the_first_exceedance_is_recorded_and_not_when_its_sample_was_taken()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", receivedAt: Some.At(3));

        var duty = Assert.Single(walk.State.Duties.Values);
        Assert.Equal((1L, "decree/grade-unknown", Some.At(3), Some.At(5), DutyState.Running), (duty.Incident, duty.Rule, duty.StartedAt, duty.DueAt, duty.State));
        var entry = walk.Timeline.Single(e => e.Kind == EntryKind.DutyOpened);
        Assert.Equal((Some.At(3), (long?)1, "2012-01-15T05:00:00Z", "own government", "I/II"), (entry.At, entry.Incident, entry.Data["due_at"], entry.Data["recipients"], entry.Data["grade"]));
    }

    [Fact]
    public void Further_exceedances_open_no_further_duty()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(2), "0.2", "Pb");
        walk.Receive(Some.At(3), "0.03");

        Assert.Single(walk.State.Duties);
    }

    [Fact]
    public void A_metal_that_begins_no_duty_leaves_it_to_the_one_that_does()
    {
        var walk = Walk(Rule("grade-unknown", 2) with { Determinands = [Some.Pb] });
        walk.Receive(Some.At(1), "0.02");
        Assert.Empty(walk.State.Duties);

        walk.Receive(Some.At(2), "0.2", "Pb");

        Assert.Equal(Some.At(2), Assert.Single(walk.State.Duties.Values).StartedAt);
    }

    [Fact]
    public void Overdue_is_told_once_at_the_deadline()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Tick(Some.At(2.99));
        Assert.DoesNotContain(EntryKind.DutyOverdue, walk.Kinds);

        walk.Tick(Some.At(3.2));
        walk.Tick(Some.At(3.3));

        Assert.Equal(Some.At(3), walk.Timeline.Single(e => e.Kind == EntryKind.DutyOverdue).At);
        Assert.Equal(DutyState.Overdue, walk.State.Duties[1].State);
    }

    [Fact]
    public void A_named_person_stops_it_once_and_it_is_not_opened_again()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");

        Assert.True(walk.Do(new Act.StopDuty(1, By, "reported by fax"), Some.At(2)).IsDone);
        walk.Receive(Some.At(2.5), "0.03");
        walk.Tick(Some.At(4));

        Assert.Equal((DutyState.Stopped, By, (DateTimeOffset?)Some.At(2)), (walk.State.Duties[1].State, walk.State.Duties[1].StoppedBy, walk.State.Duties[1].StoppedAt));
        Assert.DoesNotContain(EntryKind.DutyOverdue, walk.Kinds);
        Assert.Contains(By, walk.Do(new Act.StopDuty(1, By, "again"), Some.At(5)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Declaring_and_regrading_each_open_a_duty_from_the_declaration_and_end_none()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.III, By, "one township"), Some.At(2));
        walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.II, By, "a key basin", Some.At(2.5)), Some.At(3));

        Assert.Equal(
            [("decree/grade-unknown", "I/II", Some.At(1), Some.At(3)), ("decree/grade-3-4", "III", Some.At(2), Some.At(6)), ("decree/grade-1-2", "II", Some.At(3), Some.At(5))],
            walk.State.Duties.Values.Select(d => (d.Rule, d.Grade, d.StartedAt, d.DueAt)));
        Assert.All(walk.State.Duties.Values, d => Assert.Equal(DutyState.Running, d.State));
        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.II, By, "again"), Some.At(4)).Refusal);
    }

    [Fact]
    public void A_rule_may_take_the_place_of_another()
    {
        var walk = Walk(Rule("grade-unknown", 2) with { Determinands = [Some.Cd] }, Rule("graded", 4) with { Levels = [ResponseLevel.IV], Replaces = ["decree/grade-unknown"] });
        walk.Receive(Some.At(1), "0.02");

        walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.IV, By, "small"), Some.At(2));

        Assert.Equal([DutyState.Replaced, DutyState.Running], walk.State.Duties.Values.Select(d => d.State));
        Assert.Equal("2", walk.Timeline.Single(e => e.Kind == EntryKind.DutyStopped).Data["replaced_by"]);
    }

    [Fact]
    public void Once_a_level_is_declared_an_exceedance_begins_no_duty_for_an_unknown_one()
    {
        var walk = Walk(Rule("grade-unknown", 2) with { Determinands = [Some.Pb] });
        walk.Receive(Some.At(1), "0.02");
        walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.IV, By, "small"), Some.At(2));

        walk.Receive(Some.At(3), "0.2", "Pb");

        Assert.Empty(walk.State.Duties);
    }

    [Fact]
    public void Of_merged_incidents_the_earlier_clock_counts()
    {
        var walk = Walk();
        walk.Receive(Some.At(2), "0.02", station: "left");
        walk.Receive(Some.At(3), "0.02", station: "right");

        walk.Do(new Act.Merge(1, 2, By, "one lorry"), Some.At(3.5));

        Assert.Equal([(2L, Some.At(2), DutyState.Running), (2L, Some.At(3), DutyState.Replaced)], walk.State.Duties.Values.Select(d => (d.Incident, d.StartedAt, d.State)));
    }

    [Fact]
    public void What_a_person_takes_out_owes_its_report_since_its_own_first_exceedance_was_recorded()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(12), "0.02", station: "lower");

        walk.Do(new Act.Split(1, null, "lower", [], By, "a tannery"), Some.At(13));

        Assert.Equal([(1L, Some.At(1)), (2L, Some.At(12))], walk.State.Duties.Values.Select(d => (d.Incident, d.StartedAt)));
    }

    [Theory]
    [InlineData("2012-01-15", null, true)]
    [InlineData("2012-01-16", null, false)]
    [InlineData("2010-01-01", "2012-01-15", true)]
    [InlineData("2010-01-01", "2012-01-14", false)]
    public void A_rule_holds_from_its_first_day_to_its_last(string from, string? until, bool opens)
    {
        var walk = Walk(Rule("grade-unknown", 2) with
        {
            Determinands = [Some.Cd],
            EffectiveFrom = DateOnly.Parse(from, null),
            EffectiveTo = until is null ? null : DateOnly.Parse(until, null),
        });

        walk.Receive(Some.At(1), "0.02");

        Assert.Equal(opens, walk.State.Duties.Count == 1);
    }

    [Fact]
    public void A_changed_rule_changes_no_duty_that_runs()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Reconfigure(Plan(Rule("grade-unknown", 1) with { Determinands = [Some.Cd] }), Some.At(2));
        walk.Receive(Some.At(2), "0.03");

        Assert.Equal(Some.At(3), Assert.Single(walk.State.Duties.Values).DueAt);
    }

    [Fact]
    public void Duties_are_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "left");
        walk.Receive(Some.At(2), "0.02", station: "right");
        walk.Tick(Some.At(4));
        walk.Do(new Act.StopDuty(2, By, "reported"), Some.At(5));
        walk.Do(new Act.Merge(2, 1, By, "one lorry"), Some.At(6));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    private static CaseWalk Walk(params DutyRule[] rules) => new CaseWalk(Plan(rules.Length > 0 ? rules :
    [
        Rule("grade-unknown", 2) with { Determinands = [Some.Cd, Some.Pb], Grade = "I/II" },
        Rule("grade-1-2", 2) with { Levels = [ResponseLevel.I, ResponseLevel.II] },
        Rule("grade-3-4", 4) with { Levels = [ResponseLevel.III, ResponseLevel.IV] },
    ])).Begin(Some.Start);

    private static WatchPlan Plan(params DutyRule[] rules)
    {
        var river = Some.Plan(Some.Watched("upper"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right")).Rivers[Some.River];
        return new WatchPlan([river with { Duties = rules }], TimeSpan.FromMinutes(5), $"configuration {rules.Length}");
    }

    private static DutyRule Rule(string id, double hours) => new()
    {
        Ref = $"decree/{id}",
        Version = "1",
        Title = new LocalizedName("report", "报告"),
        EffectiveFrom = new DateOnly(2011, 5, 1),
        Deadline = TimeSpan.FromHours(hours),
        Recipients = [new LocalizedName("own government", "本级人民政府")],
    };
}
