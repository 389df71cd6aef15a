using System.Globalization;
using System.Text;
using System.Text.Json;
using WaterWatch.OnCall;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Demo;

/// <summary>How many notifications there were and why, and how often somebody was not told and why.</summary>
internal static class TellingTable
{
    private static readonly char[] Between = [',', ' '];

    public static void AppendTo(StringBuilder text, IReadOnlyList<TimelineEntry> timeline)
    {
        var queued = timeline.Where(e => e.Kind == EntryKind.NotificationQueued).ToList();
        DemoReport.Heading(text, "Told, as an exercise", "已通知（演练）");
        foreach (var reason in Enum.GetValues<NotifyReason>())
        {
            Append(text, queued.Count(e => e.Data["reason"] == reason.ToString()), Words.Of(reason).ToString());
        }

        Append(text, queued.Count, $"in all, to {queued.Select(e => e.Data["person"]).Distinct().Count()} people; {timeline.Count(e => e.Kind == EntryKind.NotificationSent)} sent");
        DemoReport.Heading(text, "Not told", "未通知");
        foreach (var reason in Enum.GetValues<NotToldReason>())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
            var people = timeline.Where(e => e.Kind == EntryKind.NotTold).Sum(e => e.Data.GetValueOrDefault(name, "").Split(Between, StringSplitOptions.RemoveEmptyEntries).Length);
            Append(text, people, Words.Of(reason).ToString());
        }
    }

    private static void Append(StringBuilder text, int count, string what)
    {
        if (count > 0)
        {
            DemoReport.Paragraph(text, $"  {count.ToString(CultureInfo.InvariantCulture).PadLeft(5)}  ", what);
        }
    }
}
