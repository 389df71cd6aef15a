using System.Globalization;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

public sealed class JudgingTests
{
    private static readonly Limit[] PHEnds = [Some.Limit(Some.PH, 6, LimitSense.AtLeast), Some.Limit(Some.PH, 9)];
    private static readonly Determinand Oxygen = Determinand.Find("DO")!;

    [Theory]
    [InlineData("0.0049", Judged.Compliant)]
    [InlineData("0.005", Judged.Compliant)]
    [InlineData("0.00500", Judged.Compliant)]
    [InlineData("0.0050000000000000000000001", Judged.Exceeds)]
    [InlineData("0.4075", Judged.Exceeds)]
    [InlineData("0", Judged.Compliant)]
    [InlineData("-0.1", Judged.Compliant)]
    [InlineData("-79228162514264337593543950335", Judged.Compliant)]
    [InlineData("79228162514264337593543950335", Judged.Exceeds)]
    public void Only_more_than_the_limit_exceeds(string value, Judged expected) => Assert.Equal(expected, Judge(value).Judged);

    [Fact]
    public void The_ratio_of_the_Longjiang_is_81_and_a_half() => Assert.Equal(81.5m, Judge("0.4075").Ratio);

    [Theory]
    [InlineData("0.0005", Judged.Compliant, JudgedWhy.None)]
    [InlineData("0.005", Judged.Compliant, JudgedWhy.None)]
    [InlineData("0.0051", Judged.CannotBeJudged, JudgedWhy.CensoredAcrossLimit)]
    public void Below_x_is_compliant_only_up_to_the_limit(string x, Judged expected, JudgedWhy why)
    {
        var verdict = Judge(x, Qualifier.Below);

        Assert.Equal((expected, why, false), (verdict.Judged, verdict.Why, verdict.IsOver));
    }

    [Theory]
    [InlineData("0.0049", Judged.CannotBeJudged, JudgedWhy.LowerBoundWithinLimit)]
    [InlineData("0.005", Judged.Exceeds, JudgedWhy.LowerBound)]
    [InlineData("2.0", Judged.Exceeds, JudgedWhy.LowerBound)]
    public void Above_x_exceeds_from_the_limit_on(string x, Judged expected, JudgedWhy why)
    {
        var verdict = Judge(x, Qualifier.Above);

        Assert.Equal((expected, why), (verdict.Judged, verdict.Why));
    }

    [Theory]
    [InlineData("0.0049", Judged.CannotBeJudged)]
    [InlineData("0.005", Judged.CannotBeJudged)]
    [InlineData("0.0051", Judged.Exceeds)]
    public void A_plain_lower_bound_exceeds_when_it_passes_the_limit_by_itself(string value, Judged expected) =>
        Assert.Equal(expected, Judging.Judge(Parse(value), Mark.AboveRange, isLowerBound: true, [Some.CdLimit]).Judged);

    [Theory]
    [InlineData("F")]
    [InlineData("M")]
    [InlineData("S")]
    [InlineData("D")]
    [InlineData("C")]
    [InlineData("B")]
    public void A_marked_value_is_not_judged_but_known_to_be_over(string mark)
    {
        var verdict = Judging.Judge(Parse("0.04"), Mark.From(mark), isLowerBound: false, [Some.CdLimit]);

        Assert.Equal((Judged.NotJudged, JudgedWhy.Marked, true, 8m), (verdict.Judged, verdict.Why, verdict.IsOver, verdict.Ratio));
    }

    [Fact]
    public void An_unknown_mark_is_judged_all_the_same()
    {
        var verdict = Judging.Judge(Parse("0.04"), Mark.From("Q"), isLowerBound: false, [Some.CdLimit]);

        Assert.Equal((Judged.Exceeds, JudgedWhy.UnknownMark), (verdict.Judged, verdict.Why));
    }

