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
        Assert.Equal((0.5m, 3m, 20m), (cadmium.Levels.Blue, cadmium.Levels.Orange, cadmium.Levels.Red));
        Assert.Equal((Level.Yellow, Level.Orange), (cadmium.SilentLevel, cadmium.MarkedLevel));
        Assert.Equal(4, Lower.RulesFor(Cadmium, Fraction.Total).Alerts.ClearSamples);
    }

    [Fact]
    public void The_rule_of_a_condition_is_laid_over_the_wider_one_key_by_key_and_none_switches_it_off()
    {
        var (upper, lower) = (Upper.RulesFor(Cadmium, Fraction.Total).Alerts, Lower.RulesFor(Cadmium, Fraction.Total).Alerts);

        Assert.Equal(new FastRiseRule(5, TimeSpan.FromHours(12), 0.3m, Level.Yellow) { OpensIncident = true }, upper.FastRise);
        Assert.Equal((null, new StuckRule(TimeSpan.FromHours(12), 0.01m, Level.Yellow)), (upper.Stuck, lower.Stuck));
        Assert.Equal((null, new ClockRule(TimeSpan.FromHours(4), TimeSpan.FromMinutes(10), 5, Level.Yellow)), (Upper.DefaultRule.Clock, Lower.DefaultRule.Clock));
        Assert.Equal((new BlindRule(4, Level.Yellow), new SensorFailedRule(5, Level.Yellow)), (lower.Blind, lower.SensorFailed));
        Assert.Equal(new FirstDetectionRule(TimeSpan.FromDays(60), Level.Orange) { OpensIncident = true }, lower.FirstDetection);
        Assert.Equal((new FlappingRule(0.6m, 0.3m, 12), new HardnessMissingRule(Level.Yellow)), (lower.Flapping, lower.HardnessMissing));
        Assert.Equal((Level.Yellow, Level.Red), (lower.Levels.ForClass("fair"), lower.Levels.ForClass("worse than fair")));
        Assert.Null(Lower.RulesFor(Determinand.Find("pH")!, Fraction.Total).Alerts.FastRise);
    }

    [Fact]
    public void A_river_has_rules_as_a_whole()
    {
        var rules = Loaded.Plan.Rivers["brook"].Rules;

        Assert.Equal(new RegionalSilenceRule(0.6m, 2, 0.2m, Level.Orange), rules.RegionalSilence);
        Assert.Equal(new NotListeningRule(TimeSpan.FromMinutes(5), Level.Blue), rules.NotListening);
        Assert.Equal(new SetAsideFloodRule(50, TimeSpan.FromHours(1), Level.Yellow), rules.SetAsideFlood);
    }

    [Fact]
    public void A_number_that_stands_for_no_value_is_no_measurement()
    {
        var (upper, lower) = (Upper.RulesFor(Cadmium, Fraction.Total).Quality, Lower.RulesFor(Cadmium, Fraction.Total).Quality);

        Assert.Equal((true, false), (upper.IsNoMeasurement(Cadmium, 9999), lower.IsNoMeasurement(Cadmium, 9999)));
        Assert.True(lower.IsNoMeasurement(Determinand.Find("Temperature")!, -9999));
        Assert.False(lower.IsNoMeasurement(Determinand.Find("Temperature")!, -1));
        Assert.True(lower.IsNoMeasurement(Cadmium, -0.0001m));
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
