using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Incidents;

public sealed class JoiningTests
{
    private static readonly RiverNetwork Network = Some.Network();

    [Fact]
    public void The_order_in_which_two_alerts_are_held_against_each_other_does_not_matter()
    {
        var (upper, lower) = (Alert(1, 0), Alert(2, 8));

        var down = Joining.Examine(Network, "upper", upper, "lower", lower);
        var up = Joining.Examine(Network, "lower", lower, "upper", upper);

        Assert.Equal((upper, lower, TimeSpan.FromHours(8)), (down!.Upstream, down.Downstream, down.Elapsed));
        Assert.Equal((down.Upstream, down.Downstream, down.Elapsed), (up!.Upstream, up.Downstream, up.Elapsed));
    }

    [Theory]
    [InlineData(5.9, false)]
    [InlineData(6, true)]
    public void Water_is_no_faster_than_it_can_be_since_the_last_good_sample_upstream(double hours, bool joins) =>
        Assert.Equal(joins, Joining.Examine(Network, "upper", Alert(1, 1) with { LastBelowAt = Some.At(0) }, "lower", Alert(2, hours)) is not null);

    [Fact]
    public void Where_no_good_sample_is_known_the_water_may_have_turned_any_time_before() =>
        Assert.NotNull(Joining.Examine(Network, "upper", Alert(1, 1), "lower", Alert(2, 1)));

    [Theory]
    [InlineData(24, true)]
    [InlineData(24.1, false)]
    public void After_the_last_of_the_water_has_passed_it_is_another_event(double hours, bool joins) =>
        Assert.Equal(joins, Joining.Examine(Network, "upper", Alert(1, 0) with { Status = AlertStatus.Inactive }, "lower", Alert(2, hours)) is not null);

    [Fact]
    public void While_the_upstream_alert_is_open_there_is_no_latest_bound() =>
        Assert.NotNull(Joining.Examine(Network, "upper", Alert(1, 0), "lower", Alert(2, 900)));

    [Theory]
    [InlineData(900, true)]
    [InlineData(899.9, false)]
    public void What_counts_is_whether_it_was_open_at_the_time_of_the_downstream_one(double clearedAt, bool joins)
    {
        var cleared = Alert(1, 0) with { Status = AlertStatus.Inactive, ClearedAt = Some.At(clearedAt) };

        Assert.Equal(joins, Joining.Examine(Network, "upper", cleared, "lower", Alert(2, 900)) is not null);
    }

    [Fact]
    public void Assumed_times_say_so()
    {
        var assumed = new RiverNetwork(
            [new Place("a", new LocalizedName("a", "")), new Place("b", new LocalizedName("b", ""))], [new Reach("a", "b", 36, AssumedVelocities.Wide.Over(36), "")]);

        Assert.Equal("5.0-200.0 assumed", Joining.Examine(assumed, "a", Alert(1, 0), "b", Alert(2, 6))!.Data["window_h"]);
    }

    [Theory]
    [InlineData(1, 4.5)]
    [InlineData(5, 6)]
    [InlineData(4.4, 5.9)]
    public void Water_goes_on_by_a_release_from_when_it_is_at_the_dam_and_the_dam_releases(double releasedAt, double earliest)
    {
        var dammed = Some.Network(new Place("middle", new LocalizedName("Middle dam", "")) { IsDam = true });
        var turned = Alert(1, 1) with { LastBelowAt = Some.At(0) };
        var release = new DamOperation("testriver", "middle", Some.At(releasedAt), DamOperationKind.Release, 0.5m, "someone", "gates opened");

        Assert.NotNull(Joining.Examine(dammed, "upper", turned, "lower", Alert(2, earliest), [release]));
        Assert.Null(Joining.Examine(dammed, "upper", turned, "lower", Alert(2, earliest - 0.01), [release]));
    }

    [Fact]
    public void A_hold_makes_nothing_impossible_and_is_named()
    {
        var dammed = Some.Network(new Place("middle", new LocalizedName("Middle dam", "")) { IsDam = true });
        var hold = new DamOperation("testriver", "middle", Some.At(2), DamOperationKind.Hold, 1m, "someone", "gates shut");

        var evidence = Joining.Examine(dammed, "upper", Alert(1, 0) with { Status = AlertStatus.Inactive }, "lower", Alert(2, 900), [hold]);

        Assert.Equal(("hold", "middle", "6.0-24.0"), (evidence!.Data["operation"], evidence.Data["operated_dam"], evidence.Data["window_h"]));
    }

    [Fact]
    public void A_dam_between_holds_water_back_for_as_long_as_it_likes()
    {
        var dammed = Some.Network(new Place("middle", new LocalizedName("Middle dam", "")) { IsDam = true });

        var evidence = Joining.Examine(dammed, "upper", Alert(1, 0) with { Status = AlertStatus.Inactive }, "lower", Alert(2, 900));

        Assert.Equal("Middle dam", evidence!.Data["dams"]);
    }

    [Fact]
    public void With_an_unknown_travel_time_the_times_decide_nothing()
    {
        var unknown = new RiverNetwork(
            [new Place("a", new LocalizedName("a", "")), new Place("b", new LocalizedName("b", ""))], [new Reach("a", "b", null, null, "")]);

        var evidence = Joining.Examine(unknown, "a", Alert(1, 0) with { LastBelowAt = Some.At(-1), Status = AlertStatus.Inactive }, "b", Alert(2, 0));

        Assert.Equal(("unknown", "unknown"), (evidence!.Data["window_h"], evidence.Data["distance_km"]));
    }

    [Fact]
    public void Parallel_tributaries_never_join() => Assert.Null(Joining.Examine(Network, "left", Alert(1, 0), "right", Alert(2, 0)));

    [Fact]
    public void At_one_place_the_older_alert_is_upstream()
    {
        var evidence = Joining.Examine(Network, "upper", Alert(1, 5), "upper", Alert(2, 3));

        Assert.Equal((2, 1), ((int)evidence!.Upstream.Id, (int)evidence.Downstream.Id));
    }

    private static Alert Alert(long id, double hour) => new()
    {
        Id = id,
        Key = new AlertKey(new StationId(id == 1 ? "upper" : "lower"), Some.Cd, Fraction.Total, Condition.LimitExceedance),
        Status = AlertStatus.Firing,
        Level = Level.Yellow,
        PeakLevel = Level.Yellow,
        FiredAt = Some.At(hour),
        RaisedAt = Some.At(hour),
        ChangedAt = Some.At(hour),
        LastOverAt = Some.At(hour),
    };
}
