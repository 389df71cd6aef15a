using System.Text;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.AcceptanceTests.Starting;

/// <summary>Fills a log with what stations send in a year, through the log's own door and with the pipeline's upkeep beside it.</summary>
internal static class YearOfData
{
    public const int Stations = 20;

    private const int SamplesABatch = 16;

    private static readonly string[] s_determinands = ["Cd", "Pb", "As", "Hg", "Cr6", "Cu", "Zn", "Ni", "pH", "Temperature", "Turbidity", "Conductivity"];
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(15);

    /// <returns>How many readings were written.</returns>
    public static long Write(string directory, TimeSpan length)
    {
        using var log = WatchLog.Open(directory);
        var state = log.Restore();
        var series = Enumerable.Range(1, Stations).SelectMany(s => s_determinands.Select(d => (Station: s, Determinand: Determinand.Find(d)!)))
            .Select((s, i) => new SeriesOpened(i + 1, new SeriesKey(new StationId(TestConfig.Station(s.Station)), "", s.Determinand, Fraction.Total, 0))).ToList();
        var end = Instants.Trim(DateTimeOffset.UtcNow.AddHours(-1));
        var written = 0L;
        for (var at = end - length; at < end; at += SamplesABatch * s_interval)
        {
            var batch = Batch(state, series, at);
            log.Commit(batch);
            state.Apply(batch);
            written += batch.Readings.Count;
            log.IndexStep();
            if (batch.Seq % 50 == 0)
            {
                // As the pipeline does each minute; what comes after the last one is folded at the next start.
                log.SaveSnapshot(state.ToSnapshot());
                log.Checkpoint();
            }
        }

        return written;
    }

    private static Batch Batch(WatchState state, List<SeriesOpened> series, DateTimeOffset from)
    {
        var samples = Enumerable.Range(0, SamplesABatch).Select(i => from + i * s_interval).ToList();
        var raw = RawBlock.Write([.. samples.SelectMany(at => Enumerable.Range(1, Stations).Select(s => Message(s, at)))]);
        var recordedAt = samples[^1].AddSeconds(2);
        return new Batch
        {
            Seq = state.BatchSeq + 1,
            RecordedAt = recordedAt,
            RawBlock = raw,
            RawHash = Chain.HashOfBlock(state.RawHash, raw.Span),
            Opened = state.BatchSeq == 0 ? series : [],
            Readings = [.. samples.SelectMany(at => series.Select(s => Reading(s, at, recordedAt)))],
            SetAside = [],
            Entries = [],
            Alerts = [],
            Incidents = [],
            Heard = [.. Enumerable.Range(1, Stations).Select(s => new StationHeard(TestConfig.Station(s), recordedAt, "local", 0, Offline: false))],
            Feeds = [],
        };
    }

    private static RawMessage Message(int station, DateTimeOffset at) => new(
        "local", TestConfig.Topic(station), TestConfig.Station(station), at.AddSeconds(1),
        Encoding.UTF8.GetBytes($"{{\"taken_at\":\"{Instants.Format(at)}\",\"readings\":[{string.Join(',', s_determinands.Select(d => $"{{\"determinand\":\"{d}\",\"value\":0.0012}}"))}]}}"));

    private static Reading Reading(SeriesOpened series, DateTimeOffset at, DateTimeOffset recordedAt) => new()
    {
        Series = series.Series,
        TakenAt = at,
        ReceivedAt = at.AddSeconds(1),
        RecordedAt = recordedAt,
        Value = new Concentration((series.Series * 7 + at.Minute) % 90 / 10_000m + 0.0001m, series.Key.Determinand.Unit),
        Mark = Mark.None,
        Flag = QartodFlag.Good,
        Judged = Judged.Compliant,
        LimitRef = "GB 3838-2002 III",
    };
}
