using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What the stories cannot show of what people make while the service runs: what is refused, what is forgotten, and that it is in the log.</summary>
public sealed class OnCallActTests
{
    private const string By = "Chief";
    private const string Why = "lime is dosed";

    public static TheoryData<OnCallAct, string> Refused { get; } = new()
    {
        { Silence(until: -1), "lies in the past" },
        { Silence(from: 3, until: 2), "not later than from" },
        { Silence(until: 24 * 367), "366 days ahead" },
        { Window(until: 25.5), "at most 24 hours" },
        { Window(until: 2, level: Level.Orange), "never Orange or Red" },
        { Silence(until: 2, of: new Matcher { Rivers = ["nile"] }), "\"nile\" is not a river of rivers/. Name one of testriver." },
        { Silence(until: 2, of: new Matcher { Stations = [new StationId("nowhere")] }), "\"nowhere\" is not a station" },
        { Silence(until: 2, of: new Matcher { Stations = [new StationId("upper")], Conditions = [Condition.NotListening] }), "not_listening is of no station" },
        { Override("night", "ana"), "\"night\" is not a rota of people.yaml. Name one of duty." },
        { Override("duty", "zoe"), "\"zoe\" is not a person of people.yaml. Name one of ana, bo." },
        { Override("duty", "ana", until: -1), "lies in the past" },
        { new OnCallAct.End(MadeKind.Silence, 7, null, By, Why), "no silence 7" },
        { Silence(until: 2) with { By = " " }, "who does it" },
        { Silence(until: 2) with { Reason = "" }, "why" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_check_would_refuse_is_refused_in_words_and_changes_nothing(OnCallAct act, string words)
    {
        var walk = Walk();
        var before = walk.State.BatchSeq;

        Assert.Contains(words, walk.Do(act, Some.At(1)).Words, StringComparison.Ordinal);
        Assert.Equal((before, 0), (walk.State.BatchSeq, walk.State.OnCall.All.Count));
    }

    [Fact]
    public void What_was_to_begin_in_the_past_begins_now()
    {
        var walk = Walk();
        walk.Do(Silence(from: -5, until: 2), Some.At(1));

        Assert.Equal((Some.At(1), Some.At(2)), (walk.State.OnCall.All[0].From, walk.State.OnCall.All[0].Until));
        Assert.Equal((EntryKind.SilenceMade, "upper", "Cd", "Yellow"), Of(walk.Timeline[^1]));

        static (EntryKind, string, string, string) Of(TimelineEntry e) => (e.Kind, e.Station!, e.Data["determinands"], e.Data["level_at_most"]);
    }

    [Fact]
    public void What_has_ended_cannot_be_ended_and_what_had_not_begun_never_holds()
    {
        var walk = Walk();
        walk.Do(Silence(from: 3, until: 5), Some.At(1));
        Assert.True(walk.Do(new OnCallAct.End(MadeKind.Silence, 1, null, By, Why), Some.At(2)).IsDone);

        Assert.Equal(ActRefusal.Conflict, walk.Do(new OnCallAct.End(MadeKind.Silence, 1, null, By, Why), Some.At(2.5)).Refusal);
        Assert.Empty(walk.State.OnCall.InForce(walk.Plan).OnCall.Mutings);
    }

    [Fact]
    public void One_kind_is_not_ended_as_another_nor_an_override_by_another_rota()
    {
        var walk = Walk();
        walk.Do(Override("duty", "bo"), Some.At(1));

        Assert.Equal(ActRefusal.NotFound, walk.Do(new OnCallAct.End(MadeKind.Silence, 1, null, By, Why), Some.At(2)).Refusal);
        Assert.Equal(ActRefusal.NotFound, walk.Do(new OnCallAct.End(MadeKind.Override, 1, "night", By, Why), Some.At(2)).Refusal);
        Assert.Equal("bo", walk.State.OnCall.InForce(walk.Plan).OnCall.Rotas["duty"].TurnAt(Some.At(2)).Person);
    }

    [Fact]
    public void An_override_made_later_wins_over_those_made_before_and_over_configured_ones()
    {
        var configured = new RotaOverride("bo", Some.At(0), Some.At(48), Why, By);
        var walk = Walk(configured);
        Assert.Equal("bo", DutyAt(walk, 5));

        walk.Do(Override("duty", "ana", until: 10), Some.At(1));
        Assert.Equal("ana", DutyAt(walk, 5));

        walk.Do(Override("duty", "bo", from: 4, until: 6), Some.At(2));
        Assert.Equal(("ana", "bo", "ana", "bo"), (DutyAt(walk, 3), DutyAt(walk, 5), DutyAt(walk, 7), DutyAt(walk, 11)));
    }

    [Fact]
    public void Of_each_kind_a_bounded_number_is_open_and_one_that_ends_makes_room()
    {
        var walk = Walk();
        for (var i = 0; i < Made.MostOpen; i++)
        {
            Assert.True(walk.Do(Silence(until: 5), Some.At(1)).IsDone);
        }

        Assert.Equal(ActRefusal.Conflict, walk.Do(Silence(until: 5), Some.At(1)).Refusal);
        Assert.True(walk.Do(Window(until: 5), Some.At(1)).IsDone);
        walk.Do(new OnCallAct.End(MadeKind.Silence, 3, null, By, Why), Some.At(2));
        Assert.True(walk.Do(Silence(until: 5), Some.At(2)).IsDone);
    }

    [Fact]
    public void What_ended_long_ago_is_forgotten_and_its_number_is_not_used_again()
    {
        var walk = Walk();
        walk.Do(Silence(until: 2), Some.At(1));
        var month = RememberedOnCall.Kept.TotalHours;
        walk.Do(Silence(until: month + 2), Some.At(month + 1.9));
        Assert.Equal([1, 2], walk.State.OnCall.All.Select(m => m.Id));

        walk.Do(Silence(until: month + 9), Some.At(month + 2));
        Assert.Equal([2, 3], walk.State.OnCall.All.Select(m => m.Id));
    }

    [Fact]
    public void What_ended_is_bounded_in_number()
    {
        var walk = Walk();
        for (var i = 1; i <= RememberedOnCall.MostEnded + 5; i++)
        {
            walk.Do(Silence(until: 2), Some.At(1));
            walk.Do(new OnCallAct.End(MadeKind.Silence, i, null, By, Why), Some.At(1));
        }

        Assert.Equal((RememberedOnCall.MostEnded, 6L), (walk.State.OnCall.All.Count, walk.State.OnCall.All[0].Id));
    }

    [Fact]
    public void What_names_a_person_who_is_configured_no_more_holds_no_more()
    {
        var walk = Walk();
        walk.Do(Override("duty", "bo", until: 9), Some.At(1));

        var without = new OnCallPlan([], [Person("ana")], walk.Plan.OnCall.Rotas.Values, []);
        Assert.Equal("ana", walk.State.OnCall.InForce(walk.Plan.With(without)).OnCall.Rotas["duty"].TurnAt(Some.At(2)).Person);
    }

    [Fact]
    public void The_plan_in_force_is_reckoned_once_until_either_changes()
    {
        var walk = Walk();
        Assert.Same(walk.Plan, walk.State.OnCall.InForce(walk.Plan));

        walk.Do(Silence(until: 9), Some.At(1));
        var first = walk.State.OnCall.InForce(walk.Plan);
        Assert.Same(first, walk.State.OnCall.InForce(walk.Plan));
        Assert.NotSame(first, walk.State.OnCall.InForce(walk.Plan.Told(Telling.Shadow)));

        walk.Do(Silence(until: 9), Some.At(1));
        Assert.Equal(2, walk.State.OnCall.InForce(walk.Plan).OnCall.Mutings.Count);
    }

    [Fact]
    public void What_was_made_is_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk();
        walk.Do(Silence(until: 9), Some.At(1));
        walk.Do(Override("duty", "bo", until: 9), Some.At(1));
        walk.Do(new OnCallAct.End(MadeKind.Silence, 1, null, By, Why), Some.At(2));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    private static string? DutyAt(CaseWalk walk, double hours) => walk.State.OnCall.InForce(walk.Plan).OnCall.Rotas["duty"].TurnAt(Some.At(hours)).Person;

    private static OnCallAct.Mute Silence(double? from = null, double until = 1, Matcher? of = null) =>
        new(MadeKind.Silence, of ?? new Matcher { Stations = [new StationId("upper")], Determinands = [Some.Cd] }, from is { } begin ? Some.At(begin) : null, Some.At(until), null, By, Why);

    private static OnCallAct.Mute Window(double until, Level? level = null) => new(MadeKind.MaintenanceWindow, Matcher.Everything, null, Some.At(until), level, By, Why);

    private static OnCallAct.Override Override(string rota, string person, double? from = null, double until = 9) => new(rota, person, from is { } begin ? Some.At(begin) : null, Some.At(until), By, Why);

    private static Person Person(string id) => new(id, new LocalizedName(id, id), "bureau", Language.English, [new Channel.Mail($"{id}@example.org")]);

    private static CaseWalk Walk(params RotaOverride[] overrides)
    {
        var rota = new Rota
        {
            Id = "duty",
            Name = new LocalizedName("Duty", "值班"),
            TimeZone = TimeZoneInfo.Utc,
            Rotation = ["ana"],
            FirstHandOver = new DateTime(2012, 1, 1),
            ShiftLength = TimeSpan.FromDays(7),
            Overrides = overrides,
        };
        return new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("lower")).With(new OnCallPlan([], [Person("ana"), Person("bo")], [rota], []))).Begin(Some.Start);
    }
}
