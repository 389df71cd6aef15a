using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;

namespace WaterWatch.Storage.Packing;

/// <summary>How many rows of each table belong to a batch: with it, a batch without any needs no look into those tables, and a missing row is noticed.</summary>
internal readonly record struct RowCounts(int Opened, int SetAside, int Entries, int Alerts, int Incidents)
{
    public static RowCounts Of(Batch batch) => new(batch.Opened.Count, batch.SetAside.Count, batch.Entries.Count, batch.Alerts.Count, batch.Incidents.Count);
}

/// <summary>What a batch changed beside its rows.</summary>
internal sealed record Changes(RowCounts Rows, IReadOnlyList<StationHeard> Heard, IReadOnlyList<FeedCondition> Feeds, string ConfigurationHash)
{
    public IReadOnlyList<Duty> Duties { get; init; } = [];

    public IReadOnlyList<DamOperation> DamOperations { get; init; } = [];

    public IReadOnlyList<FlatRun> FlatRuns { get; init; } = [];

    public IReadOnlyList<MeanWindowChanged> MeanWindows { get; init; } = [];

    public IReadOnlyList<MeanEntered> MeanEntries { get; init; } = [];

    public IReadOnlyList<Escalation> Escalations { get; init; } = [];

    public IReadOnlyList<Notification> Notifications { get; init; } = [];

    public IReadOnlyList<Made> Made { get; init; } = [];

    public Rounds Rounds { get; init; } = Rounds.None;

    public IReadOnlyList<SplitPacket> Splits { get; init; } = [];

    public IReadOnlyList<StationCommand> Commands { get; init; } = [];
}

/// <summary>Packs <see cref="Changes"/>. Thousands of stations may be heard in one batch, so names share their beginning with the one before and times are differences.</summary>
internal static class ChangesCodec
{
    private const byte Version = 6;

    /// <summary>Without split packets.</summary>
    private const byte Fifth = 5;

    /// <summary>Without commands to stations.</summary>
    private const byte Fourth = 4;

    /// <summary>Without what people have made of who is told, and without what is done again and again.</summary>
    private const byte Third = 3;

    /// <summary>Without escalations and notifications.</summary>
    private const byte Second = 2;

    /// <summary>Without duties, operations of dams, clocks, flat runs and means.</summary>
    private const byte First = 1;

    private const byte FeedFollows = 1;
    private const byte IsOffline = 2;
    private const byte ClockFollows = 4;

    public static void Write(PackedWriter to, Batch batch)
    {
        var rows = RowCounts.Of(batch);
        to.Byte(Version);
        to.Count(rows.Opened);
        to.Count(rows.SetAside);
        to.Count(rows.Entries);
        to.Count(rows.Alerts);
        to.Count(rows.Incidents);
        to.Text(batch.ConfigurationHash);
        to.Count(batch.Feeds.Count);
        foreach (var feed in batch.Feeds)
        {
            WriteFeed(to, feed);
        }

        WriteHeard(to, batch.Heard);
        WriteDuties(to, batch.Duties);
        WriteOperations(to, batch.DamOperations);
        WriteFlatRuns(to, batch.FlatRuns);
        MeansCodec.WriteChanges(to, batch);
        RecordJson.WriteAll(to, batch.Escalations, RecordJson.Write);
        RecordJson.WriteAll(to, batch.Notifications, RecordJson.Write);
        RecordJson.WriteAll(to, batch.Made, RecordJson.Write);
        RecordJson.WriteAll<Rounds>(to, batch.Rounds.IsEmpty ? [] : [batch.Rounds], RecordJson.Write);
        RecordJson.WriteAll(to, batch.Commands, RecordJson.Write);
        RecordJson.WriteAll(to, batch.Splits, RecordJson.Write);
    }

    /// <exception cref="FormatException">The bytes are not the changes of a batch.</exception>
    public static Changes Read(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes);
        var version = from.Byte();
        if (version is not (First or Second or Third or Fourth or Fifth or Version))
        {
            throw new FormatException($"Changes of the unknown version {version}.");
        }

        var rows = new RowCounts(from.Number(), from.Number(), from.Number(), from.Number(), from.Number());
        var configurationHash = from.Text();
        var feeds = new FeedCondition[from.Count()];
        for (var i = 0; i < feeds.Length; i++)
        {
            feeds[i] = ReadFeed(ref from);
        }

        var changes = new Changes(rows, ReadHeard(ref from), feeds, configurationHash);
        if (version == First)
        {
            return changes;
        }

        changes = changes with { Duties = ReadDuties(ref from), DamOperations = ReadOperations(ref from), FlatRuns = ReadFlatRuns(ref from) };
        var (windows, entries) = MeansCodec.ReadChanges(ref from);
        changes = changes with { MeanWindows = windows, MeanEntries = entries };
        if (version == Second)
        {
            return changes;
        }

        changes = changes with { Escalations = RecordJson.ReadAll(ref from, RecordJson.ReadEscalation), Notifications = RecordJson.ReadAll(ref from, RecordJson.ReadNotification) };
        if (version == Third)
        {
            return changes;
        }

