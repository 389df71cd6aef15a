using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;
using Failed = WaterWatch.Readings.QartodTests;

namespace WaterWatch.Tests.Quality;

public sealed class QartodTests
{
    [Fact]
    public void Without_thresholds_nothing_is_evaluated() => Assert.Equal((QartodFlag.NotEvaluated, Failed.None), Test(QualityThresholds.None, 5));

    [Theory]
    [InlineData(-0.1, QartodFlag.Fail)]
    [InlineData(0, QartodFlag.Suspect)]
    [InlineData(1, QartodFlag.Good)]
    [InlineData(2, QartodFlag.Good)]
    [InlineData(2.1, QartodFlag.Suspect)]
    [InlineData(10.1, QartodFlag.Fail)]
    public void Outside_the_sensors_span_fails_and_outside_the_users_is_suspect(double value, QartodFlag expected) =>
        Assert.Equal(expected, Test(new QualityThresholds { SensorSpan = new(0, 10), UserSpan = new(1, 2) }, (decimal)value).Flag);

    [Theory]
    [InlineData(6, Failed.None)]
    [InlineData(6.1, Failed.Spike)]
    [InlineData(-4.1, Failed.Spike)]
    public void A_spike_is_far_from_the_mean_of_the_two_before(double value, Failed expected) =>
        Assert.Equal(expected, Test(new QualityThresholds { Spike = 5 }, (decimal)value, 2, 0).Tests);

    [Fact]
    public void The_largest_numbers_there_are_overflow_nothing() =>
        Assert.Equal(
            Failed.Spike | Failed.RateOfChange, Test(new QualityThresholds { Spike = 1, RatePerHour = 1 }, decimal.MaxValue, decimal.MinValue, decimal.MinValue).Tests);

    [Fact]
    public void A_spike_needs_two_before_it() => Assert.Equal(QartodFlag.NotEvaluated, Test(new QualityThresholds { Spike = 5 }, 100, 1).Flag);

    [Theory]
    [InlineData(3, QartodFlag.Good)]
    [InlineData(3.1, QartodFlag.Suspect)]
    [InlineData(-1.1, QartodFlag.Suspect)]
    public void The_rate_is_taken_by_the_hour(double value, QartodFlag expected) =>
        Assert.Equal(expected, Test(new QualityThresholds { RatePerHour = 2 }, (decimal)value, 1).Flag);

    [Fact]
    public void So_many_alike_in_a_row_are_a_flat_line()
    {
        var thresholds = new QualityThresholds { FlatLineCount = 3, FlatLineTolerance = 0.1m };

        Assert.Equal(Failed.FlatLine, Test(thresholds, 1, 1.1m, 0.9m).Tests);
        Assert.Equal(Failed.None, Test(thresholds, 1, 1.1m, 0.8m).Tests);
        Assert.Equal(QartodFlag.NotEvaluated, Test(thresholds, 1, 1m).Flag);
    }

    [Fact]
    public void A_gap_is_noted_and_says_nothing_against_the_reading()
    {
        Assert.Equal((QartodFlag.Good, Failed.TimeGap), Test(new QualityThresholds { UserSpan = new(0, 9), Gap = TimeSpan.FromMinutes(59) }, 1, 1));
        Assert.Equal((QartodFlag.Good, Failed.None), Test(new QualityThresholds { UserSpan = new(0, 9), Gap = TimeSpan.FromHours(1) }, 1, 1));
    }

    [Fact]
    public void A_failed_reading_names_all_tests_that_it_failed() =>
        Assert.Equal(
            (QartodFlag.Fail, Failed.GrossRange | Failed.Spike | Failed.RateOfChange),
            Test(new QualityThresholds { SensorSpan = new(0, 10), Spike = 1, RatePerHour = 1 }, 50, 1, 1));

    /// <param name="before">An hour apart each, newest first.</param>
    private static (QartodFlag Flag, Failed Tests) Test(QualityThresholds thresholds, decimal now, params decimal[] before)
    {
        var flag = Qartod.Test(new Measured(Some.At(0), now), [.. before.Select((value, i) => new Measured(Some.At(-1 - i), value))], thresholds);
        return (flag.Flag, flag.Tests);
    }
}
