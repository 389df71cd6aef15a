using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Storage.Packing;

/// <summary>Packs a <see cref="Snapshot"/>. A version that is not known makes it unreadable, and the log is folded from an older one or from the beginning instead.</summary>
internal static class SnapshotCodec
{
    private const byte Version = 3;

    public static void Write(PackedWriter to, Snapshot snapshot)
    {
        to.Byte(Version);
        to.Signed(snapshot.BatchSeq);
        to.Signed(snapshot.Head.Seq);
        to.Text(snapshot.Head.Hash);
        to.Text(snapshot.RawHash);
        to.Text(snapshot.ConfigurationHash);
        to.Signed(snapshot.LastAlertId);
        to.Signed(snapshot.LastIncidentId);
        to.Signed(snapshot.LastSetAsideId);
        to.Count(snapshot.Slices.Count);
        foreach (var slice in snapshot.Slices)
        {
            to.Signed(slice.LastSeries);
            to.Signed(slice.BatchSeq);
        }

        to.Count(snapshot.Series.Count);
        foreach (var series in snapshot.Series)
        {
            WriteSeries(to, series);
        }

        ChangesCodec.WriteHeard(to, snapshot.Heard);
        to.Count(snapshot.Alerts.Count);
        foreach (var alert in snapshot.Alerts)
        {
            to.Bytes(RecordJson.Write(alert));
        }

        to.Count(snapshot.Incidents.Count);
        foreach (var incident in snapshot.Incidents)
        {
            to.Bytes(RecordJson.Write(incident));
        }

        to.Count(snapshot.Feeds.Count);
        foreach (var feed in snapshot.Feeds)
        {
            ChangesCodec.WriteFeed(to, feed);
        }

        to.Count(snapshot.SetAside.Count);
        foreach (var (reason, payloadHash) in snapshot.SetAside)
        {
            to.Byte((byte)reason);
            to.Text(payloadHash);
        }

        to.Signed(snapshot.LastDutyId);
        ChangesCodec.WriteDuties(to, snapshot.Duties);
        ChangesCodec.WriteOperations(to, snapshot.DamOperations);
        ChangesCodec.WriteFlatRuns(to, snapshot.FlatRuns);
        WriteSetAsideTimes(to, snapshot.SetAsideTimes);
    }

    /// <exception cref="FormatException">The bytes are not a snapshot.</exception>
    public static Snapshot Read(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes);
        if (from.Byte() is var version and not Version)
        {
            throw new FormatException($"A snapshot of the unknown version {version}.");
        }

