using System.Globalization;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

/// <summary>The shipped hardness equations against published and computed values: every one to the digits that are printed.</summary>
public sealed class BoundByTests
{
    private static readonly IReadOnlyList<Limit> Shipped = Repository.Shipped().Limits;

    /// <summary>Example of the Pennsylvania Code at hardness 100.</summary>
    [Theory]
    [InlineData("Cu", "13.44", "8.96")]
    [InlineData("Ni", "468.24", "52.01")]
    [InlineData("Zn", "117.18", "118.14")]
    [InlineData("Cr3", "570", "74")]
    public void The_published_values_at_hardness_100_come_out(string metal, string acute, string chronic)
    {
        Assert.Equal(acute, Printed(Formula("US EPA 2016", metal, "CMC").Exact(100), acute));
        Assert.Equal(chronic, Printed(Formula("US EPA 2016", metal, "CCC").Exact(100), chronic));
    }

    /// <summary>Computed beforehand from the equations, by other means than this code; ug/L at hardness 25, 50, 100, 200, 300, 400.</summary>
    [Theory]
    [InlineData("Cd", "CMC", "0.4902 0.9381 1.794 3.427 5.002 6.540")]
    [InlineData("Cd", "CCC", "0.2529 0.4264 0.7183 1.209 1.638 2.032")]
    [InlineData("Pb", "CMC", "13.88 30.14 64.58 136.1 208.6 280.8")]
    [InlineData("Pb", "CCC", "0.541 1.174 2.517 5.305 8.128 10.94")]
    [InlineData("Zn", "CMC", "36.2 65.13 117.2 210.8 297.2 379.3")]
    [InlineData("Zn", "CCC", "36.5 65.66 118.1 212.5 299.7 382.4")]
    [InlineData("Ni", "CMC", "144.9 260.5 468.2 841.7 1186 1513")]
    [InlineData("Ni", "CCC", "16.1 28.93 52.01 93.48 131.7 168.0")]
    [InlineData("Cu", "CMC", "3.64 6.994 13.44 25.82 37.84 49.62")]
    [InlineData("Cu", "CCC", "2.739 4.953 8.956 16.19 22.9 29.28")]
    public void The_computed_table_comes_out_to_the_printed_digits(string metal, string criterion, string expected)
    {
        decimal[] hardness = [25, 50, 100, 200, 300, 400];
        var formula = Formula("US EPA 2016", metal, criterion);

        Assert.Equal(expected, string.Join(' ', hardness.Zip(expected.Split(' '), (h, printed) => Printed(formula.Exact(h), printed))));
    }

    [Theory]
    [InlineData("0.1", "25")]
    [InlineData("24.9", "25")]
    [InlineData("400.1", "400")]
    [InlineData("100000", "400")]
    public void Hardness_is_held_within_the_range_of_the_equation(string hardness, string as_)
    {
        var formula = Formula("US EPA 2016", "Cd", "CCC");

        Assert.Equal(formula.At(Number(as_)), formula.At(Number(hardness)));
    }

    [Theory]
    [InlineData("US EPA 2016", "Cd", "CMC", "0.001794")]
    [InlineData("US EPA 2016", "Cd", "CCC", "0.0007183")]
    [InlineData("US EPA 2001", "Cd", "CMC", "0.002014")]
    [InlineData("US EPA 2001", "Cd", "CCC", "0.0002460")]
    [InlineData("40 CFR 132", "Cd", "CMC", "0.0038")]
    [InlineData("40 CFR 132", "Cd", "CCC", "0.0021")]
    [InlineData("40 CFR 132", "Ni", "CMC", "0.47")]
    [InlineData("40 CFR 132", "Zn", "CCC", "0.12")]
    [InlineData("40 CFR 132", "Cr3", "CMC", "0.57")]
    public void The_bound_has_the_digits_that_it_is_compared_and_shown_with(string standard, string metal, string criterion, string bound) =>
        Assert.Equal(Number(bound), Formula(standard, metal, criterion).At(100));

