using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Projection;

/// <summary>Entries of the timeline as points of <c>timeline</c>, and those that change an alert as points of <c>alert</c>, too (dashboards/README.md). Used by one thread.</summary>
internal sealed class RecordLines(LogReader log, ConfigurationInForce configuration)
{
    private const int MostIncidents = 10_000;

    private readonly Dictionary<long, string> _riverOfIncident = [];

    public void Write(Batch batch, LineWriter to)
    {
        if (batch.Entries.Count == 0)
        {
            return;
        }

        var plan = configuration.Now.Plan;
        foreach (var incident in batch.Incidents)
        {
            _riverOfIncident[incident.Id] = incident.River;
        }

        foreach (var entry in batch.Entries)
        {
            Write(entry, plan, to);
            if (ChangedBy(entry, batch) is { } alert)
            {
                Write(alert, entry, plan, to);
            }
        }
    }

    private void Write(TimelineEntry entry, WatchPlan plan, LineWriter to)
    {
        var station = plan.Stations.GetValueOrDefault(entry.Station ?? "")?.Station;
        var (offset, name) = (station?.TimeZone.GetUtcOffset(entry.At) ?? TimeSpan.Zero, station?.Name ?? new LocalizedName(entry.Station ?? "", entry.Station ?? ""));
        to.Begin(LineWriter.Prefix("timeline", ("incident", Number(entry.Incident)), ("river", RiverOf(entry, plan))))
            .Field("seq"u8, entry.Seq)
            .Field("kind"u8, entry.Kind.ToString())
            .Field("station"u8, entry.Station ?? LineWriter.None)
            .Field("by"u8, entry.By)
            .Field("text"u8, EntrySentences.En(entry, name.En, offset))
            .Field("text_zh"u8, EntrySentences.Zh(entry, name.Zh, offset))
            .Field("recorded_at"u8, entry.RecordedAt.ToUnixTimeMilliseconds())
            .At(entry.At, entry.Seq);
    }

    private static void Write(Alert alert, TimelineEntry entry, WatchPlan plan, LineWriter to)
    {
        var key = alert.Key;
        var level = Enum.TryParse<Level>(entry.Data.GetValueOrDefault("level"), out var said) ? said : alert.Level;
        to.Begin(LineWriter.Prefix(
                "alert",
                ("condition", key.Condition.ToString()), ("determinand", key.Determinand?.Key ?? ""), ("fraction", key.Determinand is null ? "" : Web.Api.Words.Of(key.Fraction)),
                ("river", RiverOf(alert, plan)), ("station", key.Station.Value)))
            .Field("event"u8, entry.Kind.ToString())
            .Field("alert"u8, alert.Id)
            .Field("incident"u8, Number(alert.Incident))
            .Field("state"u8, alert.Status.ToString())
            .Field("level"u8, (double)level)
            .Field("peak_level"u8, (double)alert.PeakLevel)
            .Field("value"u8, alert.LatestValue?.Value ?? ReadingLines.CannotBeTold)
            .Field("ratio"u8, (double)(alert.Ratio ?? ReadingLines.CannotBeTold))
            .Field("confirmed"u8, alert.IsConfirmed)
            .Field("confirmed_by"u8, alert.IsConfirmed ? alert.ConfirmedBy.ToString() : LineWriter.None)
            .Field("acknowledged"u8, alert.AcknowledgedBy.Length > 0)
            .Field("late"u8, alert.Late)
            .At(entry.At, entry.Seq);
    }

    /// <summary>As it stands after the batch; null for an entry that changes none.</summary>
    private Alert? ChangedBy(TimelineEntry entry, Batch batch)
    {
        if (!entry.Kind.ToString().StartsWith("Alert", StringComparison.Ordinal)
            || !long.TryParse(entry.Data.GetValueOrDefault("alert"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        return batch.Alerts.LastOrDefault(a => a.Id == id) ?? log.AlertAsKnownAt(id, entry.RecordedAt);
    }

    private string RiverOf(TimelineEntry entry, WatchPlan plan)
    {
        if (entry.Incident is { } id)
        {
            if (_riverOfIncident.Count > MostIncidents)
            {
                _riverOfIncident.Clear();
            }

            return _riverOfIncident.TryGetValue(id, out var known) ? known : _riverOfIncident[id] = log.Incident(id)?.River ?? "";
        }

        return plan.Stations.GetValueOrDefault(entry.Station ?? "")?.Station.River ?? entry.Data.GetValueOrDefault("river", "");
    }

    /// <summary>Of its station, or the river that its condition is of.</summary>
    private static string RiverOf(Alert alert, WatchPlan plan) =>
        plan.Stations.TryGetValue(alert.Key.Station.Value, out var station) ? station.Station.River : alert.Key.Scope.Split('/')[0];

    private static string Number(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? LineWriter.None;
}
