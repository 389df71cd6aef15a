using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Deciding;

/// <summary>A sample is packed into a few bits: every value that any of its parts can have comes out as it went in, also next to the largest of the others.</summary>
public class SampleTests
{
    private static readonly DateTimeOffset Latest = new(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);

    [Theory]
    [InlineData("0001-01-01T00:00:00.000Z")]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("2012-01-15T01:30:00.001Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void Keeps_the_time_to_the_millisecond(string takenAt)
    {
        var at = DateTimeOffset.Parse(takenAt, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(at, Of(at, Unit.Metre, Qualifier.Above, QartodFlag.Missing, Judged.CannotBeJudged).TakenAt);
    }

    [Fact]
    public void Keeps_every_unit_qualifier_flag_and_judgement()
    {
        var every =
            from unit in Enum.GetValues<Unit>()
            from qualifier in Enum.GetValues<Qualifier>()
            from flag in Enum.GetValues<QartodFlag>()
            from judged in Enum.GetValues<Judged>()
            select (unit, qualifier, flag, judged);
        Assert.All(every, one =>
        {
            var sample = Of(Latest, one.unit, one.qualifier, one.flag, one.judged);
            Assert.Equal(
                (Latest, new Concentration(0.4075m, one.unit, one.qualifier), one.flag, one.judged, true), (sample.TakenAt, sample.Value, sample.Flag, sample.Judged, sample.IsCorrection));
        });
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("0.0000", "N")]
    [InlineData("-0.11", "T")]
    [InlineData("0.4075", "Å")]
    [InlineData("79228162514264337593543950335", "abc")]
    [InlineData("-79228162514264337593543950335", "abcd")]
    [InlineData("-0.0000000000000000000000000001", "Maintain")]
    [InlineData("7.9228162514264337593543950335", "校准")]
    public void A_series_remembers_every_number_to_its_last_digit_and_every_mark(string number, string mark)
    {
        var value = new Concentration(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture), Unit.Metre, Qualifier.Above);
        var series = new SeriesState(1, new SeriesKey(new StationId("upper"), "", Determinand.Find("Stage")!, Fraction.Total, 0));
        Sample[] samples = [.. Enumerable.Range(0, 2 * SeriesState.Remembered).Select(i => new Sample(
            Latest.AddHours(i % 2 == 0 ? -i : -100 - i), i % 3 == 0 ? value : new Concentration(i, Unit.Metre), i % 3 == 0 ? Mark.From(mark) : Mark.Normal, QartodFlag.Good, Judged.NotJudged, false))];
        foreach (var sample in samples)
        {
            series.Take(new Reading
            {
                Series = 1,
                TakenAt = sample.TakenAt,
                ReceivedAt = Latest,
                RecordedAt = Latest,
                Value = sample.Value,
                Mark = sample.Mark,
                Flag = sample.Flag,
                Judged = sample.Judged,
            });
        }

        Sample[] newest = [.. samples.OrderBy(s => s.TakenAt).TakeLast(SeriesState.Remembered)];
        Assert.Equal(newest.Select(Whole), series.Samples.Select(Whole));
        Assert.Equal(newest.Select(Whole), series.Copy().Samples.Select(Whole));
    }

    /// <summary>With the digits as they were sent: 0.0 is not 0 there.</summary>
    private static (DateTimeOffset, string, Mark) Whole(Sample sample) => (sample.TakenAt, sample.Value.Digits, sample.Mark);

    private static Sample Of(DateTimeOffset at, Unit unit, Qualifier qualifier, QartodFlag flag, Judged judged) =>
        new(at, new Concentration(0.4075m, unit, qualifier), Mark.Normal, flag, judged, isCorrection: true);
}
