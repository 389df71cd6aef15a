using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Feeds;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Reparsing;

/// <summary>Which stored messages are read again.</summary>
/// <param name="From">The first receipt.</param>
/// <param name="To">The receipt before which to stop.</param>
/// <param name="Station">As the message said then, or says now; null for all.</param>
public sealed record ReparseSpan(DateTimeOffset From, DateTimeOffset To, string? Station);

/// <summary>How what is read now differs from what is held.</summary>
public enum DifferenceKind
{
    /// <summary>Nothing is held of the sample.</summary>
    New,

    /// <summary>Another value or mark is held.</summary>
    Changed,

    /// <summary>It was read from the message then and is not now. It stays.</summary>
    NoLongerRead,
}

/// <param name="Before">What is held, in its newest version; null when nothing is.</param>
/// <param name="After">What is read now; null when nothing is.</param>
public sealed record Difference(DifferenceKind Kind, SeriesKey Series, DateTimeOffset TakenAt, DateTimeOffset ReceivedAt, (Concentration Value, Mark Mark)? Before, (Concentration Value, Mark Mark)? After);

/// <summary>One message that was read again, or all of a batch's that say less than then.</summary>
/// <param name="Message">What would be applied; null where there is nothing to.</param>
/// <param name="Same">Readings that are held as they are read.</param>
/// <param name="WasSetAside">It was set aside, and now something in it can be read.</param>
/// <param name="IsUnreadable">Something in it cannot be read now.</param>
public sealed record RereadMessage(Message? Message, IReadOnlyList<Difference> Differences, int Same, bool WasSetAside, bool IsUnreadable);

/// <summary>
/// Reads stored messages again by the decoders and the configuration of now, and compares with what the log holds. Only reads: beside a running service, or within it. One batch of the log at a time is in memory.
/// </summary>
internal sealed class Reparser(LogReader log, LoadedConfiguration configuration)
{
    /// <summary>A message is written soon after its receipt; what waited longer than that for the disk was refused and came again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly WatchPlan _plan = configuration.Plan;
    private readonly StoredMessages _stored = new(configuration);
    private readonly ReadingBuffer _readings = new();
    private readonly WatchState _nothing = new();

    public IEnumerable<RereadMessage> Read(ReparseSpan span, CancellationToken cancellation)
    {
        foreach (var batch in log.ReadBatches(FirstBatchAt(span.From)).TakeWhile(b => b.RecordedAt < span.To + LongestWait))
        {
            cancellation.ThrowIfCancellationRequested();
            var messages = RawBlock.Read(batch.RawBlock).Where(m => m.ReceivedAt >= span.From && m.ReceivedAt < span.To).Select(m => (Then: m, Now: _stored.Read(m.Feed, m.Topic, m.Payload, m.ReceivedAt)))
                .Where(m => span.Station is not { } station || m.Then.IsOf(station) || m.Now.Raw.IsOf(station) || m.Now.Mapping is { IsStationInTopic: false }).ToList();
            foreach (var read in messages.Count == 0 ? [] : ReadBatch(batch, messages))
            {
                yield return read;
            }
        }
    }

    private IEnumerable<RereadMessage> ReadBatch(Batch batch, List<(RawMessage Then, Message Now)> messages)
    {
        var (series, was) = ReadThen(batch, messages);
        var seen = new HashSet<(SeriesKey, DateTimeOffset)>();
        foreach (var (then, now) in messages)
        {
            _readings.Clear();
            var decoded = Decider.Decode(now, _plan, _nothing, _readings);
            var (differences, same) = (new List<Difference>(), 0);
            foreach (var read in Reread.Of(_plan, decoded))
            {
                seen.Add((read.Series, read.TakenAt));
                if (was.TryGetValue((read.Series, read.TakenAt), out var versions) && versions.Exists(r => IsSame(r, read)))
                {
                    same++;
                }
                else if (Compare(read, then.ReceivedAt) is { } difference)
                {
                    differences.Add(difference);
                }
                else
                {
                    same++;
                }
            }

            var wasSetAside = differences.Count > 0 && batch.SetAside.Any(s => s.ReceivedAt == then.ReceivedAt && s.Topic == then.Topic && s.Payload.Span.SequenceEqual(then.Payload.Span));
            yield return new RereadMessage(differences.Count > 0 ? now : null, differences, same, wasSetAside, IsUnreadable(decoded));
        }

        List<Difference> gone = [.. was.Where(w => !seen.Contains(w.Key)).Select(w => w.Value[^1])
            .Select(r => new Difference(DifferenceKind.NoLongerRead, series[r.Series], r.TakenAt, r.ReceivedAt, (r.Value, r.Mark), null))];
        if (gone.Count > 0)
        {
            yield return new RereadMessage(null, gone, 0, WasSetAside: false, IsUnreadable: false);
        }
    }

    private static bool IsUnreadable(DecodedMessage decoded) => decoded.OfEach.Any(m => m.Station is null || m.Content.Faults.Count > 0);

    /// <summary>What came into the log from these messages with their own batch: the usual message is found again there, without a look into the index.</summary>
    private (Dictionary<int, SeriesKey> Series, Dictionary<(SeriesKey, DateTimeOffset), List<Reading>> Was) ReadThen(Batch batch, List<(RawMessage Then, Message Now)> messages)
    {
        var series = messages.SelectMany(m => m.Then.Stations).Distinct().SelectMany(log.SeriesOf).Where(s => !s.Key.IsLaboratory).ToDictionary(s => s.Series, s => s.Key);
        var received = messages.SelectMany(m => m.Then.Stations.Select(s => (s, m.Then.ReceivedAt))).ToHashSet();
        var was = new Dictionary<(SeriesKey, DateTimeOffset), List<Reading>>();
        foreach (var reading in batch.Readings)
        {
            if (series.TryGetValue(reading.Series, out var key) && received.Contains((key.Station.Value, reading.ReceivedAt)))
            {
                if (!was.TryGetValue((key, reading.TakenAt), out var versions))
                {
                    was[(key, reading.TakenAt)] = versions = [];
                }

                versions.Add(reading);
            }
        }

        return (series, was);
    }

    /// <returns>Null when some version that is held says the same.</returns>
    private Difference? Compare(RereadReading read, DateTimeOffset receivedAt)
    {
        var after = (read.Value, read.Mark);
        if (log.SeriesOf(read.Series.Station.Value).FirstOrDefault(s => s.Key == read.Series) is not { } series)
        {
            return new Difference(DifferenceKind.New, read.Series, read.TakenAt, receivedAt, null, after);
        }

        var versions = log.Readings(new ReadingsQuery([series.Series]) { From = read.TakenAt, To = read.TakenAt.AddMilliseconds(1), Limit = 10_000 }).Items;
        return versions.Any(v => IsSame(v.Reading, read)) ? null
            : versions.Count == 0 ? new Difference(DifferenceKind.New, read.Series, read.TakenAt, receivedAt, null, after)
            : new Difference(DifferenceKind.Changed, read.Series, read.TakenAt, receivedAt, (versions[^1].Reading.Value, versions[^1].Reading.Mark), after);
    }

    private static bool IsSame(Reading held, RereadReading read) => held.Value == read.Value && held.Mark == read.Mark;

    private long FirstBatchAt(DateTimeOffset at)
    {
        var (low, high) = (1L, log.Totals().Batches + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var isBefore = log.ReadBatches(middle, withRaw: false).FirstOrDefault()?.RecordedAt < at;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