    [Theory]
    [InlineData("US EPA 2016", "Cr6", "CMC", "0.01573", "0.01602")]
    [InlineData("US EPA 2016", "Cr6", "CCC", "0.01056", "0.01098")]
    [InlineData("US EPA 2016", "As", "CMC", "0.3398", "0.3398")]
    [InlineData("US EPA 2016", "Hg", "CMC", "0.001440", "0.001694")]
    [InlineData("40 CFR 132", "Cr6", "CMC", "0.016", "0.01602")]
    [InlineData("40 CFR 132", "As", "CCC", "0.15", "0.1479")]
    public void A_fixed_figure_is_converted_for_the_dissolved_part_and_not_for_the_total(string standard, string metal, string criterion, string dissolved, string total)
    {
        Assert.Equal(Number(dissolved), Find(standard, metal, criterion, Fraction.Dissolved).Bound);
        Assert.Equal((Number(total), $"{standard} {criterion} (total recoverable)"), (Find(standard, metal, criterion, Fraction.Total).Bound, Find(standard, metal, criterion, Fraction.Total).Ref));
    }

    [Fact]
    public void A_total_reading_is_held_against_the_equation_without_conversion()
    {
        var total = Assert.IsType<BoundByFormula>(Find("US EPA 2016", "Zn", "CMC", Fraction.Total).By);

        Assert.Equal("119.8", Printed(total.Exact(100), "119.8"));
        Assert.Equal(117.18 / 0.978, total.Exact(100), 0.01);
    }

    [Fact]
    public void Every_mean_of_the_US_EPA_is_over_an_hour_or_four_days()
    {
        var means = Shipped.Where(l => l.Standard is "US EPA 2016" or "US EPA 2001" or "40 CFR 132").ToList();

        Assert.Equal(2 * (18 + 2 + 15), means.Count);
        Assert.All(means, l => Assert.Equal(l.Criterion == "CMC" ? TimeSpan.FromHours(1) : TimeSpan.FromHours(96), l.MeanOver));
    }

    [Fact]
    public void No_water_has_a_looser_bound_than_the_loosest_nor_a_stricter_one_than_the_strictest()
    {
        foreach (var by in Shipped.Select(l => l.By).OfType<BoundBy>())
        {
            for (var h = 1m; h < 1000; h += 7.3m)
            {
                Assert.InRange(by.At(h)!.Value, by.Strictest(LimitSense.AtMost), by.Loosest(LimitSense.AtMost));
            }
        }
    }

    [Fact]
    public void Outside_the_ranges_of_a_standard_there_is_no_bound()
    {
        var ranges = new BoundByRange(Some.PH, [new BoundRange(6, 7, 0.1m), new BoundRange(7, 9, 0.2m)]);

        Assert.Equal([null, 0.1m, 0.1m, 0.2m, 0.2m, null], new[] { 5.99m, 6, 6.99m, 7, 8.99m, 9 }.Select(ranges.At));
    }

    [Theory]
    [InlineData(1234.5, 4, "1234")]
    [InlineData(0.00012345678, 4, "0.0001235")]
    [InlineData(99999.0, 2, "100000")]
    [InlineData(570.2, 2, "570")]
    public void Significant_digits_are_counted_from_the_first_that_is_not_zero(double value, int digits, string expected) =>
        Assert.Equal(Number(expected), Significant.Round(value, digits));

    [Fact]
    public void A_reference_names_the_water_that_the_bound_was_made_for()
    {
        var limit = Find("US EPA 2016", "Cd", "CMC", Fraction.Dissolved);

        Assert.Equal("US EPA 2016 CMC (hardness 87 of 2024-03-01)", limit.For(new Companion(87, new DateOnly(2024, 3, 1))).Ref);
        Assert.Equal("US EPA 2016 CMC (hardness default 100)", limit.For(new Companion(100, null)).Ref);
        Assert.Equal("US EPA 2016 CMC (hardness unknown)", limit.For(new Companion(null, null)).Ref);
        Assert.Equal("US EPA 2016 CMC (total recoverable; hardness default 100)", Find("US EPA 2016", "Cd", "CMC", Fraction.Total).For(new Companion(100, null)).Ref);
    }

    private static BoundByFormula Formula(string standard, string metal, string criterion) =>
        Assert.IsType<BoundByFormula>(Find(standard, metal, criterion, Fraction.Dissolved).By);

    private static Limit Find(string standard, string metal, string criterion, Fraction fraction) =>
        Shipped.Single(l => l.Standard == standard && l.Determinand.Key == metal && l.Criterion == criterion && l.Fraction == fraction);

    /// <summary>With as many decimals as were printed.</summary>
    private static string Printed(double value, string printed) =>
        value.ToString($"F{(printed.Contains('.', StringComparison.Ordinal) ? printed.Length - printed.IndexOf('.', StringComparison.Ordinal) - 1 : 0)}", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
