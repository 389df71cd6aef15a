using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Limits;

public sealed class MeanJudgingTests
{
    private static readonly TimeSpan FourDays = TimeSpan.FromDays(4);

    [Theory]
    [InlineData("0.005", "0.005", CensoredAs.Bounds, Judged.Compliant, JudgedWhy.None, "0.005")]
    [InlineData("0.00500005", "0.00500005", CensoredAs.Bounds, Judged.Compliant, JudgedWhy.None, "0.005")]
    [InlineData("0.00500006", "0.00500006", CensoredAs.Bounds, Judged.Exceeds, JudgedWhy.None, "0.0050001")]
    [InlineData("0.0060", "0.0080", CensoredAs.Bounds, Judged.Exceeds, JudgedWhy.None, "0.006")]
    [InlineData("0.0010", "0.0050", CensoredAs.Bounds, Judged.Compliant, JudgedWhy.None, "0.005")]
    [InlineData("0.0010", "0.0080", CensoredAs.Bounds, Judged.CannotBeJudged, JudgedWhy.MeanAcrossLimit, null)]
    [InlineData("0.0050", "0.0051", CensoredAs.Bounds, Judged.CannotBeJudged, JudgedWhy.MeanAcrossLimit, null)]
    [InlineData("0.0010", "0.0080", CensoredAs.Half, Judged.Compliant, JudgedWhy.None, "0.0045")]
    [InlineData("0.0010", "0.0092", CensoredAs.Half, Judged.Exceeds, JudgedWhy.None, "0.0051")]
    [InlineData("0.0010", "0.0092", CensoredAs.Zero, Judged.Compliant, JudgedWhy.None, "0.001")]
    [InlineData("0.0010", "0.0092", CensoredAs.Full, Judged.Exceeds, JudgedWhy.None, "0.0092")]
    public void A_mean_is_judged_by_its_bounds_or_as_the_standard_counts_censored_values(
        string low, string high, CensoredAs censoredAs, Judged judged, JudgedWhy why, string? value)
    {
        var verdict = MeanJudging.Judge(new RollingMean(Number(low), Number(high), false, 1, 96), SomeMeans.Limit(FourDays, censoredAs: censoredAs));

        Assert.Equal((judged, why, value), (verdict.Verdict.Judged, verdict.Verdict.Why, verdict.Value?.Digits));
    }

    [Theory]
    [InlineData("6.0", "7.0", Judged.Compliant, "6")]
    [InlineData("5.0", "5.0", Judged.Compliant, "5")]
    [InlineData("3.0", "4.9", Judged.Exceeds, "4.9")]
    [InlineData("3.0", "5.1", Judged.CannotBeJudged, null)]
    public void For_a_lower_limit_the_bounds_change_places(string low, string high, Judged judged, string? value)
    {
        var limit = SomeMeans.Limit(FourDays, 5m, sense: LimitSense.AtLeast);
        var verdict = MeanJudging.Judge(new RollingMean(Number(low), Number(high), false, 1, 96), limit);

        Assert.Equal((judged, value), (verdict.Verdict.Judged, verdict.Value?.Digits));
    }

    [Theory]
    [InlineData("0.006", LimitSense.AtMost, Judged.Exceeds, JudgedWhy.LowerBound)]
    [InlineData("0.004", LimitSense.AtMost, Judged.CannotBeJudged, JudgedWhy.LowerBoundWithinLimit)]
    [InlineData("0.006", LimitSense.AtLeast, Judged.Compliant, JudgedWhy.None)]
    [InlineData("0.004", LimitSense.AtLeast, Judged.CannotBeJudged, JudgedWhy.LowerBoundWithinLimit)]
    public void A_lower_bound_proves_only_what_lies_above_it(string mean, LimitSense sense, Judged judged, JudgedWhy why)
    {
        var verdict = MeanJudging.Judge(new RollingMean(Number(mean), Number(mean), true, 1, 96), SomeMeans.Limit(FourDays, sense: sense));

        Assert.Equal((judged, why), (verdict.Verdict.Judged, verdict.Verdict.Why));
    }

    [Theory]
    [InlineData("0.75", Judged.Exceeds, JudgedWhy.None)]
    [InlineData("0.7499", Judged.CannotBeJudged, JudgedWhy.CoverageTooSmall)]
    [InlineData("0", Judged.CannotBeJudged, JudgedWhy.CoverageTooSmall)]
    public void The_least_coverage_is_enough_and_less_is_not(string coverage, Judged judged, JudgedWhy why)
    {
        var verdict = MeanJudging.Judge(new RollingMean(0.4m, 0.4m, false, Number(coverage), 3), SomeMeans.Limit(FourDays)).Verdict;

        Assert.Equal((judged, why), (verdict.Judged, verdict.Why));
    }

    [Fact]
    public void A_third_is_given_to_four_places_more_than_the_limit_and_reads_the_same_every_time()
    {
        var verdict = MeanJudging.Judge(new RollingMean(0.01m / 3, 0.010000m / 3, false, 1, 3), SomeMeans.Limit(FourDays));

        Assert.Equal(("0.0033333", "0.0033333"), (verdict.Value?.Digits, verdict.High.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_limit_names_its_statistic() => Assert.Equal("GB 3838-2002 III, mean over 4 d", MeanJudging.Ref(SomeMeans.Limit(FourDays)));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
