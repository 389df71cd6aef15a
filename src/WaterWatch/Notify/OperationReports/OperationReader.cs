using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.OperationReports;

/// <summary>Reads what an operation report says out of the log, as it is known by now; series by series, so that a day with a million readings is never held at once.</summary>
internal sealed class OperationReader(LogReader log, WatchPlan plan)
{
    /// <param name="checkedLast">The newest walk over the record; null when there was none.</param>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public OperationFacts Read(OperationReport report, ReportPeriod period, ChainCheck? checkedLast)
    {
        var rivers = plan.Rivers.Values.Where(r => report.River.Length == 0 || r.Id == report.River).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        var begins = log.BeginsAt() is { } at && at > period.From ? at : (DateTimeOffset?)null;
        var (exceedances, stations) = (new List<ExceedanceFacts>(), new List<StationFacts>());
        foreach (var station in rivers.SelectMany(r => r.Stations.OrderBy(s => s.Station.DistanceKm)))
        {
            var series = log.SeriesOf(station.Station.Id.Value);
            var tallies = series.Select(s => log.Tally(s.Series, period.From, period.Until)).Where(t => t.Samples > 0).ToList();
            exceedances.AddRange(tallies.Where(t => t.Exceeding > 0).GroupBy(t => (t.Key.Determinand, t.Key.Fraction)).Select(g => ExceedanceOf(station, [.. g])));
            stations.Add(StationOf(station, tallies, period.Until - (begins ?? period.From)));
        }

        var incidents = log.AllIncidents().Where(i => rivers.Exists(r => r.Id == i.River) && i.MergedInto is null && Touches(i, period)).Select(i => IncidentOf(i, period));
        return new OperationFacts(
            report, period, report.River.Length == 0 ? null : rivers.FirstOrDefault()?.Name, plan.Telling == Telling.Exercise, begins, [.. incidents.Reverse()],
            [.. exceedances.OrderByDescending(e => e.Ratio ?? 0)], stations, log.SetAsideBetween(period.From, period.Until), log.Head(), checkedLast);
    }

    private static bool Touches(Incident incident, ReportPeriod period) => incident.RecordedAt < period.Until && !(incident.ClosedAt < period.From);

    private static ExceedanceFacts ExceedanceOf(WatchedStation station, List<SeriesTally> tallies)
    {
        var key = tallies[0].Key;
        var limits = station.RulesFor(key.Determinand, key.Fraction).Limits;
        var worst = tallies.SelectMany(t => new[] { t.Highest!, t.Lowest! }).Select(r => (Reading: r, Limit: LimitOf(r, limits))).MaxBy(r => RatioOf(r.Reading, r.Limit) ?? 0);
        return new ExceedanceFacts(
            station.Station.Name, key.Determinand, key.Fraction, tallies.Sum(t => t.Exceeding), worst.Reading, worst.Limit?.Bound, RatioOf(worst.Reading, worst.Limit));
    }

    /// <summary>The limit that it was judged by when it came, if that is in force unchanged and is one figure.</summary>
    private static Limit? LimitOf(Reading reading, IReadOnlyList<Limit> limits) =>
        limits.Where(l => l.By is null && l.Ref == reading.LimitRef && (l.Sense == LimitSense.AtMost ? reading.Value.Value > l.Bound : reading.Value.Value < l.Bound)).Cast<Limit?>().FirstOrDefault();

    private static decimal? RatioOf(Reading reading, Limit? limit) => limit is null || limit.Bound <= 0 ? null : Judging.Ratio(reading.Value.Value, limit);

    /// <param name="watched">How long its samples were expected.</param>
    public static StationFacts StationOf(WatchedStation station, IReadOnlyList<SeriesTally> tallies, TimeSpan watched)
    {
        long? expected = null;
        var received = 0L;
        foreach (var rules in station.Expected)
        {
            // Of several instruments for one thing the one that sent most counts; what a laboratory measured was not expected of the station.
            var most = tallies.Where(t => t.Key.Determinand == rules.Determinand && t.Key.Fraction == rules.Fraction && !t.Key.IsLaboratory).Select(t => t.Samples).Append(0).Max();
            var wanted = (long)Math.Floor(watched / rules.Interval!.Value);
            expected = (expected ?? 0) + wanted;
            received += Math.Min(most, wanted);
        }

        return new StationFacts(station.Station.Name, expected, received, tallies.Sum(t => t.Samples), tallies.Sum(t => t.Flagged), tallies.Sum(t => t.NotJudged));
    }

    private IncidentFacts IncidentOf(Incident incident, ReportPeriod period)
    {
        var (level, highest) = (Level.Compliant, Level.Compliant);
        DateTimeOffset? told = null, acknowledged = null;
        foreach (var entry in log.WholeTimeline(incident.Id))
        {
            told ??= entry.Kind == EntryKind.NotificationSent ? entry.RecordedAt : null;
            acknowledged ??= entry.Kind == EntryKind.Acknowledged ? entry.RecordedAt : null;
            if (entry.RecordedAt >= period.Until || LevelAfter(entry) is not { } after)
            {
                continue;
            }

            // What it was when the period began counts as well, so the level before the first change within it.
            highest = entry.RecordedAt < period.From ? after : Levels.Higher(highest, after);
            level = after;
        }

        var closed = incident.ClosedAt is { } at && at < period.Until;
        return new IncidentFacts(
            incident.Id, incident.Stations, incident.Determinands, highest, level, incident.OpenedAt, incident.RecordedAt, told, acknowledged, incident.RecordedAt >= period.From, closed);
    }

    private static Level? LevelAfter(TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.IncidentOpened or EntryKind.IncidentLevelRaised or EntryKind.IncidentLevelLowered =>
            Enum.TryParse<Level>(entry.Data.GetValueOrDefault("level"), out var level) ? level : null,
        EntryKind.IncidentSubsided => Level.Compliant,
        _ => null,
    };
}
