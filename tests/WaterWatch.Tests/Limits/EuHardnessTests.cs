using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Limits;

/// <summary>All hardness classes of Directive 2008/105/EC with both sides of every boundary, and both sides of every figure.</summary>
public sealed class EuHardnessTests
{
    private static readonly Limit Mean = Find("AA");
    private static readonly Limit Maximum = Find("MAC");

    /// <summary>Hardness in mg/L of CaCO3; AA and MAC in ug/L.</summary>
    [Theory]
    [InlineData("0.1", "0.08", "0.45")]
    [InlineData("39.9", "0.08", "0.45")]
    [InlineData("39.999999", "0.08", "0.45")]
    [InlineData("40", "0.08", "0.45")]
    [InlineData("49.9", "0.08", "0.45")]
    [InlineData("49.999999", "0.08", "0.45")]
    [InlineData("50", "0.09", "0.6")]
    [InlineData("99.9", "0.09", "0.6")]
    [InlineData("99.999999", "0.09", "0.6")]
    [InlineData("100", "0.15", "0.9")]
    [InlineData("199.9", "0.15", "0.9")]
    [InlineData("199.999999", "0.15", "0.9")]
    [InlineData("200", "0.25", "1.5")]
    [InlineData("5000", "0.25", "1.5")]
    public void Each_class_has_its_figures_from_its_first_hardness_to_its_last(string hardness, string mean, string maximum)
    {
        var water = new Companion(Number(hardness), new DateOnly(2024, 3, 1));
        foreach (var (limit, figure) in new[] { (Mean.For(water), Number(mean)), (Maximum.For(water), Number(maximum)) })
        {
            Assert.Equal(figure / 1000, limit.Bound);
            Assert.Equal(Judged.Compliant, Judge(figure - 0.0001m, limit));
            Assert.Equal(Judged.Compliant, Judge(figure, limit));
            Assert.Equal(Judged.Exceeds, Judge(figure + 0.0001m, limit));
        }
    }

    [Fact]
    public void The_mean_is_of_a_year_and_values_below_quantification_count_half()
    {
        Assert.Equal((TimeSpan.FromDays(365), CensoredAs.Half, Fraction.Dissolved, "mean over 365 d"), (Mean.MeanOver, Mean.CensoredAs, Mean.Fraction, Mean.Statistic));
        Assert.Null(Maximum.MeanOver);
    }

    [Theory]
    [InlineData("1.5", Judged.CannotBeJudged)]
    [InlineData("0.08", Judged.CannotBeJudged)]
    [InlineData("1.5001", Judged.Exceeds)]
    public void Without_hardness_only_what_no_water_may_hold_is_judged(string value, Judged expected)
    {
        var verdict = Judging.Judge(InMgPerL(Number(value)), Mark.None, isLowerBound: false, [Maximum.For(new Companion(null, null))]);

        Assert.Equal((expected, JudgedWhy.HardnessMissing, expected == Judged.Exceeds), (verdict.Judged, verdict.Why, verdict.IsOver));
    }

    [Fact]
    public void A_total_reading_has_no_limit_there() =>
        Assert.DoesNotContain(Repository.Shipped().Limits, l => l.Standard.StartsWith("EU", StringComparison.Ordinal) && l.Fraction == Fraction.Total);

    private static Judged Judge(decimal microgramsPerL, Limit limit) => Judging.Judge(InMgPerL(microgramsPerL), Mark.None, isLowerBound: false, [limit]).Judged;

    private static Concentration InMgPerL(decimal micrograms) => new Concentration(micrograms, Unit.MicrogramPerLitre).In(Unit.MilligramPerLitre)!.Value;

    private static Limit Find(string criterion) =>
        Repository.Shipped().Limits.Single(l => l.Standard == "EU 2008/105/EC" && l.Determinand.Key == "Cd" && l.Criterion == criterion);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
