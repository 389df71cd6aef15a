using WaterWatch.Limits;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

public sealed class LimitVersionsTests
{
    private static readonly Limit First = Some.Limit(Some.Pb, 0.0072m) with { EffectiveFrom = new DateOnly(2009, 1, 13), Until = new DateOnly(2013, 9, 13) };
    private static readonly Limit Second = Some.Limit(Some.Pb, 0.0012m) with { EffectiveFrom = new DateOnly(2015, 12, 22) };
    private static readonly Limit Third = Some.Limit(Some.Pb, 0.001m) with { EffectiveFrom = new DateOnly(2027, 1, 1), Until = new DateOnly(2030, 1, 1) };
    private static readonly Limit[] All = [Second, Third, First];

    [Theory]
    [InlineData("2000-01-01", "0.0072")]
    [InlineData("2009-01-13", "0.0072")]
    [InlineData("2013-09-12", "0.0072")]
    [InlineData("2014-06-01", "0.0072")]
    [InlineData("2015-12-21", "0.0072")]
    [InlineData("2015-12-22", "0.0012")]
    [InlineData("2026-12-31", "0.0012")]
    [InlineData("2027-01-01", "0.001")]
    [InlineData("2035-01-01", "0.001")]
    public void The_newest_that_had_begun_holds_and_before_the_first_the_first(string day, string bound)
    {
        var inForce = All.Where(l => LimitVersions.IsInForce(l, All, DateOnly.Parse(day, null)));

        Assert.Equal(decimal.Parse(bound, null), Assert.Single(inForce).Bound);
    }

    [Fact]
    public void Another_criterion_sense_or_statistic_is_another_limit()
    {
        Assert.False(First.IsVersionOf(Second with { Criterion = "MAC" }));
        Assert.False(First.IsVersionOf(Second with { Sense = LimitSense.AtLeast }));
        Assert.False(First.IsVersionOf(Second with { MeanOver = TimeSpan.FromDays(365) }));
        Assert.False(First.IsVersionOf(Second with { Label = "total as dissolved" }));
        Assert.True(First.IsVersionOf(Second));
    }

    [Fact]
    public void Only_limits_that_need_more_than_themselves_vary()
    {
        Assert.False(LimitVersions.Vary([]));
        Assert.False(LimitVersions.Vary([First]));
        Assert.False(LimitVersions.Vary([First with { Sense = LimitSense.AtLeast }, Second]));
        Assert.True(LimitVersions.Vary([First, Second]));
        Assert.True(LimitVersions.Vary([First with { By = new BoundByRange(Some.PH, [new BoundRange(0, null, 1)]) }]));
    }
}
