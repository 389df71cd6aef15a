using System.Globalization;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Demo;

/// <summary>The demo's closing text: the timeline's main lines, the stations, and beside them what people learned in 2012 and when.</summary>
public static class DemoReport
{
    /// <summary>Columns of a terminal that no line passes.</summary>
    public const int Width = 110;

    private const string Indent = "  ";

    /// <param name="timeline">All entries; sorted here by event time.</param>
    /// <param name="alerts">As they stand at the end.</param>
    /// <param name="incidents">As they stand at the end.</param>
    /// <param name="names">Station id to its name.</param>
    public static string Text(
        IReadOnlyList<TimelineEntry> timeline,
        IReadOnlyList<Alert> alerts,
        IReadOnlyList<Incident> incidents,
        IReadOnlyList<Milestone> milestones,
        IReadOnlyDictionary<string, LocalizedName> names)
    {
        var text = new StringBuilder();
        AppendTimeline(text, timeline, names);
        AppendIncidents(text, incidents, names);
        TellingTable.AppendTo(text, timeline);
        StationTable.AppendTo(text, alerts, names);
        MilestoneTable.AppendTo(text, timeline, alerts, milestones, names);
        return text.ToString();
    }

    /// <summary>Entries that change what is known: not every step of an alert on its way up and down.</summary>
    public static bool IsMain(TimelineEntry entry) => entry.Kind is
        EntryKind.AlertRaised or EntryKind.AlertConfirmed or EntryKind.AlertNotRefuted or EntryKind.AlertCleared or EntryKind.AlertBackdated
        or EntryKind.IncidentOpened or EntryKind.IncidentJoined or EntryKind.IncidentBackdated or EntryKind.IncidentLevelRaised or EntryKind.IncidentSubsided
        or EntryKind.IncidentRegrouped or EntryKind.IncidentMerged or EntryKind.DutyOpened or EntryKind.DutyOverdue
        or EntryKind.ReadingCorrected or EntryKind.MessageSetAside or EntryKind.FeedLost or EntryKind.FeedRestored;

    internal static string Local(DateTimeOffset at) => at.ToOffset(StoryTime.Offset).ToString("dd MMM HH:mm", CultureInfo.InvariantCulture);

    internal static void Heading(StringBuilder text, string en, string zh) => text.Append('\n').Append(en).Append(' ').Append(zh).Append('\n');

    internal static string Name(IReadOnlyDictionary<string, LocalizedName> names, string id) => names.TryGetValue(id, out var name) ? name.ToString() : id;

    /// <summary>A paragraph whose later lines are indented by as much as the first one's head takes.</summary>
    internal static void Paragraph(StringBuilder text, string head, string body)
    {
        var hanging = Columns.Width(head);
        var lines = Columns.Wrap(body, Width - hanging);
        for (var i = 0; i < lines.Count; i++)
        {
            text.Append((i == 0 ? head : new string(' ', hanging)) + lines[i]).Append('\n');
        }
    }

    private static void AppendTimeline(StringBuilder text, IReadOnlyList<TimelineEntry> timeline, IReadOnlyDictionary<string, LocalizedName> names)
    {
        Heading(text, "Timeline (main entries, by the time of the sample, UTC+8)", "时间线");
        foreach (var entry in timeline.Where(IsMain).OrderBy(e => e.At).ThenBy(e => e.Seq))
        {
            var place = entry.Station is { } id ? names.TryGetValue(id, out var name) ? name.En : id : "";
            Paragraph(text, $"{Indent}{Local(entry.At)}  ", EntrySentences.En(entry, place, StoryTime.Offset));
        }
    }

    private static void AppendIncidents(StringBuilder text, IReadOnlyList<Incident> incidents, IReadOnlyDictionary<string, LocalizedName> names)
    {
        Heading(text, "Incidents", "事件");
        foreach (var incident in incidents.OrderBy(i => i.OpenedAt))
        {
            var state = incident.IsOpen ? "open at the end of the story" : "closed";
            Paragraph(
                text,
                Indent,
                $"Incident {incident.Id} from {Local(incident.OpenedAt)}, {state}, level {Words.Of(incident.Level).En}, at its worst {Words.Of(incident.PeakLevel).En}: " +
                $"{string.Join(", ", incident.Determinands)} at {string.Join(", ", incident.Stations.Select(s => Name(names, s)))}");
        }

        if (incidents.Count == 0)
        {
            text.Append(Indent).Append("none\n");
        }
    }
}
