using System.Text.Json;
using WaterWatch.Configuration;
using WaterWatch.Periods;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>A day of a series that the record and the database do not have alike.</summary>
internal sealed record ProjectionDifference(string Station, SeriesDay Of, DaySum Record, DaySum Database);

/// <summary>What a check has looked at.</summary>
internal sealed record CheckedCounts(long Readings, long Days, long Different);

/// <summary>
/// Holds the readings of a database against the record: station by station, some days at a time, by count and checksum of each series and day; every reading in its newest version. Also finds what the database has
/// and the record has not. May run beside the service: what differs is looked at again, since it may have been on its way.
/// </summary>
internal sealed class ProjectionCheck(LogReader log, InfluxAsk database, ConfigurationInForce configuration, TimeProvider clock)
{
    /// <summary>Asked for in one query, or a whole day where that has more.</summary>
    private const int ReadingsAtOnce = 20_000;

    private const int Looks = 3;

    private static readonly TimeSpan s_untilNextLook = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset s_first = DateTimeOffset.FromUnixTimeMilliseconds(long.MinValue / 1_000_000 + 1);
    private static readonly DateTimeOffset s_end = DateTimeOffset.FromUnixTimeMilliseconds(long.MaxValue / 1_000_000 - 1);

    /// <param name="show">Told of each difference.</param>
    /// <param name="progress">Told how many stations of how many are done.</param>
    /// <exception cref="StorageException">The record or the database cannot be read.</exception>
    public async Task<CheckedCounts> RunAsync(Action<ProjectionDifference> show, Action<int, int> progress, CancellationToken cancellation)
    {
        var known = log.Series.Stations;
        var all = known.Union(await StationsInDatabaseAsync(cancellation)).ToList();
        var counts = new CheckedCounts(0, 0, 0);
        foreach (var (station, done) in all.Select((s, i) => (s, i)))
        {
            progress(done, all.Count);
            foreach (var (from, to) in Spans(station))
            {
                cancellation.ThrowIfCancellationRequested();
                var (record, different) = await CompareAsync(station, from, to, cancellation);
                different.ForEach(show);
                counts = new CheckedCounts(counts.Readings + record.All.Values.Sum(d => d.Count), counts.Days + record.All.Count, counts.Different + different.Count);
            }
        }

        progress(all.Count, all.Count);
        return counts;
    }

    private async Task<(DaySums Record, List<ProjectionDifference> Different)> CompareAsync(string station, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        for (var look = 1; ; look++)
        {
            var record = OfRecord(station, from, to);
            var held = await OfDatabaseAsync(station, from, to, cancellation);
            List<ProjectionDifference> different = [.. record.All.Keys.Union(held.All.Keys)
                .Select(k => new ProjectionDifference(station, k, record.All.GetValueOrDefault(k), held.All.GetValueOrDefault(k))).Where(d => d.Record != d.Database).OrderBy(d => d.Of)];
            if (different.Count == 0 || look == Looks)
            {
                return (record, different);
            }

            await Task.Delay(s_untilNextLook, clock, cancellation);
        }
    }

    /// <summary>Whole days that follow one another without a gap, from the first time that a database can hold to the last, so that nothing in it is overlooked.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Spans(string station)
    {
        var (from, count) = (s_first, 0);
        DateTime? day = null;
        foreach (var reading in log.StreamReadings(new ReadingsQuery(SeriesOf(station)) { From = s_first, To = s_end }))
        {
            var here = reading.Reading.TakenAt.UtcDateTime.Date;
            if (here != day && count >= ReadingsAtOnce)
            {
                var to = new DateTimeOffset(here, TimeSpan.Zero);
                yield return (from, to);
                (from, count) = (to, 0);
            }

            (day, count) = (here, count + 1);
        }

        yield return (from, s_end);
    }

    private int[] SeriesOf(string station) => [.. log.SeriesOf(station).Select(s => s.Series)];

    private DaySums OfRecord(string station, DateTimeOffset from, DateTimeOffset to)
    {
        var (sums, names) = (new DaySums(), new Dictionary<SeriesKey, string>());
        var river = configuration.Now.Plan.Stations.GetValueOrDefault(station)?.Station.River ?? "";
        foreach (var (key, reading) in NewestVersions.Of(log, SeriesOf(station), from, to))
        {
            if (!names.TryGetValue(key, out var name))
            {
                names[key] = name = Name(
                    key.Determinand.Key, Web.Api.Words.Of(key.Fraction), LineWriter.Tag(key.Source), $"{key.PeriodSeconds}", LineWriter.Tag(river), key.Determinand.Unit.Symbol());
            }

            sums.Add(name, reading);
        }

        return sums;
    }

    private async Task<DaySums> OfDatabaseAsync(string station, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var answer = await database.AskAsync(
            """SELECT "value", "judged", "flag", "mark" FROM "reading" WHERE "station" = $station AND time >= $from AND time < $to GROUP BY *""",
            new Dictionary<string, object> { ["station"] = LineWriter.Tag(station), ["from"] = from.ToUnixTimeMilliseconds() * 1_000_000, ["to"] = to.ToUnixTimeMilliseconds() * 1_000_000 },
            cancellation);
        var sums = new DaySums();
        foreach (var series in answer)
        {
            string Tag(string name) => series.Tags.GetValueOrDefault(name, "");
            var name = Name(Tag("determinand"), Tag("fraction"), Tag("source"), Tag("period_s"), Tag("river"), Tag("unit"));
            foreach (var row in series.Rows)
            {
                sums.Add(name, row[0].GetInt64(), Number(row[1]), (long)Number(row[2]), (long)Number(row[3]), row[4].GetString() ?? "");
            }
        }

        return sums;
    }

    private async Task<IEnumerable<string>> StationsInDatabaseAsync(CancellationToken cancellation)
    {
        var answer = await database.AskAsync("""SHOW TAG VALUES FROM "reading" WITH KEY = "station" """, new Dictionary<string, object>(), cancellation);
        return answer.SelectMany(s => s.Rows).Select(r => r[1].GetString() ?? "");
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.NaN;

    private static string Name(string determinand, string fraction, string source, string period, string river, string unit) =>
        $"{determinand} {fraction}{(source == LineWriter.None ? "" : $" by {source}")}{(period == "0" ? "" : $" over {period} s")} in {unit} ({river})";
}
