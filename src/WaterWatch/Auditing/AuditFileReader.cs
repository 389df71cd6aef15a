using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Auditing;

/// <summary>Gathers the auditor's file of an incident out of the record; what is configured gives names and the text of limits alone.</summary>
internal sealed class AuditFileReader(LogReader log, LoadedConfiguration configuration)
{
    private const int EntriesAtOnce = 10_000;

    /// <summary>The configuration is told to the record with its first batches.</summary>
    private const int FirstBatches = 100;

    /// <returns>Null when there was no such incident by then.</returns>
    public AuditFile? Read(long id, DateTimeOffset? asKnownAt, DateTimeOffset now)
    {
        if (log.Incident(id, asKnownAt) is not { } incident)
        {
            return null;
        }

        var river = configuration.Plan.Rivers.GetValueOrDefault(incident.River);
        var timeline = log.WholeTimeline(id).TakeWhile(e => asKnownAt is null || e.RecordedAt <= asKnownAt).ToList();
        var zone = river?.TimeZone ?? TimeZoneInfo.Utc;
        var readings = new AuditReadings(incident, configuration.Limits, zone);
        var series = incident.Stations.SelectMany(log.SeriesOf).Where(s => incident.Determinands.Contains(s.Key.Determinand.Key)).Select(s => s.Series).ToList();
        foreach (var of in log.StreamReadings(new ReadingsQuery(series) { From = incident.OpenedAt - TimeSpan.FromDays(1), To = incident.ClosedAt, AsKnownAt = asKnownAt }))
        {
            readings.Take(of.Key, of.Reading);
        }

        return new AuditFile
        {
            Incident = incident,
            River = river?.Name ?? new LocalizedName(incident.River, incident.River),
            Zone = zone,
            MadeAt = now,
            AsKnownAt = asKnownAt,
            Head = log.Head(),
            LastCheck = OfKinds(asKnownAt, EntryKind.ChainChecked, EntryKind.ChainBroken).LastOrDefault(),
            Steps = AuditSteps.Of(incident, timeline, readings.First, readings.Lab),
            Readings = readings.Count,
            Excluded = readings.Excluded,
            ExcludedCount = readings.ExcludedCount,
            Corrected = readings.Corrected,
            CorrectedCount = readings.CorrectedCount,
            Limits = readings.Limits,
            Configurations = Configurations(incident, incident.ClosedAt ?? asKnownAt ?? now, asKnownAt),
            Timeline = timeline,
            Stations = configuration.Plan.Stations.Values.ToDictionary(s => s.Station.Id.Value, s => s.Station.Name),
        };
    }

    /// <summary>The one in force when the incident was recorded, and those that took its place while it was open.</summary>
    private List<ConfigurationUse> Configurations(Incident incident, DateTimeOffset until, DateTimeOffset? asKnownAt)
    {
        var changes = OfKinds(asKnownAt, EntryKind.ConfigurationChanged).ToList();
        var before = changes.FindLast(c => c.RecordedAt <= incident.RecordedAt);
        var hash = before?.Data.GetValueOrDefault("to") ?? changes.FirstOrDefault()?.Data.GetValueOrDefault("from")
            ?? log.ReadBatches(1, withRaw: false).Take(FirstBatches).FirstOrDefault(b => b.ConfigurationHash.Length > 0)?.ConfigurationHash ?? "";
        return
        [
            new ConfigurationUse(before?.RecordedAt, hash, before?.Seq),
            .. changes.Where(c => c.RecordedAt > incident.RecordedAt && c.RecordedAt <= until).Select(c => new ConfigurationUse(c.RecordedAt, c.Data.GetValueOrDefault("to", ""), c.Seq)),
        ];
    }

    private IEnumerable<TimelineEntry> OfKinds(DateTimeOffset? asKnownAt, params EntryKind[] kinds)
    {
        for (var page = log.Timeline(new TimelineQuery { Kinds = kinds, AsKnownAt = asKnownAt, Limit = EntriesAtOnce }); ;)
        {
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            if (page.Next is null)
            {
                yield break;
            }

            page = log.Timeline(new TimelineQuery { Kinds = kinds, AsKnownAt = asKnownAt, Limit = EntriesAtOnce, Cursor = page.Next });
        }
    }
}
