using WaterWatch.Alerts;
using WaterWatch.Auditing;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Auditing;

/// <summary>The file opens with when what was done, the interval to the one before, and what is missing as a gap; as a table it is harmless.</summary>
public class AuditFileTests
{
    private const string Formula = "=cmd|'/c calc'!A0";

    private static readonly DateTimeOffset Start = new(2012, 1, 15, 1, 0, 0, TimeSpan.Zero);

    private static readonly SeriesKey Key = new(new StationId("lalang"), Formula, Determinand.Find("Cd")!, Fraction.Total, 0);

    private static readonly Reading First = new()
    {
        Series = 1,
        TakenAt = Start,
        ReceivedAt = Start.AddMinutes(2),
        RecordedAt = Start.AddMinutes(2),
        Value = new Concentration(0.0247m, Unit.MilligramPerLitre),
        Judged = Judged.Exceeds,
        LimitRef = "GB 3838-2002 III",
    };

    private static readonly Incident Plume = new()
    {
        Id = 1,
        River = "longjiang",
        Level = Level.Red,
        PeakLevel = Level.Red,
        OpenedAt = Start,
        RecordedAt = Start.AddMinutes(2),
        Alerts = [1],
        Determinands = ["Cd"],
        Stations = ["lalang"],
    };

    private static readonly TimelineEntry[] Entries =
    [
        Entry(1, EntryKind.AlertRaised, 2),
        Entry(2, EntryKind.NotificationQueued, 2),
        Entry(3, EntryKind.Acknowledged, 14, "\u202E+chief"),
        Entry(4, EntryKind.ReportSent, 90),
    ];

    [Fact]
    public void Intervals_are_to_the_step_before_that_is_recorded_and_gaps_are_gaps()
    {
        var steps = AuditSteps.Of(Plume, Entries, (Key, First), null);
        Assert.Equal(Enum.GetValues<AuditStepKind>(), steps.Select(s => s.Kind));
        Assert.Equal([Start, Start.AddMinutes(2), Start.AddMinutes(2), null, Start.AddMinutes(14), null, Start.AddMinutes(90), null], steps.Select(s => s.At));
        Assert.Equal([null, 2, 0, null, 12, null, 76, null], steps.Select(s => s.Since?.TotalMinutes));
        Assert.Equal((Start.AddMinutes(2), (long?)null), (steps[3].PreparedAt, steps[3].Seq));
        Assert.Equal((3L, "\u202E+chief"), (steps[4].Seq, steps[4].By));
    }

    [Fact]
    public void What_was_left_out_and_corrected_is_listed_with_what_it_replaced()
    {
        var readings = new AuditReadings(Plume, [], TimeZoneInfo.Utc);
        readings.Take(Key, First);
        var corrected = First with { RecordedAt = Start.AddHours(1), Value = new Concentration(0.02m, Unit.MilligramPerLitre), IsCorrection = true };
        readings.Take(Key, corrected);
        readings.Take(Key, First with { TakenAt = Start.AddHours(4), Mark = Mark.From("M"), Judged = Judged.NotJudged, Why = JudgedWhy.Marked, LimitRef = "" });
        Assert.Equal((3L, 1L, 1L), (readings.Count, readings.ExcludedCount, readings.CorrectedCount));
        Assert.Equal(new CorrectedReading(Key, First, corrected), Assert.Single(readings.Corrected));
        Assert.Equal("the instrument, by its own mark", AuditWords.ExcludedBy(Assert.Single(readings.Excluded).Reading).En);
        Assert.Equal(("GB 3838-2002 III", 2L, 2L, 0), Assert.Single(readings.Limits) is var use ? (use.Ref, use.Judged, use.Exceeded, use.Versions.Count) : default);
        Assert.Equal(First, readings.First?.Reading);
    }

    [Fact]
    public void As_a_table_no_cell_is_a_formula_and_every_gap_is_said()
    {
        var lines = AuditCsv.Of(File()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(AuditCsv.Header.TrimEnd(), lines[0]);
        Assert.DoesNotContain(lines, l => l.Contains(",=", StringComparison.Ordinal) || l.Contains(",\"=", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("excluded,'=cmd|'/c calc'!A0,2012-01-15T01:00:00Z,,lalang,Cd,total,0.0247,mg/L,", StringComparison.Ordinal));
        Assert.Contains("step,told,,,,,,,,,gap,,,", lines);
    }

    [Fact]
    public void As_JSON_an_entry_is_what_the_timeline_gives()
    {
        var json = System.Text.Json.JsonDocument.Parse(AuditJson.Of(File())).RootElement;
        Assert.Equal(["seq", "at", "recorded_at", "kind", "incident", "station", "by", "data", "prev", "hash"], json.GetProperty("timeline")[0].EnumerateObject().Select(m => m.Name));
        Assert.Equal(("first_sampled", "2012-01-15T01:00:00Z", false), json.GetProperty("steps")[0] is var step ? (step.GetProperty("step").GetString(), step.GetProperty("at").GetString(), step.GetProperty("is_gap").GetBoolean()) : default);
        Assert.Equal(120, json.GetProperty("steps")[1].GetProperty("interval_s").GetInt64());
    }

    private static AuditFile File() => new()
    {
        Incident = Plume,
        River = new LocalizedName("Longjiang", "龙江"),
        Zone = TimeZoneInfo.Utc,
        MadeAt = Start,
        Head = ChainHead.Start,
        Steps = AuditSteps.Of(Plume, Entries, (Key, First), null),
        Excluded = [new ExcludedReading(Key, First)],
        Timeline = Entries,
    };

    private static TimelineEntry Entry(long seq, EntryKind kind, int minutes, string by = "waterwatch") =>
        new() { Seq = seq, At = Start.AddMinutes(minutes), RecordedAt = Start.AddMinutes(minutes), Kind = kind, By = by, Incident = 1 };
}
