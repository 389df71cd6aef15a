using System.Globalization;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Demo;

/// <summary>What people knew in 2012 beside what this reconstruction's WaterWatch told, and how far apart. Claims no more than that.</summary>
internal static class MilestoneTable
{
    private const int WhenColumns = 14;
    private const int AfterColumns = 22;

    private const string Caveat =
        "These intervals are of this reconstruction only. Between the published values the samples come from a plume model with assumed parameters, nobody " +
        "measured them; the sample of 15 January has a published value and an assumed hour (09:30). Of milestones marked ~ only the day is known. " +
        "Nothing here says when an alert would have come in 2012.";

    private const string CaveatZh = "以上间隔仅适用于本次重演：公布值之间的数据由羽流模型生成（参数为假设），1月15日样品的钟点（09:30）为假设，标有 ~ 者仅知日期，不代表2012年实际可提前的时间。";

    private sealed record Line(DateTimeOffset At, bool HourAssumed, string Text);

    public static void AppendTo(
        StringBuilder text,
        IReadOnlyList<TimelineEntry> timeline,
        IReadOnlyList<Alert> alerts,
        IReadOnlyList<Milestone> milestones,
        IReadOnlyDictionary<string, LocalizedName> names)
    {
        DemoReport.Heading(text, "Beside it: 2012 as published, and this reconstruction (UTC+8; ~ only the day is published)", "对照");
        var first = FirstOver(timeline);
        var lines = milestones.Select(m => new Line(m.At, m.HourAssumed, $"2012: {m.En} {m.Zh} [{m.Source}]")).Concat(Told(timeline, alerts, first, names));
        text.Append("  ").Append(Columns.Pad("When", WhenColumns)).Append(Columns.Pad("From the first alert", AfterColumns)).Append("What\n");

        // At one instant the people of 2012 come first: a tie is no lead.
        foreach (var line in lines.OrderBy(l => l.At))
        {
            var when = line.HourAssumed ? $"~{DemoReport.Local(line.At)[..6]}" : $" {DemoReport.Local(line.At)}";
            var after = first is null ? "" : line.HourAssumed ? Days(ToldAt(first), line.At) : Interval(line.At - ToldAt(first));
            DemoReport.Paragraph(text, $"  {Columns.Pad(when, WhenColumns)}{Columns.Pad(after, AfterColumns)}", line.Text);
        }

        text.Append(first is null ? "  WaterWatch: no reading was over a limit\n\n" : "\n");
        DemoReport.Paragraph(text, "  ", Caveat);
        DemoReport.Paragraph(text, "  ", CaveatZh);
    }

    private static IEnumerable<Line> Told(
        IReadOnlyList<TimelineEntry> timeline, IReadOnlyList<Alert> alerts, TimelineEntry? first, IReadOnlyDictionary<string, LocalizedName> names)
    {
        if (first is null)
        {
            yield break;
        }

        var place = first.Station is { } id ? DemoReport.Name(names, id) : "";
        yield return new Line(ToldAt(first), false, $"WaterWatch: first alert 首次报警: {EntrySentences.En(first, place)}");
        var confirmed = timeline.Where(e => e.Kind == EntryKind.AlertConfirmed && IsOfOneAlert(e, first)).MinBy(ToldAt);
        if (confirmed is not null)
        {
            yield return new Line(ToldAt(confirmed), false, $"WaterWatch: confirmed 已确认: {EntrySentences.En(confirmed, place)}");
        }
        else if (!alerts.Any(a => a.IsConfirmed))
        {
            yield return new Line(ToldAt(first), false, "WaterWatch: never confirmed 未确认");
        }
    }

    private static bool IsOfOneAlert(TimelineEntry later, TimelineEntry first) =>
        later.Station == first.Station && later.Data.GetValueOrDefault("determinand") == first.Data.GetValueOrDefault("determinand") && ToldAt(later) >= ToldAt(first);

    private static TimelineEntry? FirstOver(IReadOnlyList<TimelineEntry> timeline) =>
        timeline
            .Where(e => e.Kind is EntryKind.AlertRaised or EntryKind.AlertFired && e.Data.GetValueOrDefault("condition") == nameof(Condition.LimitExceedance))
            .OrderBy(ToldAt).ThenBy(e => e.Seq)
            .FirstOrDefault();

    /// <summary>When it was known: people are told what is recorded, not what was in the water.</summary>
    private static DateTimeOffset ToldAt(TimelineEntry entry) => entry.RecordedAt == default ? entry.At : entry.RecordedAt;

    /// <summary>Whole calendar days where the hour is not known: minutes would be made up.</summary>
    private static string Days(DateTimeOffset from, DateTimeOffset to)
    {
        var days = (to.ToOffset(StoryTime.Offset).Date - from.ToOffset(StoryTime.Offset).Date).Days;
        return days == 0 ? "the same day" : $"{Math.Abs(days).ToString(CultureInfo.InvariantCulture)} d {(days < 0 ? "before" : "after")}";
    }

    private static string Interval(TimeSpan length)
    {
        if (length.Duration() < TimeSpan.FromMinutes(1))
        {
            return "-";
        }

        var amount = length.Duration();
        var parts = amount.TotalDays >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{amount.Days} d {amount.Hours} h")
            : string.Create(CultureInfo.InvariantCulture, $"{amount.Hours} h {amount.Minutes:00} min");
        return $"{parts} {(length < TimeSpan.Zero ? "before" : "after")}";
    }
}
