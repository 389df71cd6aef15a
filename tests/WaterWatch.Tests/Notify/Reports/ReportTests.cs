using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Notify.Reports;
using WaterWatch.Rivers;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Demo;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Notify.Reports;

/// <summary>The reports of the Longjiang of 2012, as far as the record can write them.</summary>
public sealed class ReportTests
{
    private static readonly Lazy<PlayedStory> Story = new(() => PlayedStory.Of(WaterWatch.Demo.Story.Load()));
    private static readonly WatchedRiver Longjiang = Repository.Shipped().Plan.Rivers["longjiang"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_first_report_holds_every_item_of_the_rule_in_its_order(bool chinese)
    {
        var rule = Longjiang.Duties.First(d => d.Ref == "mep-17-2011/grade-unknown");
        var sections = Sections(ReportKind.Initial, chinese);
        Assert.Equal(15, rule.Content.Count);
        Assert.Equal(rule.Content, sections.Select(s => s.Title));
    }

    [Fact]
    public void What_the_record_does_not_know_is_a_gap_in_every_report_and_language()
    {
        string[] gaps =
        [
            "people affected", "what is planned", "suggestions", "sketch map of sensitive points", "reporting unit, signatory and contact", "cause, as far as established",
            "potential and indirect harm and loss", "social effect", "remaining problems", "accountability",
        ];
        foreach (var (kind, chinese) in Enum.GetValues<ReportKind>().SelectMany(k => new[] { (k, true), (k, false) }))
        {
            var draft = Draft(kind, chinese);
            Assert.All(draft.Sections.Where(s => gaps.Contains(s.Title.En)), s => Assert.Equal((0, true), (s.Lines.Count, s.ToFill.Length > 0)));
            Assert.All(draft.Sections, s => Assert.True(s.Lines.Count > 0 || s.ToFill.Length > 0, s.Title.En));
            var mark = chinese ? "【待填】" : "[TO FILL IN]";
            Assert.Equal(draft.Sections.Count(s => s.ToFill.Length > 0), ReportText.Plain(draft).Split(mark).Length - 1);
            Assert.Equal(draft.Sections.Count(s => s.ToFill.Length > 0), ReportText.Html(draft).Split("class=\"gap\"").Length - 1);
        }
    }

    [Fact]
    public void Monitoring_data_give_each_stations_highest_value_against_its_limit()
    {
        var lines = Sections(ReportKind.Initial, chinese: false).Single(s => s.Title.En == "monitoring data").Lines;
        Assert.Equal(8, lines.Count);
        Assert.StartsWith("Lalang, cadmium: highest 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L (超标 80.5 倍), sampled 2012-01-15 09:30 +08:00", lines[0], StringComparison.Ordinal);
        var intake = Assert.Single(Sections(ReportKind.Initial, chinese: false).Single(s => s.Title.En.StartsWith("effect on", StringComparison.Ordinal)).Lines);
        Assert.StartsWith("Hexi waterworks, 1,500,000 people, the water arrives 2012-01-17 21:54 +08:00 at the earliest", intake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_follow_up_begins_after_the_last_report_that_was_sent()
    {
        var entries = Of(1).ToList();
        var seq = entries[20].Seq;
        entries.Insert(21, new TimelineEntry { Seq = seq, At = entries[20].At, Kind = EntryKind.ReportSent, Incident = 1, By = "Wei Min", Data = new Dictionary<string, string> { ["report"] = "initial" } });
        var facts = new ReportFacts(TheIncident, Members, entries, Longjiang, chinese: false);
        Assert.Equal(seq, facts.LastReport);
        Assert.Contains(facts.CourseAfter(0), l => l.Contains("Lalang: incident 1 opened", StringComparison.Ordinal));
        Assert.DoesNotContain(facts.CourseAfter(facts.LastReport), l => l.Contains("Lalang: incident 1 opened", StringComparison.Ordinal));
        Assert.Contains(facts.CourseAfter(facts.LastReport), l => l.Contains("Confluence: joined incident 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_holds_names_as_text_and_nothing_from_elsewhere()
    {
        var river = Longjiang with { Name = new LocalizedName("<script>alert(1)</script>", "<b>") };
        var facts = new ReportFacts(TheIncident, Members, Of(1), river, chinese: false);
        var html = ReportText.Html(new ReportDraft(
            ReportKind.Initial, 1, false, true, facts.RiverName, "now", "77:ab", ReportWriter.Sections(ReportKind.Initial, facts, [], chinese: false)));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;, Lalang", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("EXERCISE", html, StringComparison.Ordinal);
    }

    private static Incident TheIncident => Story.Value.Incidents.Single(i => i.Id == 1);

    private static List<Alert> Members => [.. Story.Value.Alerts.Where(a => a.Incident == 1)];

    private static List<TimelineEntry> Of(long incident) => [.. Story.Value.Timeline.Where(e => e.Incident == incident)];

    private static IReadOnlyList<ReportSection> Sections(ReportKind kind, bool chinese) => Draft(kind, chinese).Sections;

    private static ReportDraft Draft(ReportKind kind, bool chinese)
    {
        var facts = new ReportFacts(TheIncident, Members, Of(1), Longjiang, chinese);
        var content = Longjiang.Duties.First(d => d.Ref == "mep-17-2011/grade-unknown").Content;
        return new ReportDraft(kind, 1, chinese, IsExercise: true, facts.RiverName, "now", "77:ab", ReportWriter.Sections(kind, facts, content, chinese));
    }
}
