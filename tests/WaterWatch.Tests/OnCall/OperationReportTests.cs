using WaterWatch.OnCall;

namespace WaterWatch.Tests.OnCall;

public sealed class OperationReportTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>02:30 is left out in March and comes twice in October.</summary>
    [Theory]
    [InlineData(ReportEvery.Day)]
    [InlineData(ReportEvery.Week)]
    public void Over_a_year_with_its_changes_of_the_clock_each_period_begins_where_the_one_before_ended(ReportEvery every)
    {
        var report = Report(every, new TimeOnly(2, 30));
        var start = new DateTimeOffset(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);
        var before = report.NewestBy(start);
        for (var at = start; at < start.AddYears(1); at = at.AddMinutes(30))
        {
            var period = report.NewestBy(at);
            Assert.True(period.From < period.Until && period.Until <= at, $"{at}: {period}");
            Assert.True(period == before || period.From == before.Until, $"{at}: {before}, then {period}");
            before = period;
        }
    }

    [Fact]
    public void A_week_ends_on_its_day_at_its_time_on_the_wall_clock()
    {
        var report = Report(ReportEvery.Week, new TimeOnly(8, 0)) with { On = DayOfWeek.Friday };

        var period = report.NewestBy(new DateTimeOffset(2026, 4, 2, 12, 0, 0, TimeSpan.Zero));

        // Friday the 27th of March in winter time; the clock was put forward on the 29th.
        Assert.Equal(new DateTimeOffset(2026, 3, 20, 7, 0, 0, TimeSpan.Zero), period.From);
        Assert.Equal(new DateTimeOffset(2026, 3, 27, 7, 0, 0, TimeSpan.Zero), period.Until);
    }

    private static OperationReport Report(ReportEvery every, TimeOnly at) => new() { Id = "r", Every = every, At = at, TimeZone = Berlin, To = [] };
}
