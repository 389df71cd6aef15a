using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Projection;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Projection;

/// <summary>The figure behind the reference that a reading was stored with.</summary>
public sealed class StatedLimitsTests
{
    private static readonly Determinand s_cadmium = Determinand.Find("Cd")!;
    private static readonly DateTimeOffset s_taken = new(2024, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly Limit s_byHardness = new Limit("EU 2008/105/EC", "", s_cadmium, Fraction.Dissolved, LimitSense.AtMost, 0.00045m)
    {
        Criterion = "MAC",
        Label = "total as dissolved",
        By = new BoundByRange(Determinand.Find("Hardness")!, [new BoundRange(0, 50, 0.00045m), new BoundRange(50, 100, 0.0006m), new BoundRange(100, null, 0.0015m)]),
    }.Named();

    [Theory]
    [InlineData("87", true, "0.0006")]
    [InlineData("100", false, "0.0015")]
    [InlineData("12.50", true, "0.00045")]
    public void What_depends_on_the_water_is_reckoned_by_the_hardness_that_the_reference_states(string hardness, bool isSampled, string bound)
    {
        var limit = s_byHardness.For(new Companion(decimal.Parse(hardness), isSampled ? new DateOnly(2024, 3, 1) : null));

        var found = Assert.Single(StatedLimits.Of(Station(), Rules(s_byHardness), limit.Ref, s_taken));

        Assert.Equal((decimal.Parse(bound), limit.Ref), (found.Bound, found.Ref));
    }

    [Fact]
    public void Where_nobody_knew_the_hardness_it_is_the_loosest() =>
        Assert.True(Assert.Single(StatedLimits.Of(Station(), Rules(s_byHardness), s_byHardness.For(default).Ref, s_taken)).LacksCompanion);

    [Theory]
    [InlineData("EU 2008/105/EC MAC (total as dissolved; hardness 87 of yesterday)")]
    [InlineData("EU 2008/105/EC AA")]
    [InlineData("")]
    public void What_does_not_come_to_the_very_same_reference_is_no_limit(string reference) => Assert.Empty(StatedLimits.Of(Station(), Rules(s_byHardness), reference, s_taken));

    [Fact]
    public void Of_two_versions_the_one_of_the_day_of_the_sample_holds()
    {
        var old = new Limit("GB", "III", s_cadmium, Fraction.Total, LimitSense.AtMost, 0.01m).Named();
        var young = (old with { Bound = 0.005m, EffectiveFrom = new DateOnly(2024, 1, 1) }).Named();

        Assert.Equal(0.005m, Assert.Single(StatedLimits.Of(Station(), Rules(old, young), "GB III", s_taken)).Bound);
        Assert.Equal(0.01m, Assert.Single(StatedLimits.Of(Station(), Rules(old, young), "GB III", s_taken.AddYears(-1))).Bound);
    }

    private static DeterminandRules Rules(params Limit[] limits) => new(s_cadmium, Fraction.Total) { Limits = limits };

    private static WatchedStation Station() => new(
        new Station(new StationId("s"), "r", new LocalizedName("S", "站"), "p", null, TimeZoneInfo.Utc, "", ""), [], [], AlertRule.Default);
}
