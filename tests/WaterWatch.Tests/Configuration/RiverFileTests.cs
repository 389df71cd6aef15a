using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Configuration;

/// <summary>What good/every-option says, as values.</summary>
public class RiverFileTests
{
    private static readonly Determinand Cadmium = Determinand.Find("Cd")!;
    private static readonly LoadedConfiguration Loaded = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "every-option")));
    private static readonly WatchedStation Upper = Loaded.Plan.Stations["upper"];
    private static readonly WatchedStation Lower = Loaded.Plan.Stations["lower"];

    [Fact]
    public void A_station_overrides_the_river_key_by_key()
    {
        Assert.Equal(("clean", "fair"), (Upper.Station.LimitClass, Lower.Station.LimitClass));
        var upper = Upper.RulesFor(Cadmium, Fraction.Total).Quality;
        var lower = Lower.RulesFor(Cadmium, Fraction.Total).Quality;
        Assert.Equal((new Span(0, 0.1m), new Span(0, 0.5m)), (upper.UserSpan!.Value, lower.UserSpan!.Value));
        Assert.Equal((0.005m, 12, TimeSpan.FromHours(9)), (upper.Spike!.Value, upper.FlatLineCount, upper.Gap!.Value));
        Assert.Null(Upper.RulesFor(Determinand.Find("pH")!, Fraction.Total).Interval);
        Assert.Equal(TimeSpan.FromHours(1), Lower.RulesFor(Determinand.Find("pH")!, Fraction.Total).Interval);
    }

    [Fact]
    public void The_narrower_alert_rule_wins()
    {
        Assert.Equal((2, 5, 0.7m), (Upper.DefaultRule.Hold, Upper.DefaultRule.ClearSamples, Upper.DefaultRule.ClearRatio));
        var cadmium = Upper.RulesFor(Cadmium, Fraction.Total).Alerts;
        Assert.Equal((1, 5, 0.9m), (cadmium.Hold, cadmium.ClearSamples, cadmium.ClearRatio));
        Assert.Equal(new LevelRule(0.5m, 3, 20), cadmium.Levels);
        Assert.Equal((Level.Yellow, Level.Orange), (cadmium.SilentLevel, cadmium.MarkedLevel));
        Assert.Equal(4, Lower.RulesFor(Cadmium, Fraction.Total).Alerts.ClearSamples);
    }

    [Fact]
    public void Figures_are_in_the_determinands_unit_whatever_they_were_written_in()
    {
        Assert.Equal([0.0001m, 0.00005m], Upper.Instruments.Select(i => i.DetectionLimit!.Value));
        Assert.Equal([0.5m, 1.0m], Upper.Instruments.Select(i => i.SpanEnd!.Value));
        Assert.Equal(0.005m, Assert.Single(Lower.RulesFor(Cadmium, Fraction.Total).Limits).Bound);
        Assert.Equal(0.0005m, Assert.Single(Upper.RulesFor(Cadmium, Fraction.Dissolved).Limits).Bound);
    }

    [Fact]
    public void What_nobody_expects_is_judged_all_the_same()
    {
        var thallium = Lower.RulesFor(Determinand.Find("Tl")!, Fraction.Total);
        Assert.Single(thallium.Limits);
        Assert.Null(thallium.Interval);
        Assert.Empty(Upper.RulesFor(Determinand.Find("Tl")!, Fraction.Total).Limits);
    }

    [Fact]
    public void A_measured_travel_time_is_not_assumed_and_one_over_a_length_is()
    {
        var network = Loaded.Plan.Rivers["brook"].Network;
        Assert.False(network.RouteDown("upper", "lower")!.Travel!.Value.Assumed);
        Assert.True(network.RouteDown("side", "lower")!.Travel!.Value.Assumed);
        Assert.Equal(TimeSpan.FromMinutes(40), network.RouteDown("side", "lower")!.Travel!.Value.Fastest);
        Assert.Equal("0772-1234567", Assert.Single(network.IntakesBelow("upper")).Intake.Phone);
    }

    [Fact]
    public void A_device_number_leads_to_its_station() => Assert.Equal("lower", Loaded.StationsByMn["45000000000002"].Value);
}
