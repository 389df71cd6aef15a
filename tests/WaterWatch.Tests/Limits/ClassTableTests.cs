using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Limits;

/// <summary>Water-quality classes by the shipped GB 3838-2002.</summary>
public sealed class ClassTableTests
{
    private static readonly DateOnly Day = new(2024, 3, 1);

    private static readonly WatchedStation Station = Repository.Shipped().Plan.Stations["lalang"];

    [Theory]
    [InlineData("Cd", "0.001", "I")]
    [InlineData("Cd", "0.003", "II")]
    [InlineData("Cd", "0.005", "II")]
    [InlineData("Cd", "0.0051", "V")]
    [InlineData("Cd", "0.01", "V")]
    [InlineData("Cd", "0.0101", "worse than V")]
    [InlineData("Pb", "0.01", "I")]
    [InlineData("Pb", "0.02", "III")]
    [InlineData("Pb", "0.1", "V")]
    [InlineData("Hg", "0.0002", "IV")]
    [InlineData("DO", "7.5", "I")]
    [InlineData("DO", "5.9", "III")]
    [InlineData("DO", "1.9", "worse than V")]
    [InlineData("pH", "7.5", "I")]
    [InlineData("pH", "5.9", "worse than V")]
    public void A_value_has_the_best_class_whose_limit_it_meets(string determinand, string value, string expected) => Assert.Equal(expected, Class(determinand, value));

    [Theory]
    [InlineData("Cd", "0.001", Qualifier.Below, "I")]
    [InlineData("Cd", "0.002", Qualifier.Below, "")]
    [InlineData("Cd", "0.005", Qualifier.Below, "")]
    [InlineData("Cd", "0.02", Qualifier.Below, "")]
    [InlineData("Cd", "0.003", Qualifier.Above, "")]
    [InlineData("Cd", "0.01", Qualifier.Above, "worse than V")]
    [InlineData("DO", "7.5", Qualifier.Above, "I")]
    [InlineData("DO", "2", Qualifier.Below, "worse than V")]
    [InlineData("pH", "6", Qualifier.Below, "worse than V")]
    [InlineData("pH", "7", Qualifier.Below, "")]
    public void A_bound_has_a_class_only_when_it_decides_it(string determinand, string value, Qualifier qualifier, string expected) =>
        Assert.Equal(expected, Class(determinand, value, qualifier));

    /// <summary>Hourly data of cadmium have four decimals, an assessment has five; pH two and none.</summary>
    [Theory]
    [InlineData("Cd", "0.00504", "II", "V")]
    [InlineData("Cd", "0.005004", "II", "II")]
    [InlineData("pH", "9.4", "worse than V", "I")]
    [InlineData("DO", "4.96", "IV", "III")]
    public void A_place_is_assessed_with_the_decimals_of_an_assessment(string determinand, string value, string ofSample, string ofPlace)
    {
        var table = Table(determinand);
        var amount = Amount(determinand, value, Qualifier.None);

        Assert.Equal((ofSample, ofPlace), (table.NameOf(table.Of(amount, false, Day)), table.NameOf(table.Assess(amount, false, Day))));
    }

    [Fact]
    public void The_worst_factor_decides()
    {
        Assert.Equal(new ClassRange(4, 4), new ClassRange(0, 0).Worse(new ClassRange(4, 4)));
        Assert.Equal(new ClassRange(4, 4), new ClassRange(4, 4).Worse(new ClassRange(0, 4)));
        Assert.False(new ClassRange(2, 2).Worse(new ClassRange(0, 4)).IsKnown);
    }

    [Fact]
    public void What_has_no_columns_for_classes_has_no_classes()
    {
        Assert.Null(Repository.Shipped().Plan.Stations["hexi"].RulesFor(Determinand.Find("Tl")!, Fraction.Total).Classes);
        Assert.Null(Station.RulesFor(Determinand.Find("Cd")!, Fraction.Dissolved).Classes);
    }

    private static string Class(string determinand, string value, Qualifier qualifier = Qualifier.None) =>
        Table(determinand) is var table ? table.NameOf(table.Of(Amount(determinand, value, qualifier), isLowerBound: false, Day)) : "";

    private static ClassTable Table(string determinand) => Station.RulesFor(Determinand.Find(determinand)!, Fraction.Total).Classes!;

    private static Concentration Amount(string determinand, string value, Qualifier qualifier) =>
        new(decimal.Parse(value, CultureInfo.InvariantCulture), Determinand.Find(determinand)!.Unit, qualifier);
}
