using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class ActTests
{
    private const string By = "Chen Jing";
    private const string Why = "zinc to cadmium as on the left branch";

    [Fact]
    public void What_lies_below_a_choice_follows_it()
    {
        var walk = BelowTwoTributaries();

        Assert.Equal(1, walk.Do(new Act.Merge(3, 1, By, Why), Some.At(7)).Incident);
        walk.Receive(Some.At(8), "0.2", "Pb", "lower");

        Assert.Equal([1, 2], walk.State.Incidents.Keys);
        Assert.Equal([2], walk.State.Incidents[1].ChosenOver);
        Assert.Equal(["left", "lower"], walk.State.Incidents[1].Stations);
        Assert.Equal(["Cd", "Pb"], walk.State.Incidents[1].Determinands);
    }

    [Fact]
    public void The_closed_incident_says_where_its_alerts_went_and_both_timelines_tell_it()
    {
        var walk = BelowTwoTributaries();
        walk.Do(new Act.Merge(3, 1, By, Why), Some.At(7));

        var closed = walk.Batches[^1].Incidents.Single(i => i.Id == 3);
        Assert.Equal((IncidentStatus.Closed, (long?)1, Some.At(7)), (closed.Status, closed.MergedInto, closed.ClosedAt));
        var told = walk.Timeline.Where(e => e.Kind == EntryKind.IncidentMerged).ToList();
        Assert.Equal([3, 1], told.Select(e => e.Incident ?? 0));
        Assert.All(told, e => Assert.Equal((By, Why, "3", "1"), (e.By, e.Data["reason"], e.Data["merged"], e.Data["into"])));
    }

    [Fact]
    public void Merging_both_candidates_leaves_nothing_to_choose()
    {
        var walk = BelowTwoTributaries();
        walk.Do(new Act.Merge(2, 1, By, "the same lorry at both bridges"), Some.At(7));

        Assert.Equal(["left", "right", "lower"], Assert.Single(walk.State.Incidents.Values).Stations);
        Assert.Contains(walk.Timeline, e => e.Kind == EntryKind.IncidentRegrouped && e.Incident == 1 && e.Data["from_incident"] == "3");
    }

    [Fact]
    public void Taking_a_station_out_undoes_the_entry_by_which_it_joined_and_nothing_brings_it_back()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(12), "0.008", station: "lower");
        var joined = walk.Timeline.Single(e => e.Kind == EntryKind.IncidentJoined).Seq;

        Assert.Equal(2, walk.Do(new Act.Split(1, null, "lower", [], By, "a tannery"), Some.At(13)).Incident);
        walk.Receive(Some.At(6), "0.02", station: "middle", receivedAt: Some.At(14));

        Assert.Equal($"{joined}", walk.Timeline.First(e => e.Kind == EntryKind.IncidentSplit).Data["undoes"]);
        Assert.Equal(["upper", "middle"], walk.State.Incidents[1].Stations);
        Assert.Equal(["lower"], walk.State.Incidents[2].Stations);
        Assert.Equal((Level.Orange, Level.Yellow), (walk.State.Incidents[1].Level, walk.State.Incidents[2].Level));
    }

    [Fact]
    public void Single_alerts_can_be_taken_into_a_given_incident()
    {
        var walk = BelowTwoTributaries();
        walk.Receive(Some.At(1.5), "0.2", "Pb", "left");

        walk.Do(new Act.Split(1, 2, null, [4], By, Why), Some.At(7));

        Assert.Equal(["Cd", "Pb"], walk.State.Incidents[2].Determinands);
        Assert.Equal(["Cd"], walk.State.Incidents[1].Determinands);
    }

    public static TheoryData<Act, ActRefusal, string> Refused() => new()
    {
        { new Act.Merge(3, 1, "", Why), ActRefusal.Invalid, "who" },
        { new Act.Merge(3, 1, By, " "), ActRefusal.Invalid, "why" },
        { new Act.Merge(3, 1, By, Why, Some.At(100)), ActRefusal.Invalid, "future" },
        { new Act.Merge(4, 1, By, Why), ActRefusal.NotFound, "4" },
        { new Act.Merge(1, 0, By, Why), ActRefusal.NotFound, "0" },
        { new Act.Merge(1, 1, By, Why), ActRefusal.Invalid, "itself" },
        { new Act.Split(1, null, "right", [], By, Why), ActRefusal.Invalid, "right" },
        { new Act.Split(1, null, null, [2], By, Why), ActRefusal.Invalid, "no alert 2" },
        { new Act.Split(1, null, null, [], By, Why), ActRefusal.Invalid, "nothing" },
        { new Act.Split(1, null, "left", [], By, Why), ActRefusal.Conflict, "all" },
        { new Act.OperateDam(1, null, "middle", DamOperationKind.Release, null, By, Why), ActRefusal.Invalid, "not a dam" },
        { new Act.OperateDam(null, "nowhere", "middle", DamOperationKind.Release, null, By, Why), ActRefusal.NotFound, "nowhere" },
        { new Act.OperateDam(9, null, "middle", DamOperationKind.Release, null, By, Why), ActRefusal.NotFound, "9" },
        { new Act.OperateDam(1, null, "meeting", DamOperationKind.Release, 1.5m, By, Why), ActRefusal.Invalid, "factor" },
        { new Act.OperateDam(1, null, "meeting", DamOperationKind.Hold, 0.5m, By, Why), ActRefusal.Invalid, "factor" },
        { new Act.DeclareResponseLevel(1, 0, By, Why), ActRefusal.Invalid, "IV" },
        { new Act.DeclareResponseLevel(9, ResponseLevel.I, By, Why), ActRefusal.NotFound, "9" },
        { new Act.StopDuty(1, By, Why), ActRefusal.NotFound, "duty 1" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_done_is_refused_in_words_and_changes_nothing(Act act, ActRefusal refusal, string words)
    {
        var walk = BelowTwoTributaries(Some.Network(new Place("meeting", new LocalizedName("Meeting", "")) { IsDam = true }));
        var before = walk.State.BatchSeq;

        var result = walk.Do(act, Some.At(7));

        Assert.Equal((refusal, false), (result.Refusal, result.IsDone));
        Assert.Contains(words, result.Words, StringComparison.Ordinal);
        Assert.Equal(before, walk.State.BatchSeq);
    }

    [Fact]
    public void In_a_closed_incident_nothing_is_done()
    {
        var walk = BelowTwoTributaries();
        walk.Do(new Act.Merge(3, 1, By, Why), Some.At(7));

        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.DeclareResponseLevel(3, ResponseLevel.I, By, Why), Some.At(8)).Refusal);
    }

    [Fact]
    public void A_release_lets_water_come_earlier_and_the_join_names_it()
    {
        var walk = Walk(Some.Network(new Place("middle", new LocalizedName("Middle dam", "中")) { IsDam = true }));
        walk.Receive(Some.At(0), "0.001", station: "upper");
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(5), "0.01", station: "lower");
        Assert.Equal(2, walk.State.Incidents.Count);

        walk.Do(new Act.OperateDam(1, null, "middle", DamOperationKind.Release, 0.5m, By, "gates opened", Some.At(2)), Some.At(6));

        // Three hours to the dam, and one and a half instead of three from there.
        Assert.Equal(["upper", "lower"], Assert.Single(walk.State.Incidents.Values).Stations);
        var join = walk.Timeline.Single(e => e.Kind == EntryKind.IncidentRegrouped).Data;
        Assert.Equal(("4.5-24.0", "release", "middle", "2012-01-15T02:00:00Z"), (join["window_h"], join["operation"], join["operated_dam"], join["operated_at"]));
    }

    [Fact]
    public void What_passed_the_dam_before_the_release_is_as_fast_as_ever()
    {
        var walk = Walk(Some.Network(new Place("middle", new LocalizedName("Middle dam", "中")) { IsDam = true }));
        walk.Receive(Some.At(0), "0.001", station: "upper");
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(5), "0.01", station: "lower");

        walk.Do(new Act.OperateDam(1, null, "middle", DamOperationKind.Release, 0.5m, By, "gates opened", Some.At(4)), Some.At(6));
        walk.Do(new Act.OperateDam(1, null, "middle", DamOperationKind.Normal, null, By, "as before", Some.At(4.5)), Some.At(7));

        Assert.Equal(2, walk.State.Incidents.Count);
    }

    [Fact]
    public void Acts_are_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk(Some.Network(new Place("middle", new LocalizedName("Middle dam", "中")) { IsDam = true }));
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Do(new Act.OperateDam(1, null, "middle", DamOperationKind.Hold, null, By, "held", Some.At(2)), Some.At(3));
        walk.Do(new Act.OperateDam(null, Some.River, "middle", DamOperationKind.Normal, null, By, "earlier", Some.At(1)), Some.At(4));
        walk.Do(new Act.DeclareResponseLevel(1, ResponseLevel.II, By, Why), Some.At(5));

        Assert.Equal([DamOperationKind.Normal, DamOperationKind.Hold], walk.State.DamOperations(Some.River).Select(o => o.Operation));
        Assert.Equal(ResponseLevel.II, walk.State.Incidents[1].ResponseLevel);
        var folded = new WaterWatch.Deciding.WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WaterWatch.Deciding.WatchState(walk.State.ToSnapshot()));
    }

    private static CaseWalk BelowTwoTributaries(RiverNetwork? network = null)
    {
        var walk = Walk(network);
        walk.Receive(Some.At(1), "0.02", station: "left");
        walk.Receive(Some.At(1), "0.02", station: "right");
        walk.Receive(Some.At(6), "0.01", station: "lower");
        return walk;
    }

    private static CaseWalk Walk(RiverNetwork? network = null) => new CaseWalk(Some.Plan(
        network ?? Some.Network(), Some.Watched("upper"), Some.Watched("middle"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right"))).Begin(Some.Start);
}
