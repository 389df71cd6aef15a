using WaterWatch.Configuration;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Configuration;

public class Gb3838Tests
{
    private static readonly string[] Classes = ["I", "II", "III", "IV", "V"];

    private static readonly LoadedConfiguration Shipped = Repository.Shipped();

    [Theory]
    [InlineData("Cu", "0.01 1.0 1.0 1.0 1.0")]
    [InlineData("Zn", "0.05 1.0 1.0 2.0 2.0")]
    [InlineData("Se", "0.01 0.01 0.01 0.02 0.02")]
    [InlineData("As", "0.05 0.05 0.05 0.1 0.1")]
    [InlineData("Hg", "0.00005 0.00005 0.0001 0.001 0.001")]
    [InlineData("Cd", "0.001 0.005 0.005 0.005 0.01")]
    [InlineData("Cr6", "0.01 0.05 0.05 0.05 0.1")]
    [InlineData("Pb", "0.01 0.01 0.05 0.05 0.1")]
    [InlineData("pH", "9 9 9 9 9")]
    [InlineData("pH", "6 6 6 6 6", LimitSense.AtLeast)]
    [InlineData("DO", "7.5 6 5 3 2", LimitSense.AtLeast)]
    public void Table_1_is_as_three_copies_have_it(string determinand, string figures, LimitSense sense = LimitSense.AtMost)
    {
        var limits = Of(determinand, "1").Where(l => l.Sense == sense).ToList();
        Assert.Equal(Classes, limits.Select(l => l.Class));
        Assert.Equal(figures.Split(' ').Select(f => decimal.Parse(f, null)), limits.Select(l => l.Bound));
        Assert.All(limits, l => Assert.True(l.Verified && l.Fraction == Fraction.Total && l.EffectiveFrom == new DateOnly(2002, 6, 1) && l.Ref == $"GB 3838-2002 {l.Class}"));
    }

    [Theory]
    [InlineData("2", "SO4", "250", true)]
    [InlineData("2", "Cl", "250", true)]
    [InlineData("2", "NO3-N", "10", true)]
    [InlineData("2", "Fe", "0.3", true)]
    [InlineData("2", "Mn", "0.1", true)]
    [InlineData("3", "Mo", "0.07", false)]
    [InlineData("3", "Co", "1.0", false)]
    [InlineData("3", "Be", "0.002", false)]
    [InlineData("3", "B", "0.5", false)]
    [InlineData("3", "Sb", "0.005", true)]
    [InlineData("3", "Ni", "0.02", false)]
    [InlineData("3", "Ba", "0.7", false)]
    [InlineData("3", "V", "0.05", false)]
    [InlineData("3", "Ti", "0.1", false)]
    [InlineData("3", "Tl", "0.0001", true)]
    public void Tables_2_and_3_know_no_classes_and_say_which_figures_are_unverified(string table, string determinand, string bound, bool verified)
    {
        var limit = Assert.Single(Of(determinand, table));
        Assert.Equal(("", decimal.Parse(bound, null), verified), (limit.Class, limit.Bound, limit.Verified));
        Assert.NotEmpty(limit.Provenance);
    }

    [Fact]
    public void There_is_nothing_else_in_the_file() => Assert.Equal(11 * 5 + 5 + 10, Shipped.Limits.Count(l => l.Standard == "GB 3838-2002"));

    private static IEnumerable<Limit> Of(string determinand, string table) =>
        Shipped.Limits.Where(l => l.Standard == "GB 3838-2002" && l.Determinand.Key == determinand && l.Table == table);
}
