using WaterWatch.Deciding;
using WaterWatch.Readings;

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

    private static Sample Of(DateTimeOffset at, Unit unit, Qualifier qualifier, QartodFlag flag, Judged judged) =>
        new(at, new Concentration(0.4075m, unit, qualifier), Mark.Normal, flag, judged, isCorrection: true);
}
