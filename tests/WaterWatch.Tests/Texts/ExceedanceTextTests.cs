using System.Globalization;
using WaterWatch.Texts;

namespace WaterWatch.Tests.Texts;

public sealed class ExceedanceTextTests
{
    [Theory]
    [InlineData("0.0247", "0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)", "0.0247 mg/L，为限值 0.005 mg/L 的 4.9 倍（超标 3.9 倍）")]
    [InlineData("0.4075", "0.4075 mg/L, 81.5 times the limit of 0.005 mg/L (超标 80.5 倍)", "0.4075 mg/L，为限值 0.005 mg/L 的 81.5 倍（超标 80.5 倍）")]
    [InlineData("0.006", "0.006 mg/L, 1.2 times the limit of 0.005 mg/L (超标 0.2 倍)", "0.006 mg/L，为限值 0.005 mg/L 的 1.2 倍（超标 0.2 倍）")]
    [InlineData("0.0051", "0.0051 mg/L, 1.02 times the limit of 0.005 mg/L (超标 0.02 倍)", "0.0051 mg/L，为限值 0.005 mg/L 的 1.02 倍（超标 0.02 倍）")]
    [InlineData("0.005", "0.005 mg/L, within the limit of 0.005 mg/L", "0.005 mg/L，未超过限值 0.005 mg/L")]
    public void A_value_is_given_with_its_limit_and_both_multiples(string value, string en, string zh)
    {
        var text = new ExceedanceText("", decimal.Parse(value, CultureInfo.InvariantCulture), "mg/L", 0.005m);

        Assert.Equal((en, zh), (text.En, text.Zh));
    }

    [Fact]
    public void A_lower_bound_says_at_least() =>
        Assert.Equal(">2.0 mg/L, at least 400.0 times the limit of 0.005 mg/L (超标 399.0 倍)", new ExceedanceText(">", 2.0m, "mg/L", 0.005m).En);

    [Fact]
    public void The_two_multiples_always_differ_by_one()
    {
        for (var ratio = 1.001m; ratio < 30; ratio += 0.0035m)
        {
            var times = decimal.Parse(ExceedanceText.Ratio(ratio), CultureInfo.InvariantCulture);
            var over = decimal.Parse(ExceedanceText.Over(ratio), CultureInfo.InvariantCulture);
            Assert.Equal(1, times - over);
        }
    }
}
