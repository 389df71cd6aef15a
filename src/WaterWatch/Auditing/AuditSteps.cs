using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Auditing;

/// <summary>First sampled, received, alerted, told, answered, lab, reported, published: each as the record has it, and what it does not have as a gap.</summary>
internal static class AuditSteps
{
    /// <param name="first">The reading that the incident begins with; null when it is not there.</param>
    /// <param name="lab">The first result of a laboratory; null when there is none.</param>
    public static IReadOnlyList<AuditStep> Of(Incident incident, IReadOnlyList<TimelineEntry> timeline, (SeriesKey Key, Reading Reading)? first, (SeriesKey Key, Reading Reading)? lab)
    {
        var steps = new List<AuditStep>
        {
            new(AuditStepKind.FirstSampled, incident.OpenedAt, null, null, first?.Key.Source ?? ""),
            new(AuditStepKind.Received, first?.Reading.ReceivedAt, null, null, first?.Key.Station.Value ?? ""),
            Step(AuditStepKind.Alerted, First(timeline, EntryKind.AlertRaised, EntryKind.IncidentOpened), e => e.RecordedAt),
            Step(AuditStepKind.Told, First(timeline, EntryKind.NotificationSent), e => e.RecordedAt) with { PreparedAt = First(timeline, EntryKind.NotificationQueued)?.RecordedAt },
            Step(AuditStepKind.Answered, First(timeline, EntryKind.Acknowledged), e => e.At),
            Lab(timeline, lab),
            Step(AuditStepKind.Reported, timeline.Where(e => e.Kind == EntryKind.ReportSent).MinBy(e => e.At), e => e.At),
            Step(AuditStepKind.Published, First(timeline, EntryKind.IncidentPublished), e => e.RecordedAt),
        };
        DateTimeOffset? before = null;
        for (var i = 0; i < steps.Count; i++)
        {
            steps[i] = steps[i] with { Since = steps[i].At - before };
            before = steps[i].At ?? before;
        }

        return steps;
    }

    private static AuditStep Lab(IReadOnlyList<TimelineEntry> timeline, (SeriesKey Key, Reading Reading)? lab)
    {
        var confirmed = timeline.FirstOrDefault(e => e.Kind == EntryKind.AlertConfirmed && e.Data.GetValueOrDefault("confirmed_by") == nameof(ConfirmedBy.Laboratory));
        return lab is { } result && !(confirmed?.RecordedAt < result.Reading.ReceivedAt)
            ? new AuditStep(AuditStepKind.Lab, result.Reading.ReceivedAt, null, null, result.Key.Source)
            : Step(AuditStepKind.Lab, confirmed ?? timeline.FirstOrDefault(e => e.Kind == EntryKind.SampleEntered), e => e.RecordedAt);
    }

    private static AuditStep Step(AuditStepKind kind, TimelineEntry? entry, Func<TimelineEntry, DateTimeOffset> at) =>
        entry is null ? new AuditStep(kind, null, null, null, "") : new AuditStep(kind, at(entry), null, entry.Seq, entry.Kind == EntryKind.NotificationSent ? entry.Data.GetValueOrDefault("person", entry.By) : entry.By);

    private static TimelineEntry? First(IReadOnlyList<TimelineEntry> timeline, params ReadOnlySpan<EntryKind> kinds)
    {
        foreach (var entry in timeline)
        {
            if (kinds.Contains(entry.Kind))
            {
                return entry;
            }
        }

        return null;
    }
}
