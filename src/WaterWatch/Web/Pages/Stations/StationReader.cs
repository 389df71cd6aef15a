using System.Collections.Concurrent;
using System.Diagnostics;
using WaterWatch.Notify.OperationReports;
using WaterWatch.Storage;

namespace WaterWatch.Web.Pages.Stations;

/// <summary>What a station's page says out of the log: the newest samples in all versions, alerts, messages as they came, and how much came in thirty days.</summary>
internal sealed class StationReader(LogReader log)
{
    /// <summary>Over which quality is counted, days.</summary>
    public const int Days = 30;

    private const int MostAlerts = 12;
    private const int MostMessages = 5;

    /// <summary>A month is counted again no sooner: a batch changes nothing that anybody would see in it.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromSeconds(30);

    /// <summary>More than anybody looks at within that time; beyond it all are counted anew.</summary>
    private const int MostCounted = 256;

    private readonly ConcurrentDictionary<string, (long At, StationQuality Quality)> _counted = new();

    public StationModel Read(StationModel model)
    {
        var id = model.Station.Id.Value;
        var measured = model.Measured.Select(m => m with { Readings = ReadingsOf(m) }).ToList();
        return model with
        {
            Measured = measured,
            Alerts = log.Alerts(new AlertsQuery { Station = id, Limit = MostAlerts }).Items,
            Messages = log.RawMessages(id, measured.SelectMany(m => m.Readings).Select(r => r.Reading.RecordedAt), MostMessages),
            Quality = QualityOf(model),
        };
    }

    /// <summary>Of several instruments the newest over all: so many samples as one table has.</summary>
    private List<ReadingOf> ReadingsOf(Measured measured)
    {
        // What is sampled every second or with a time far ahead can have any number of versions: no page needs more than these.
        var all = measured.Since.SelectMany(s => log.Readings(new ReadingsQuery([s.Key]) { From = s.Value, Limit = 100 }).Items)
            .OrderByDescending(r => r.Reading.TakenAt).ThenBy(r => r.Key.Source, StringComparer.Ordinal).ThenBy(r => r.Key.PeriodSeconds).ThenByDescending(r => r.Reading.RecordedAt).ToList();
        var shown = all.Select(r => (r.Reading.TakenAt, r.Key)).Distinct().Take(StationModel.Samples).ToHashSet();
        return all.FindAll(r => shown.Contains((r.Reading.TakenAt, r.Key)));
    }

    private StationQuality QualityOf(StationModel model)
    {
        var id = model.Station.Id.Value;
        if (_counted.TryGetValue(id, out var counted) && Stopwatch.GetElapsedTime(counted.At) < CountedFor)
        {
            return counted.Quality;
        }

        var until = model.Frame.Now;
        var from = until.AddDays(-Days);
        from = log.BeginsAt() is { } begins && begins > from ? begins : from;
        var tallies = log.SeriesOf(id).Select(s => log.Tally(s.Series, from, until)).Where(t => t.Samples > 0).ToList();
        var facts = OperationReader.StationOf(model.Watched, tallies, until - from);
        var quality = new StationQuality(from, facts.Expected, facts.Received, tallies);
        if (_counted.Count >= MostCounted)
        {
            _counted.Clear();
        }

        _counted[id] = (Stopwatch.GetTimestamp(), quality);
        return quality;
    }
}
