using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

/// <summary>Means reckoned by hand; the arithmetic stands beside each.</summary>
public sealed class RollingMeanTests
{
    private static readonly TimeSpan Hour = SomeMeans.Hour;

    [Fact]
    public void An_hour_of_quarter_hours()
    {
        var buckets = SomeMeans.Open(Hour, TimeSpan.FromMinutes(15));
        buckets.With(0.25, "0.010").With(0.5, "0.002").With(0.75, "0.004").With(1, "0.006").With(1.25, "0.008");

        // The sample of 00:15 has left: (0.002 + 0.004 + 0.006 + 0.008) / 4.
        Assert.Equal(new RollingMean(0.005m, 0.005m, false, 1m, 4), buckets.Now());
    }

    [Fact]
    public void Four_days_of_four_hour_samples()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(4), 4 * Hour);
        for (var hour = 4; hour <= 96; hour += 4)
        {
            buckets.With(hour, hour > 72 ? "0.009" : "0.003");
        }

        // 18 of 24 samples at 0.003 and 6 at 0.009: (18 x 0.003 + 6 x 0.009) / 24 = 0.108 / 24.
        Assert.Equal(new RollingMean(0.0045m, 0.0045m, false, 1m, 24), buckets.Now());
    }

    [Fact]
    public void A_year_of_days()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(365), Hour);
        for (var hour = 1; hour <= 400 * 24; hour++)
        {
            buckets.With(hour, hour > 327 * 24 ? "0.00045" : "0.00008");
        }

        // Days 36 to 400, of which 73 (328 to 400) at 0.00045: (292 x 0.00008 + 73 x 0.00045) / 365 = 0.05621 / 365 = 0.000154 exactly.
        Assert.Equal(new RollingMean(0.000154m, 0.000154m, false, 1m, 365 * 24), buckets.Now());
        Assert.InRange(buckets.Buckets.Count, 365, 400);
    }

    [Fact]
    public void Many_samples_in_one_hour_weigh_no_more_than_that_hour()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(4), Hour);
        for (var hour = 1; hour <= 96; hour++)
        {
            for (var minute = hour == 50 ? 1 : 60; minute <= 60; minute++)
            {
                buckets.With(hour - 1 + minute / 60.0, hour == 50 ? "0.290" : "0.002");
            }
        }

        // 95 hours at 0.002 and one at 0.290: (95 x 0.002 + 0.290) / 96 = 0.480 / 96; the plain mean of the 155 samples would be 0.113.
        Assert.Equal(new RollingMean(0.005m, 0.005m, false, 1m, 155), buckets.Now());
    }

    [Fact]
    public void A_missing_sample_is_bridged_by_the_one_before_it_for_one_and_a_half_intervals()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromHours(96), Hour);
        buckets.With(1, "0.004").With(4, "0.008");

        // 0.004 for its hour and the hour and a half after it, 0.008 for its own: (2.5 x 0.004 + 1 x 0.008) / 3.5 = 0.018 / 3.5; 3.5 of 96 hours.
        var mean = buckets.Now();
        Assert.Equal((0.0051428571m, 0.0364583333m, 2), (Math.Round(mean.Low, 10), Math.Round(mean.Coverage, 10), mean.Samples));
    }

    [Fact]
    public void A_value_from_before_the_window_is_held_into_it()
    {
        var buckets = SomeMeans.Open(4 * Hour, Hour);
        buckets.With(1, "0.008").With(3, "0.002").With(4, "0.002").With(5, "0.002");

        // Window 01:00 to 05:00; 0.008 of 01:00 is held until 02:30 but a sample of 02:00 to 03:00 is there: 1 h x 0.008 + 3 h x 0.002 = 0.014 / 4.
        Assert.Equal((0.0035m, 1m, 3), (buckets.Now().Low, buckets.Now().Coverage, buckets.Now().Samples));
    }

    [Fact]
    public void A_day_with_a_single_sample_weighs_what_that_sample_speaks_for()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(365), Hour);
        for (var hour = 1; hour <= 24; hour++)
        {
            buckets.With(hour, "0.002");
        }

        buckets.With(25, "0.037");

        // A day of 0.002 and, on the day that has only begun, one sample that speaks for an hour and a half: (24 x 0.002 + 1.5 x 0.037) / 25.5 = 0.1035 / 25.5.
        Assert.Equal(0.0040588235m, Math.Round(buckets.Now().Low, 10));
    }

    [Fact]
    public void Where_no_interval_is_expected_a_sample_speaks_for_two_buckets()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(4));
        buckets.With(1, "0.002").With(6, "0.008");

        // Buckets of an hour: 0.002 from 00:00 to 03:00, 0.008 from 05:00 to 06:00: (3 x 0.002 + 0.008) / 4; 4 of 96 hours.
        Assert.Equal((0.0035m, 4m / 96), (buckets.Now().Low, buckets.Now().Coverage));
    }

    [Fact]
    public void A_reading_with_a_period_weighs_by_its_seconds_in_each_bucket()
    {
        var buckets = SomeMeans.Open(4 * Hour, Hour, periodSeconds: 3600);
        buckets.With(0.5, "0.004", 3600).With(1.5, "0.008", 3600);

        // 00:30-01:30 at 0.004 and 01:30-02:30 at 0.008: the hour to 01:00 holds 0.004, that to 02:00 both by halves, 0.006, that to 03:00 0.008.
        // Of the first only half an hour is known; the hold of one and a half hours covers all of the last: (0.5 x 0.004 + 0.006 + 0.008) / 2.5.
        Assert.Equal((0.0064m, 2.5m / 4, 2), (buckets.Now().Low, buckets.Now().Coverage, buckets.Now().Samples));
    }

    [Fact]
    public void Below_x_is_between_0_and_x()
    {
        var buckets = SomeMeans.Open(4 * Hour, Hour);
        buckets.With(1, "<0.004").With(2, "<0.004").With(3, "0.006").With(4, "0.006");

        // Low (0 + 0 + 0.006 + 0.006) / 4, high (0.004 + 0.004 + 0.006 + 0.006) / 4.
        Assert.Equal(new RollingMean(0.003m, 0.005m, false, 1m, 4), buckets.Now());
    }

    [Theory]
    [InlineData(">2.0")]
    [InlineData("2.0T")]
    [InlineData("2.0 above span")]
    public void A_lower_bound_makes_the_mean_one(string value)
    {
        var mark = value.EndsWith('T') ? Mark.AboveRange : Mark.None;
        var entry = MeanEntry.Of(SomeMeans.Parse(value.Split(' ', 'T')[0]), mark, QartodFlag.Good, value.EndsWith("span", StringComparison.Ordinal));
        var buckets = SomeMeans.Open(4 * Hour, Hour).With(1, "0.002");
        buckets.Enter(Some.At(2), 0, entry!.Value);

        Assert.True(buckets.Now().IsLowerBound);
        buckets.Leave(Some.At(2), 0, entry.Value);
        Assert.False(buckets.Now().IsLowerBound);
    }

    [Theory]
    [InlineData("-999", "", QartodFlag.Good)]
    [InlineData("-0.0001", "", QartodFlag.NotEvaluated)]
    [InlineData("0.004", "", QartodFlag.Fail)]
    [InlineData("0.004", "F", QartodFlag.Good)]
    [InlineData("0.004", "M", QartodFlag.Good)]
    [InlineData("0.004", "S", QartodFlag.Good)]
    [InlineData("0.004", "D", QartodFlag.Good)]
    [InlineData("0.004", "C", QartodFlag.Good)]
    [InlineData("0.004", "B", QartodFlag.Good)]
    public void What_says_nothing_of_the_water_never_comes_in(string value, string mark, QartodFlag flag) =>
        Assert.Null(MeanEntry.Of(SomeMeans.Parse(value), Mark.From(mark), flag, isLowerBound: false));

    [Theory]
    [InlineData("0.004", "", QartodFlag.Suspect)]
    [InlineData("0.004", "N", QartodFlag.NotEvaluated)]
    [InlineData("0", "", QartodFlag.Good)]
    [InlineData("0.004", "Q", QartodFlag.Good)]
    public void What_is_only_suspect_comes_in(string value, string mark, QartodFlag flag) =>
        Assert.NotNull(MeanEntry.Of(SomeMeans.Parse(value), Mark.From(mark), flag, isLowerBound: false));

    [Fact]
    public void Frost_is_no_error_code() =>
        Assert.Equal(new MeanEntry(-0.5m, -0.5m, false), MeanEntry.Of(new Concentration(-0.5m, Unit.Celsius), Mark.None, QartodFlag.Good, isLowerBound: false));

    [Fact]
    public void The_largest_numbers_there_are_overflow_nothing()
    {
        var buckets = SomeMeans.Open(TimeSpan.FromDays(365), Hour);
        for (var hour = 1; hour <= 9000; hour++)
        {
            buckets.With(hour, decimal.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(1_000_000_000m, buckets.Now().Low);
    }

    [Fact]
    public void Nothing_is_no_mean() => Assert.Equal(default, SomeMeans.Open(Hour).Now());
}