        return new Snapshot
        {
            BatchSeq = from.Signed(),
            Head = new ChainHead(from.Signed(), from.Text()),
            RawHash = from.Text(),
            ConfigurationHash = from.Text(),
            LastAlertId = from.Signed(),
            LastIncidentId = from.Signed(),
            LastSetAsideId = from.Signed(),
            Slices = ReadSlices(ref from),
            Series = ReadAllSeries(ref from),
            Heard = ChangesCodec.ReadHeard(ref from),
            Alerts = ReadAlerts(ref from),
            Incidents = ReadIncidents(ref from),
            Feeds = ReadFeeds(ref from),
            SetAside = ReadSetAside(ref from),
            LastDutyId = from.Signed(),
            Duties = ChangesCodec.ReadDuties(ref from),
            DamOperations = ChangesCodec.ReadOperations(ref from),
            FlatRuns = ChangesCodec.ReadFlatRuns(ref from),
            SetAsideTimes = ReadSetAsideTimes(ref from),
        };
    }

    private static void WriteSeries(PackedWriter to, SeriesState series)
    {
        to.Signed(series.Number);
        SeriesKeyCodec.Write(to, series.Key);
        to.Signed(series.Kept);
        to.Instant(series.LastReceivedAt);
        WriteInstantOrNull(to, series.Detections.FirstTakenAt);
        WriteInstantOrNull(to, series.Detections.LastDetectedAt);
        to.Count(series.Samples.Count);
        var taken = 0L;
        foreach (var sample in series.Samples)
        {
            to.Signed(sample.TakenAt.ToUnixTimeMilliseconds() - taken);
            taken = sample.TakenAt.ToUnixTimeMilliseconds();
            to.Decimal(sample.Value.Value);
            to.Byte((byte)sample.Value.Unit);
            to.Byte((byte)sample.Value.Qualifier);
            to.TextOrNull(sample.Mark.IsNone ? null : sample.Mark.ToString());
            to.Byte((byte)sample.Flag);
            to.Byte((byte)sample.Judged);
            to.Byte(sample.IsCorrection ? (byte)1 : (byte)0);
        }

        MeansCodec.WriteSeries(to, series.Means);
    }

    private static SeriesSlice[] ReadSlices(ref PackedReader from)
    {
        var all = new SeriesSlice[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new SeriesSlice((int)from.Signed(), from.Signed());
        }

        return all;
    }

    private static SeriesState[] ReadAllSeries(ref PackedReader from)
    {
        var all = new SeriesState[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            var number = (int)from.Signed();
            var key = SeriesKeyCodec.Read(ref from);
            var kept = from.Signed();
            var lastReceivedAt = from.Instant();
            var detections = new Detections(ReadInstantOrNull(ref from), ReadInstantOrNull(ref from));
            all[i] = new SeriesState(number, key, ReadSamples(ref from), kept, lastReceivedAt, detections, MeansCodec.ReadSeries(ref from));
        }

        return all;
    }

    private static Sample[] ReadSamples(ref PackedReader from)
    {
        var samples = new Sample[from.Count()];
        var taken = 0L;
        for (var i = 0; i < samples.Length; i++)
        {
            taken += from.Signed();
            var value = from.Decimal();
            samples[i] = new Sample(
                PackedReader.ToInstant(taken), new Concentration(value, (Unit)from.Byte(), (Qualifier)from.Byte()),
                Aspect.ReadMark(ref from), (QartodFlag)from.Byte(), (Judged)from.Byte(), from.Byte() != 0);
        }

        return samples;
    }

    private static Alert[] ReadAlerts(ref PackedReader from)
    {
        var all = new Alert[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = RecordJson.ReadAlert(from.Bytes());
        }

        return all;
    }

    private static Incident[] ReadIncidents(ref PackedReader from)
    {
        var all = new Incident[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = RecordJson.ReadIncident(from.Bytes());
        }

        return all;
    }

    private static FeedCondition[] ReadFeeds(ref PackedReader from)
    {
        var all = new FeedCondition[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = ChangesCodec.ReadFeed(ref from);
        }

        return all;
    }

    private static (SetAsideReason Reason, string Fingerprint)[] ReadSetAside(ref PackedReader from)
    {
        var all = new (SetAsideReason Reason, string Fingerprint)[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = ((SetAsideReason)from.Byte(), from.Text());
        }

        return all;
    }

    private static void WriteSetAsideTimes(PackedWriter to, IReadOnlyList<(string Sender, IReadOnlyList<DateTimeOffset> At)> all)
    {
        to.Count(all.Count);
        foreach (var (sender, times) in all)
        {
            to.Text(sender);
            to.Count(times.Count);
            foreach (var at in times)
            {
                to.Instant(at);
            }
        }
    }

    private static (string Sender, IReadOnlyList<DateTimeOffset> At)[] ReadSetAsideTimes(ref PackedReader from)
    {
        var all = new (string Sender, IReadOnlyList<DateTimeOffset> At)[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            var sender = from.Text();
            var times = new DateTimeOffset[from.Count()];
            for (var j = 0; j < times.Length; j++)
            {
                times[j] = from.Instant();
            }

            all[i] = (sender, times);
        }

        return all;
    }

    private static void WriteInstantOrNull(PackedWriter to, DateTimeOffset? at)
    {
        to.Byte(at is null ? (byte)0 : (byte)1);
        if (at is { } known)
        {
            to.Instant(known);
        }
    }

    private static DateTimeOffset? ReadInstantOrNull(ref PackedReader from) => from.Byte() == 0 ? null : from.Instant();
}
