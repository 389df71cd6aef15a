using WaterWatch.Alerts;

namespace WaterWatch.Tests.Alerts;

public sealed class SidesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("1", 0)]
    [InlineData("11", 0)]
    [InlineData("10", 1)]
    [InlineData("1010", 1)]
    [InlineData("11110", 0.25)]
    [InlineData("11111111111111111110", 0.0526)]
    public void The_share_is_that_of_changes_among_neighbours(string sides, double share) => Assert.Equal((decimal)share, Math.Round(Of(sides).Share, 4));

    [Fact]
    public void Only_the_newest_twenty_count()
    {
        Assert.Equal(Of("11111111111111111111"), Of("0101010" + "11111111111111111111"));
        Assert.Equal(20, Of(new string('0', 50)).Count);
    }

    [Fact]
    public void Samples_below_in_between_are_as_if_each_had_been_seen()
    {
        Assert.Equal(Of("1000"), Of("1").ThenBelow(3));
        Assert.Equal(Of(new string('0', 20)), Of("10101").ThenBelow(20));
        Assert.Equal(Of("10101"), Of("10101").ThenBelow(0));
    }

    internal static Sides Of(string sides) => sides.Aggregate(default(Sides), (all, side) => all.Then(side == '1'));
}