    [Theory]
    [InlineData("5.99", Qualifier.None, Judged.Exceeds)]
    [InlineData("6", Qualifier.None, Judged.Compliant)]
    [InlineData("9", Qualifier.None, Judged.Compliant)]
    [InlineData("9.01", Qualifier.None, Judged.Exceeds)]
    [InlineData("6", Qualifier.Below, Judged.Exceeds)]
    [InlineData("9", Qualifier.Above, Judged.Exceeds)]
    [InlineData("7", Qualifier.Below, Judged.CannotBeJudged)]
    [InlineData("7", Qualifier.Above, Judged.CannotBeJudged)]
    public void PH_is_held_against_both_its_ends(string value, Qualifier qualifier, Judged expected) =>
        Assert.Equal(expected, Judging.Judge(new Concentration(Number(value), Unit.PH, qualifier), Mark.None, isLowerBound: false, PHEnds).Judged);

    [Theory]
    [InlineData("5.0", Judged.Compliant, "1")]
    [InlineData("4.9", Judged.Exceeds, null)]
    [InlineData("2.5", Judged.Exceeds, "2")]
    [InlineData("0", Judged.Exceeds, "1000000000")]
    public void Dissolved_oxygen_is_over_its_limit_when_it_lies_below(string value, Judged expected, string? ratio)
    {
        var verdict = Judging.Judge(Parse(value), Mark.None, isLowerBound: false, [Some.Limit(Oxygen, 5, LimitSense.AtLeast)]);

        Assert.Equal(expected, verdict.Judged);
        Assert.Equal(ratio is null ? 5m / 4.9m : Number(ratio), verdict.Ratio);
    }

    [Fact]
    public void Without_a_limit_nothing_is_judged() =>
        Assert.Equal((Judged.NotJudged, JudgedWhy.NoLimit), (Judging.Judge(Parse("9"), Mark.None, false, []).Judged, Judging.Judge(Parse("9"), Mark.None, false, []).Why));

    [Fact]
    public void Changing_the_unit_never_changes_a_judgement()
    {
        var random = new Random(20120115);
        Unit[] units = [Unit.NanogramPerLitre, Unit.MicrogramPerLitre, Unit.GramPerLitre, Unit.KilogramPerCubicMetre];
        for (var i = 0; i < 5000; i++)
        {
            var value = new Concentration(random.Next(0, 12_000) / 1_000_000m, Unit.MilligramPerLitre, (Qualifier)random.Next(3));
            var sent = value.In(units[random.Next(units.Length)])!.Value;

            Assert.Equal(Judging.Judge(value, Mark.None, false, [Some.CdLimit]), Judging.Judge(sent.In(Unit.MilligramPerLitre)!.Value, Mark.None, false, [Some.CdLimit]));
        }
    }

    [Fact]
    public void Raising_a_value_never_removes_an_exceedance()
    {
        var random = new Random(41);
        for (var i = 0; i < 5000; i++)
        {
            var lower = random.Next(0, 12_000) / 1_000_000m;
            var higher = lower + random.Next(0, 3000) / 1_000_000m;
            var qualifier = random.Next(2) == 0 ? Qualifier.None : Qualifier.Above;
            var isLowerBound = random.Next(2) == 0;

            var before = Judging.Judge(Some.MgPerL(lower, qualifier), Mark.None, isLowerBound, [Some.CdLimit]);
            var after = Judging.Judge(Some.MgPerL(higher, qualifier), Mark.None, isLowerBound, [Some.CdLimit]);

            Assert.True(!before.IsOver || after.IsOver && after.Ratio >= before.Ratio, $"{lower} is over, {higher} is not ({qualifier}, {isLowerBound})");
        }
    }

    private static Verdict Judge(string value, Qualifier qualifier = Qualifier.None) => Judging.Judge(Parse(value, qualifier), Mark.None, isLowerBound: false, [Some.CdLimit]);

    private static Concentration Parse(string value, Qualifier qualifier = Qualifier.None) => Some.MgPerL(Number(value), qualifier);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
