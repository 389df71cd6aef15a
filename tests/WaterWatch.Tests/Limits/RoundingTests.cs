using System.Globalization;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

/// <summary>Rounding before comparison, half to even: CNEMC gives cadmium four decimals and its limit of class III is 0.005.</summary>
public sealed class RoundingTests
{
    private static readonly Limit Rounded = Some.CdLimit with { Decimals = 4 };
    private static readonly Limit Oxygen = Some.Limit(Determinand.Find("DO")!, 5, LimitSense.AtLeast) with { Decimals = 1 };
    private static readonly Limit[] PHEnds = [Some.Limit(Some.PH, 6, LimitSense.AtLeast) with { Decimals = 0 }, Some.Limit(Some.PH, 9) with { Decimals = 0 }];

    [Theory]
    [InlineData("0.0050", Judged.Compliant, JudgedWhy.None)]
    [InlineData("0.00501", Judged.Compliant, JudgedWhy.RoundedToLimit)]
    [InlineData("0.0050499999", Judged.Compliant, JudgedWhy.RoundedToLimit)]
    [InlineData("0.00505", Judged.Compliant, JudgedWhy.RoundedToLimit)]
    [InlineData("0.0050500001", Judged.Exceeds, JudgedWhy.None)]
    [InlineData("0.0051", Judged.Exceeds, JudgedWhy.None)]
    public void A_value_that_rounds_to_the_limit_is_compliant_and_says_so(string value, Judged judged, JudgedWhy why)
    {
        var verdict = Judge(Some.MgPerL(Number(value)), Rounded);

        Assert.Equal((judged, why, judged == Judged.Exceeds), (verdict.Judged, verdict.Why, verdict.IsOver));
    }

    /// <summary>0.0055 would round to 0.006 with three decimals, the even neighbour; 0.0045 to 0.004.</summary>
    [Theory]
    [InlineData("0.0055", "0.006", Judged.Compliant)]
    [InlineData("0.0065", "0.006", Judged.Compliant)]
    [InlineData("0.00650001", "0.006", Judged.Exceeds)]
    [InlineData("0.0075", "0.007", Judged.Exceeds)]
    [InlineData("0.0074999", "0.007", Judged.Compliant)]
    public void A_half_goes_to_the_even_neighbour(string value, string bound, Judged expected) =>
        Assert.Equal(expected, Judge(Some.MgPerL(Number(value)), Some.Limit(Some.Cd, Number(bound)) with { Decimals = 3 }).Judged);

    [Theory]
    [InlineData("5.0", Judged.Compliant)]
    [InlineData("4.96", Judged.Compliant)]
    [InlineData("4.95", Judged.Compliant)]
    [InlineData("4.9499", Judged.Exceeds)]
    public void A_lower_bound_is_rounded_likewise(string value, Judged expected) => Assert.Equal(expected, Judge(Some.MgPerL(Number(value)), Oxygen).Judged);

    [Theory]
    [InlineData("9.5", Judged.Exceeds)]
    [InlineData("9.49", Judged.Compliant)]
    [InlineData("5.5", Judged.Compliant)]
    [InlineData("5.49", Judged.Exceeds)]
    public void PH_of_an_assessment_has_no_decimals(string value, Judged expected) =>
        Assert.Equal(expected, Judging.Judge(new Concentration(Number(value), Unit.PH), Mark.None, isLowerBound: false, PHEnds).Judged);

    [Theory]
    [InlineData("0.00501", Qualifier.Below, false, Judged.CannotBeJudged)]
    [InlineData("0.005", Qualifier.Below, false, Judged.Compliant)]
    [InlineData("0.00501", Qualifier.Above, false, Judged.Exceeds)]
    [InlineData("0.00501", Qualifier.None, true, Judged.Exceeds)]
    public void A_number_that_is_only_a_bound_is_not_rounded_across_the_limit(string value, Qualifier qualifier, bool isLowerBound, Judged expected) =>
        Assert.Equal(expected, Judging.Judge(Some.MgPerL(Number(value), qualifier), Mark.None, isLowerBound, [Rounded]).Judged);

    [Fact]
    public void What_is_rounded_to_the_limit_stands_at_the_limit()
    {
        Assert.Equal(1m, Judge(Some.MgPerL(0.00504m), Rounded).Ratio);
        Assert.Equal(1m, Judging.Position(0.00504m, [Rounded]));
        Assert.Equal(1m, Judging.Position(9.4m, PHEnds));
        Assert.Equal(1.02m, Judging.Position(0.0051m, [Rounded]));
    }

    [Fact]
    public void A_mark_still_hides_nothing_that_is_over_the_limit_and_invents_nothing_that_is_not()
    {
        Assert.True(Judging.Judge(Some.MgPerL(0.0051m), Mark.From("M"), isLowerBound: false, [Rounded]).IsOver);
        Assert.False(Judging.Judge(Some.MgPerL(0.00501m), Mark.From("M"), isLowerBound: false, [Rounded]).IsOver);
    }

    [Fact]
    public void Raising_a_value_never_removes_an_exceedance_and_another_unit_never_changes_a_judgement()
    {
        var random = new Random(3838);
        Unit[] units = [Unit.NanogramPerLitre, Unit.MicrogramPerLitre, Unit.GramPerLitre];
        for (var i = 0; i < 20_000; i++)
        {
            var limit = Some.CdLimit with { Decimals = random.Next(3, 7) };
            var qualifier = (Qualifier)random.Next(3);
            var isLowerBound = random.Next(3) == 0;
            var lower = new Concentration(random.Next(45_000, 56_000) / 10_000_000m, Unit.MilligramPerLitre, qualifier);
            var higher = lower with { Value = lower.Value + random.Next(0, 9_000) / 10_000_000m };
            var sent = lower.In(units[random.Next(units.Length)])!.Value.In(Unit.MilligramPerLitre)!.Value;

            var before = Judging.Judge(lower, Mark.None, isLowerBound, [limit]);
            var after = Judging.Judge(higher, Mark.None, isLowerBound, [limit]);

            Assert.True(!before.IsOver || after.IsOver && after.Ratio >= before.Ratio, $"{lower} is over, {higher} is not ({limit.Decimals} decimals)");
            Assert.Equal(before, Judging.Judge(sent, Mark.None, isLowerBound, [limit]));
        }
    }

    private static Verdict Judge(Concentration value, Limit limit) => Judging.Judge(value, Mark.None, isLowerBound: false, [limit]);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
