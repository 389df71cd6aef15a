using WaterWatch.Alerts;
using WaterWatch.Demo;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Demo;

public sealed class DemoReportTests
{
    private static readonly Story Longjiang = Story.Load();

    private static readonly Dictionary<string, LocalizedName> Names = Longjiang.Stations.ToDictionary(s => s.Id, s => new LocalizedName(s.NameEn, s.NameZh));

    private static readonly IReadOnlyList<TimelineEntry> Entries =
    [
        Entry(1, EntryKind.AlertRaised, "lalang", 15, 9, 30, ("value", "0.4075"), ("level", "Red")),
        Entry(2, EntryKind.IncidentOpened, "lalang", 15, 9, 30, ("value", "0.4075"), ("level", "Red")),
        Entry(3, EntryKind.ResampleOrdered, "lalang", 15, 9, 30),
        Entry(4, EntryKind.AlertConfirmed, "lalang", 15, 13, 30, ("value", "0.3844"), ("confirmed_by", "SecondSample")),
        Entry(5, EntryKind.MessageSetAside, "yizhou", 18, 4, 0, ("reason", "Unreadable"), ("detail", "the JSON ends at byte 412, inside the string that begins at byte 402, and nothing more follows it")),
        Entry(6, EntryKind.AlertRaised, "luodong", 19, 17, 0, ("value", "0.0247"), ("level", "Orange")),
        Entry(7, EntryKind.IncidentJoined, "luodong", 19, 17, 0, ("from", "lalang"), ("to", "luodong"), ("distance_km", "57.5"), ("elapsed_h", "103.5"), ("window_h", "8-320")),
    ];

    private static readonly string Report = Render(Entries);

    [Fact]
    public void No_line_is_wider_than_the_terminal() => Assert.All(Report.Split('\n'), l => Assert.True(Columns.Width(l) <= DemoReport.Width, l));

    [Fact]
    public void The_main_entries_are_told_and_the_small_steps_are_not()
    {
        Assert.Contains("15 Jan 09:30  Lalang: cadmium 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L (超标 80.5 倍); not yet", Report, StringComparison.Ordinal);
        Assert.Contains("19 Jan 17:00  Luodong: joined incident 1: lalang to luodong, 57.5 km in 103.5 h", Report, StringComparison.Ordinal);
        Assert.DoesNotContain("second sample was ordered", Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_run_from_when_the_first_alert_was_told()
    {
        // The sample of 09:30 was recorded at 09:45; of the fish and the first figure only the day is known.
        var lines = Report.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains(lines, l => l.StartsWith("~15 Jan the same day 2012: Caged fish die", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("15 Jan 09:45 - WaterWatch: first alert", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("15 Jan 13:45 4 h 00 min after WaterWatch: confirmed", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("~20 Jan 5 d after 2012: First public figures", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("~22 Jan 7 d after 2012: Guangxi starts", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rise_within_the_limit_is_not_in_the_table_of_those_over_it() => Assert.DoesNotContain("Yizhou", Report.Split("Beside it")[0].Split("Stations over")[1], StringComparison.Ordinal);

    [Fact]
    public void The_claim_is_said_to_be_of_this_reconstruction_only()
    {
        var flowing = string.Join(' ', Report.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("These intervals are of this reconstruction only.", flowing, StringComparison.Ordinal);
        Assert.Contains("an assumed hour (09:30)", flowing, StringComparison.Ordinal);
        Assert.Contains("仅适用于本次重演", flowing, StringComparison.Ordinal);
    }

    [Fact]
    public void The_station_table_gives_first_peak_and_confirmation()
    {
        var row = Assert.Single(Report.Split('\n'), l => l.StartsWith("  Lalang      ", StringComparison.Ordinal));

        Assert.Contains("15 Jan 09:30 0.4075     0.4075 (81.5x 超80.5倍)", row, StringComparison.Ordinal);
        Assert.EndsWith("a second sample", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_story_without_an_alert_says_so()
    {
        var report = DemoReport.Text([], [], [], Longjiang.Milestones, Names);

        Assert.Contains("no reading was over a limit", report, StringComparison.Ordinal);
        Assert.Contains("2012: Caged fish die", report, StringComparison.Ordinal);
    }

    private static string Render(IReadOnlyList<TimelineEntry> entries)
    {
        var cadmium = Determinand.Find("Cd")!;
        var at = new DateTimeOffset(2012, 1, 15, 1, 30, 0, TimeSpan.Zero);
        var alert = new Alert
        {
            Id = 1,
            Key = new(new("lalang"), cadmium, Fraction.Total, Condition.LimitExceedance),
            Status = AlertStatus.Firing,
            Level = Level.Red,
            PeakLevel = Level.Red,
            ConfirmedBy = ConfirmedBy.SecondSample,
            FiredAt = at,
            RaisedAt = at,
            ChangedAt = at,
            FirstValue = new(0.4075m, Unit.MilligramPerLitre),
            PeakValue = new(0.4075m, Unit.MilligramPerLitre),
            PeakRatio = 81.5m,
            Limit = 0.005m,
            Incident = 1,
        };
        var incident = new Incident
        {
            Id = 1,
            River = "longjiang",
            Level = Level.Red,
            PeakLevel = Level.Red,
            OpenedAt = at,
            RecordedAt = at,
            Alerts = [1],
            Determinands = ["Cd"],
            Stations = ["lalang", "yemao", "yizhou", "luodong", "sancha", "boundary", "nuomitan", "confluence"],
        };
        var rise = alert with { Id = 2, Key = new(new("yizhou"), cadmium, Fraction.Total, Condition.FastRise), PeakLevel = Level.Blue };
        return DemoReport.Text(entries, [alert, rise], [incident], Longjiang.Milestones, Names);
    }

    private static TimelineEntry Entry(long seq, EntryKind kind, string station, int day, int hour, int minute, params (string Key, string Value)[] data)
    {
        var at = new DateTimeOffset(2012, 1, day, hour, minute, 0, TimeSpan.FromHours(8));
        var facts = new Dictionary<string, string> { ["condition"] = "LimitExceedance", ["determinand"] = "Cd", ["unit"] = "mg/L", ["limit"] = "0.005" };
        foreach (var (key, value) in data)
        {
            facts[key] = value;
        }

        return new TimelineEntry { Seq = seq, At = at, RecordedAt = at.AddMinutes(15).ToUniversalTime(), Kind = kind, By = "rule", Incident = 1, Station = station, Data = facts };
    }
}
