using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Packs a <see cref="Snapshot"/>: its slices of series, each as it was taken, and then all the rest. A version that is not known makes it unreadable, and the log is
/// folded from an older one or from the beginning instead.
/// </summary>
internal static class SnapshotCodec
{
    private const byte Version = 8;
    private const byte SliceFollows = 1;
    private const byte RestFollows = 0;

    public static void Begin(PackedWriter to) => to.Byte(Version);

    /// <param name="series">Those of the slice.</param>
    public static void WriteSlice(PackedWriter to, SeriesSlice slice, IReadOnlyList<SeriesState> series)
    {
        to.Byte(SliceFollows);
        to.Signed(slice.LastSeries);
        to.Signed(slice.BatchSeq);
        to.Count(series.Count);
        foreach (var one in series)
        {
            WriteSeries(to, one);
        }
    }

    /// <param name="snapshot">Without its series, which are written already.</param>
    public static void WriteRest(PackedWriter to, Snapshot snapshot)
    {
        to.Byte(RestFollows);
        to.Signed(snapshot.BatchSeq);
        to.Signed(snapshot.Head.Seq);
        to.Text(snapshot.Head.Hash);
        to.Text(snapshot.RawHash);
        to.Text(snapshot.ConfigurationHash);
        to.Signed(snapshot.LastAlertId);
        to.Signed(snapshot.LastIncidentId);
        to.Signed(snapshot.LastSetAsideId);
        ChangesCodec.WriteHeard(to, snapshot.Heard);
        RecordJson.WriteAll(to, snapshot.Alerts, RecordJson.Write);
        RecordJson.WriteAll(to, snapshot.Incidents, RecordJson.Write);
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
        to.Signed(snapshot.LastEscalationId);
        to.Signed(snapshot.LastNotificationId);
        RecordJson.WriteAll(to, snapshot.Escalations, RecordJson.Write);
        RecordJson.WriteAll(to, snapshot.Notifications, RecordJson.Write);
        to.Signed(snapshot.LastMadeId);
        RecordJson.WriteAll(to, snapshot.Made, RecordJson.Write);
        to.Bytes(RecordJson.Write(snapshot.Rounds));
        to.Signed(snapshot.LastCommandId);
        RecordJson.WriteAll(to, snapshot.Commands, RecordJson.Write);
        RecordJson.WriteAll(to, snapshot.Splits, RecordJson.Write);
    }

    /// <exception cref="FormatException">The bytes are not a snapshot.</exception>
    public static Snapshot Read(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes);
        if (from.Byte() is var version and not Version)
        {
            throw new FormatException($"A snapshot of the unknown version {version}.");
        }

        var (slices, series) = (new List<SeriesSlice>(), new List<SeriesState>());
        while (from.Byte() == SliceFollows)
        {
            slices.Add(new SeriesSlice((int)from.Signed(), from.Signed()));
            ReadSeries(ref from, series);
        }

        return new Snapshot
        {
            Slices = slices,
            Series = series,
            BatchSeq = from.Signed(),
            Head = new ChainHead(from.Signed(), from.Text()),
            RawHash = from.Text(),
            ConfigurationHash = from.Text(),
            LastAlertId = from.Signed(),
            LastIncidentId = from.Signed(),
            LastSetAsideId = from.Signed(),
            Heard = ChangesCodec.ReadHeard(ref from),
            Alerts = RecordJson.ReadAll(ref from, RecordJson.ReadAlert),
            Incidents = RecordJson.ReadAll(ref from, RecordJson.ReadIncident),
            Feeds = ReadFeeds(ref from),
            SetAside = ReadSetAside(ref from),
            LastDutyId = from.Signed(),
            Duties = ChangesCodec.ReadDuties(ref from),
            DamOperations = ChangesCodec.ReadOperations(ref from),
            FlatRuns = ChangesCodec.ReadFlatRuns(ref from),
            SetAsideTimes = ReadSetAsideTimes(ref from),
            LastEscalationId = from.Signed(),
            LastNotificationId = from.Signed(),
            Escalations = RecordJson.ReadAll(ref from, RecordJson.ReadEscalation),
            Notifications = RecordJson.ReadAll(ref from, RecordJson.ReadNotification),
            LastMadeId = from.Signed(),
            Made = RecordJson.ReadAll(ref from, RecordJson.ReadMade),
            Rounds = RecordJson.ReadRounds(from.Bytes()),
            LastCommandId = from.Signed(),
            Commands = RecordJson.ReadAll(ref from, RecordJson.ReadCommand),
            Splits = RecordJson.ReadAll(ref from, RecordJson.ReadSplit),
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
        to.Count(series.Count);
        var taken = 0L;
        for (var age = series.Count - 1; age >= 0; age--)
        {
            var sample = series.FromNewest(age);
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

    private static void ReadSeries(ref PackedReader from, List<SeriesState> into)
    {
        for (var left = from.Count(); left > 0; left--)
        {
            var number = (int)from.Signed();
            var key = SeriesKeyCodec.Read(ref from);
            var kept = from.Signed();
            var lastReceivedAt = from.Instant();
            var detections = new Detections(ReadInstantOrNull(ref from), ReadInstantOrNull(ref from));
            into.Add(new SeriesState(number, key, ReadSamples(ref from), kept, lastReceivedAt, detections, MeansCodec.ReadSeries(ref from)));
        }
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