        changes = changes with
        {
            Made = RecordJson.ReadAll(ref from, RecordJson.ReadMade),
            Rounds = RecordJson.ReadAll(ref from, RecordJson.ReadRounds).FirstOrDefault(Rounds.None),
        };
        if (version == Fourth)
        {
            return changes;
        }

        changes = changes with { Commands = RecordJson.ReadAll(ref from, RecordJson.ReadCommand) };
        return version == Fifth ? changes : changes with { Splits = RecordJson.ReadAll(ref from, RecordJson.ReadSplit) };
    }

    public static void WriteDuties(PackedWriter to, IReadOnlyList<Duty> duties) => RecordJson.WriteAll(to, duties, RecordJson.Write);

    public static IReadOnlyList<Duty> ReadDuties(ref PackedReader from) => RecordJson.ReadAll(ref from, RecordJson.ReadDuty);

    public static void WriteOperations(PackedWriter to, IReadOnlyList<DamOperation> operations) => RecordJson.WriteAll(to, operations, RecordJson.Write);

    public static IReadOnlyList<DamOperation> ReadOperations(ref PackedReader from) => RecordJson.ReadAll(ref from, RecordJson.ReadDamOperation);

    public static void WriteFeed(PackedWriter to, FeedCondition feed)
    {
        to.Text(feed.Feed);
        to.Byte(feed.Lost ? (byte)1 : (byte)0);
        to.Instant(feed.Since);
    }

    public static FeedCondition ReadFeed(ref PackedReader from) => new(from.Text(), from.Byte() != 0, from.Instant());

    public static void WriteHeard(PackedWriter to, IReadOnlyList<StationHeard> all)
    {
        to.Count(all.Count);
        var (station, feed, at) = ("", "", 0L);
        foreach (var heard in all)
        {
            var shared = heard.Station.AsSpan().CommonPrefixLength(station);
            to.Count(shared);
            to.Text(heard.Station.AsSpan(shared));
            station = heard.Station;

            to.Byte((byte)((heard.Feed == feed ? 0 : FeedFollows) | (heard.Offline ? IsOffline : 0) | (heard.Clock == default ? 0 : ClockFollows)));
            if (heard.Feed != feed)
            {
                to.Text(heard.Feed);
                feed = heard.Feed;
            }

            var heardAt = heard.LastHeardAt.ToUnixTimeMilliseconds();
            to.Signed(heardAt - at);
            at = heardAt;
            to.Signed(heard.Duplicates);
            if (heard.Clock != default)
            {
                WriteClock(to, heard.Clock);
            }
        }
    }

    public static IReadOnlyList<StationHeard> ReadHeard(ref PackedReader from)
    {
        var all = new StationHeard[from.Count()];
        var (station, feed, at) = ("", "", 0L);
        for (var i = 0; i < all.Length; i++)
        {
            var shared = from.Number();
            station = shared <= station.Length ? string.Concat(station.AsSpan(0, shared), from.Text()) : throw new FormatException("A packed name refers to what was not written.");
            var marks = from.Byte();
            feed = (marks & FeedFollows) == 0 ? feed : from.Text();
            at += from.Signed();
            all[i] = new StationHeard(station, PackedReader.ToInstant(at), feed, from.Signed(), (marks & IsOffline) != 0)
            {
                Clock = (marks & ClockFollows) == 0 ? default : ReadClock(ref from),
            };
        }

        return all;
    }

    public static void WriteFlatRuns(PackedWriter to, IReadOnlyList<FlatRun> all)
    {
        to.Count(all.Count);
        foreach (var run in all)
        {
            to.Signed(run.Series);
            to.Byte(run.SinceAt is null ? (byte)0 : (byte)1);
            to.Instant(run.SinceAt ?? DateTimeOffset.UnixEpoch);
            to.Decimal(run.Low);
            to.Decimal(run.High);
        }
    }

    public static IReadOnlyList<FlatRun> ReadFlatRuns(ref PackedReader from)
    {
        var all = new FlatRun[from.Count()];
        for (var i = 0; i < all.Length; i++)
        {
            var series = (int)from.Signed();
            var isOpen = from.Byte() != 0;
            var since = from.Instant();
            all[i] = new FlatRun(series, isOpen ? since : null, from.Decimal(), from.Decimal());
        }

        return all;
    }

    private static void WriteClock(PackedWriter to, ClockRun clock)
    {
        to.Signed((long)clock.Offset.TotalMilliseconds);
        to.Count(clock.Wrong);
        to.Count(clock.Right);
        to.Instant(clock.SinceAt);
        to.Instant(clock.NewestAt);
    }

    private static ClockRun ReadClock(ref PackedReader from) =>
        new(TimeSpan.FromMilliseconds(Math.Clamp(from.Signed(), long.MinValue / 20_000, long.MaxValue / 20_000)), from.Number(), from.Number(), from.Instant(), from.Instant());
}
