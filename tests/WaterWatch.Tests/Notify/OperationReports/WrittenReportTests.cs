using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Notify.OperationReports;

public sealed class WrittenReportTests
{
    private static readonly DateTimeOffset Start = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_subject_says_river_period_and_the_worst()
    {
        var facts = Facts(station: "Lalang");

        Assert.Equal("[Operation report] Longjiang, 15 Jan 2012 08:00 to 16 Jan 2012 08:00: Red, Lalang cadmium 81.5 times the limit", WrittenReport.Of(facts, chinese: false).Subject);
        Assert.Equal("[演练 运行报告] 龙江，2012-01-15 08:00 至 2012-01-16 08:00：红色，拉浪镉为限值的 81.5 倍", WrittenReport.Of(facts with { IsExercise = true }, chinese: true).Subject);
    }

    [Fact]
    public void What_nobody_knows_is_a_dash_and_never_0_percent()
    {
        var nothing = Facts() with { Incidents = [], Exceedances = [], Stations = [new StationFacts(new LocalizedName("Lalang", "拉浪"), null, 0, 0, 0, 0)] };
        var text = WrittenReport.Of(nothing, chinese: false);

        Assert.Contains("no data came, so nothing is known of the water", text.Subject, StringComparison.Ordinal);
        Assert.Contains("- Lalang; Received of expected: —; Share: —; Flagged: —; Not judged: —", text.Plain, StringComparison.Ordinal);
        Assert.Contains("Unknown: no data came.", text.Plain, StringComparison.Ordinal);
        Assert.DoesNotContain("0 %", text.Plain, StringComparison.Ordinal);
        Assert.DoesNotContain("0 %", WrittenReport.Of(nothing, chinese: true).Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_station_of_which_samples_were_expected_has_0_percent_of_them_and_no_quality()
    {
        var silent = Facts() with { Stations = [new StationFacts(new LocalizedName("Lalang", "拉浪"), 6, 0, 0, 0, 0), new StationFacts(new LocalizedName("Sancha", "三岔"), 1500, 1499, 1499, 1, 0)] };

        var text = WrittenReport.Of(silent, chinese: false).Plain;

        Assert.Contains("- Lalang; Received of expected: 0 / 6; Share: 0 %; Flagged: —; Not judged: —", text, StringComparison.Ordinal);
        Assert.Contains("- Sancha; Received of expected: 1,499 / 1,500; Share: 99.9 %; Flagged: 0.1 %; Not judged: 0 %", text, StringComparison.Ordinal);
    }

    [Fact]
    public void How_fast_people_were_told_and_answered_is_of_the_incidents_that_were_opened()
    {
        var opened = Incident() with { IsOpened = true, ToldAt = Start.AddSeconds(2), AcknowledgedAt = Start.AddMinutes(8) };
        var text = WrittenReport.Of(Facts() with { Incidents = [opened, opened with { ToldAt = Start.AddSeconds(40), AcknowledgedAt = null }] }, chinese: false).Plain;

        Assert.Contains("- until somebody was told; Median: 21 s; Longest: 40 s; Not yet: 0", text, StringComparison.Ordinal);
        Assert.Contains("- until somebody acknowledged; Median: 8 min; Longest: 8 min; Not yet: 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_record_is_said_plainly()
    {
        var broken = Facts() with { Checked = new ChainCheck(Start, new ChainHead(9, "c0ffee"), 9, 1, 1, TimeSpan.Zero, "timeline entry 5: it is missing") };

        Assert.Contains("THE RECORD IS NOT TO BE TRUSTED", WrittenReport.Of(broken, chinese: false).Plain, StringComparison.Ordinal);
        Assert.Contains("记录不可信", WrittenReport.Of(broken, chinese: true).Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_never_markup_nor_a_line_of_a_header()
    {
        var written = WrittenReport.Of(Facts(station: "<b>La\r\nlang</b>"), chinese: false);

        Assert.DoesNotContain("<b>", written.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(written.Subject, char.IsControl);
    }

    private static IncidentFacts Incident() => new(1, ["lalang"], ["Cd"], Level.Red, Level.Orange, Start, Start, null, null, IsOpened: false, IsClosed: false);

    private static OperationFacts Facts(string station = "Lalang")
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var report = new OperationReport { Id = "daily", River = "longjiang", Every = ReportEvery.Day, At = new TimeOnly(8, 0), TimeZone = zone, To = [] };
        var name = new LocalizedName(station, "拉浪");
        var worst = Storage.Some.Reading(1, Start.AddHours(1), 0.4075m);
        return new OperationFacts(
            report, new ReportPeriod(Start, Start.AddDays(1)), new LocalizedName("Longjiang", "龙江"), IsExercise: false, null, [Incident()],
            [new ExceedanceFacts(name, Some.Cd, Fraction.Total, 5, worst, 0.005m, 81.5m)], [new StationFacts(name, 6, 6, 6, 0, 0)], [(SetAsideReason.Unreadable, 2)], new ChainHead(9, "c0ffee"), null);
    }
}
