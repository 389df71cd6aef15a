using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>A message as it came in, before anybody looked into it.</summary>
/// <param name="Station">What the topic says, or where that says nothing the payload, for finding the message again; several with slashes, which no station's id has in it; empty when nobody knows.</param>
public sealed record RawMessage(string Feed, string Topic, string Station, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Usually one.</summary>
    public IReadOnlyList<string> Stations => Station.Contains('/', StringComparison.Ordinal) ? Station.Split('/') : [Station];

    public bool IsOf(string station) => Station == station || Station.Contains('/', StringComparison.Ordinal) && Stations.Contains(station);

    /// <summary>In place of a feed's name for what a person brought in a file; no feed may have it.</summary>
    public const string FileFeed = "import";

    /// <summary>It came with a file and not from its station.</summary>
    public bool IsOfFile => Feed == FileFeed;
}

/// <summary>A series that was seen for the first time and the number that the log knows it by.</summary>
public sealed record SeriesOpened(int Series, SeriesKey Key);

/// <summary>What is known of a station beside its series.</summary>
/// <param name="LastHeardAt">Received time of its newest message, duplicates included.</param>
/// <param name="Duplicates">Readings that were held already, counted since the beginning.</param>
/// <param name="Offline">Its last word on the status topic (or its will) was <c>offline</c>.</param>
public readonly record struct StationHeard(string Station, DateTimeOffset LastHeardAt, string Feed, long Duplicates, bool Offline)
{
    /// <summary>How its sample times lie to their receipt; the default while nothing is wrong with them.</summary>
    public ClockRun Clock { get; init; }
}

/// <summary>Messages in a row of a station whose clock may be wrong.</summary>
/// <param name="Offset">Of the first of them: from its newest sample to its receipt, whole milliseconds; below zero when the clock runs ahead.</param>
/// <param name="Wrong">How many in a row are about as far off.</param>
/// <param name="Right">How many in a row have been within bounds, counted while an alert is open.</param>
/// <param name="SinceAt">When the first of them was received.</param>
/// <param name="NewestAt">The newest sample of the last of them: the same water sent again counts once.</param>
public readonly record struct ClockRun(TimeSpan Offset, int Wrong, int Right, DateTimeOffset SinceAt, DateTimeOffset NewestAt);

/// <summary>
/// A run of samples of one series that are all alike, once it reaches as far back as the series is remembered: what is alike depends on configuration, so what was
/// found is recorded.
/// </summary>
/// <param name="SinceAt">The first of them; null when the run has ended.</param>
public sealed record FlatRun(int Series, DateTimeOffset? SinceAt, decimal Low, decimal High);

/// <summary>Whether a feed is lost; only then are its loss and return on the timeline.</summary>
public sealed record FeedCondition(string Feed, bool Lost, DateTimeOffset Since);

/// <summary>A window for rolling means that was opened over a series, or closed: folding must not ask the configuration which there are.</summary>
/// <param name="Window">One that is open already and has the same buckets keeps what is in them.</param>
/// <param name="BeginsAfter">The newest sample of the series when it was opened: it and what is older never come in, since nobody knows which of them were there before.</param>
public sealed record MeanWindowChanged(int Series, MeanWindow Window, bool IsOpen, DateTimeOffset BeginsAfter);

/// <summary>
/// What a reading brought into the means of its series where that does not follow from the reading alone: it replaces an earlier version, or lies above its
/// instrument's span.
/// </summary>
/// <param name="Reading">Its place among the batch's readings.</param>
/// <param name="Entry">Null when it says nothing of the water.</param>
/// <param name="Replaces">What the version before had brought; null when that was nothing.</param>
public sealed record MeanEntered(int Reading, MeanEntry? Entry, MeanEntry? Replaces);

/// <summary>
/// Everything that one transaction writes, and all that folding needs: the changes themselves, never the rules that led to them. Written whole or not at all.
/// </summary>
public sealed record Batch
{
    /// <summary>1, 2, 3 … without a gap.</summary>
    public required long Seq { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The messages as one block of bytes (<see cref="RawBlock"/>); empty when a tick of the clock made the batch.</summary>
    public required ReadOnlyMemory<byte> RawBlock { get; init; }

    /// <summary>The newest block's hash after this batch.</summary>
    public required string RawHash { get; init; }

    public required IReadOnlyList<SeriesOpened> Opened { get; init; }

    public required IReadOnlyList<Reading> Readings { get; init; }

    /// <summary>In force before the batch's readings.</summary>
    public IReadOnlyList<MeanWindowChanged> MeanWindows { get; init; } = [];

    /// <summary>In the order of the readings that they are about; usually none, since a reading alone says what it brings.</summary>
    public IReadOnlyList<MeanEntered> MeanEntries { get; init; } = [];

    public required IReadOnlyList<SetAside> SetAside { get; init; }

    /// <summary>Chained.</summary>
    public required IReadOnlyList<TimelineEntry> Entries { get; init; }

    /// <summary>Alerts as they stand after the batch.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    public required IReadOnlyList<Incident> Incidents { get; init; }

    public required IReadOnlyList<StationHeard> Heard { get; init; }

    public required IReadOnlyList<FeedCondition> Feeds { get; init; }

    /// <summary>Duties as they stand after the batch.</summary>
    public IReadOnlyList<Duty> Duties { get; init; } = [];

    public IReadOnlyList<DamOperation> DamOperations { get; init; } = [];

    /// <summary>Runs of samples alike that began, widened or ended.</summary>
    public IReadOnlyList<FlatRun> FlatRuns { get; init; } = [];

    /// <summary>Who is being told of what, as it stands after the batch.</summary>
    public IReadOnlyList<Escalation> Escalations { get; init; } = [];

    /// <summary>New ones, and those that were sent or tried.</summary>
    public IReadOnlyList<Notification> Notifications { get; init; } = [];

    /// <summary>What people have made or ended, while the service runs, of who is told.</summary>
    public IReadOnlyList<Made> Made { get; init; } = [];

    /// <summary>What was done of what is done again and again.</summary>
    public Rounds Rounds { get; init; } = Rounds.None;

    /// <summary>New ones, and those that were sent, tried or replaced.</summary>
    public IReadOnlyList<StationCommand> Commands { get; init; } = [];

    /// <summary>Packets that came in parts: as they stand after the batch.</summary>
    public IReadOnlyList<SplitPacket> Splits { get; init; } = [];

    /// <summary>Notifications that go out of the outbox with this batch; folding does not need them.</summary>
    public IReadOnlyList<long> RemovedNotifications { get; init; } = [];

    /// <summary>The configuration in force from this batch on, by its hash; empty when it did not change.</summary>
    public string ConfigurationHash { get; init; } = "";

    public bool IsEmpty =>
        RawBlock.IsEmpty && Readings.Count == 0 && SetAside.Count == 0 && Entries.Count == 0 && Alerts.Count == 0 && Incidents.Count == 0 && Feeds.Count == 0
        && Duties.Count == 0 && DamOperations.Count == 0 && FlatRuns.Count == 0
        && Escalations.Count == 0 && Notifications.Count == 0 && Made.Count == 0 && Rounds.IsEmpty && Commands.Count == 0 && Splits.Count == 0 && ConfigurationHash.Length == 0;
}
