using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Api;

namespace WaterWatch.Tests.Web.Api;

public sealed class StationLevelTests
{
    private static readonly AlertRule Rule = AlertRule.Default with
    {
        FastRise = new FastRiseRule(3, TimeSpan.FromDays(1), 0.1m, Level.Orange),
        Stuck = new StuckRule(TimeSpan.FromHours(3), 0, Level.Blue),
    };

    private static DeterminandRules Cadmium { get; } = new(Some.Cd, Fraction.Total) { Limits = [Some.CdLimit], Alerts = Rule, Interval = TimeSpan.FromHours(4) };

    [Fact]
    public void A_station_whose_samples_are_compliant_is_compliant() => Assert.Equal("Compliant", LevelAfter("0.001", "0.0011", "0.001"));

    [Fact]
    public void A_station_that_cannot_be_judged_is_unknown() => Assert.Equal("Unknown", LevelAfter("0.001", "<0.01", "<0.01"));

    [Fact]
    public void A_stuck_sensor_is_never_green() => Assert.Equal("Unknown", LevelAfter("0.001", "0.001", "0.001", "0.001", "0.001"));

    [Fact]
    public void A_failed_sensor_is_never_green() => Assert.Equal("Unknown", LevelAfter("0.001", "-9999", "-9999", "-9999"));

    [Fact]
    public void A_fast_rise_shows_its_level() => Assert.Equal("Orange", LevelAfter("0.0003", "0.0004", "0.0003", "0.0020"));

    [Fact]
    public void What_is_known_to_be_grave_is_shown_beside_what_nobody_knows()
    {
        var walk = Walk("0.0045", "0.0045", "0.0045", "0.0045", "0.0045");

        Assert.Contains(walk.State.Alerts.Keys, k => k.Condition == Condition.Stuck);
        Assert.Equal("Blue", Shown(walk));
    }

    [Fact]
    public void What_is_expected_and_never_came_is_not_vouched_for_by_what_did()
    {
        Assert.Equal("Unknown", Shown(Walk(Expecting(TimeSpan.FromHours(4)), "0.001", "0.0011")));
        Assert.Equal("Orange", Shown(Walk(Expecting(TimeSpan.FromHours(4)), "0.0003", "0.0004", "0.0003", "0.0020")));

        // What nobody expects says nothing by being away.
        Assert.Equal("Compliant", Shown(Walk(Expecting(null), "0.001", "0.0011")));
    }

    private static string LevelAfter(params string[] values) => Shown(Walk(values));

    private static string Shown(CaseWalk walk) => StationLevel.All(walk.Plan, walk.State, Some.At(5)).Single().Level;

    /// <summary>Lead beside the cadmium, which alone comes.</summary>
    private static DeterminandRules[] Expecting(TimeSpan? lead) => [Cadmium, new(Some.Pb, Fraction.Total) { Limits = [Some.Limit(Some.Pb, 0.05m)], Alerts = Rule, Interval = lead }];

    private static CaseWalk Walk(params string[] values) => Walk([Cadmium], values);

    private static CaseWalk Walk(DeterminandRules[] rules, params string[] values)
    {
        var walk = new CaseWalk(Some.Plan(new WatchedStation(Some.Station(), [], rules, Rule))).Begin(Some.Start);
        foreach (var (hour, value) in values.Index())
        {
            walk.Receive(Some.At(hour), value);
        }

        return walk;
    }
}
