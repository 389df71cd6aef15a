using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Series up to a number, all as they were at one batch.</summary>
public readonly record struct SeriesSlice(int LastSeries, long BatchSeq);

/// <summary>A <see cref="WatchState"/> as plain values at one batch; its series may be of earlier batches, slice by slice.</summary>
public sealed record Snapshot
{
    public required long BatchSeq { get; init; }

    /// <summary>In the order of their series; the last one reaches to the newest series of all.</summary>
    public required IReadOnlyList<SeriesSlice> Slices { get; init; }

    public required ChainHead Head { get; init; }

    public required string RawHash { get; init; }

    public required string ConfigurationHash { get; init; }

    public required long LastAlertId { get; init; }

    public required long LastIncidentId { get; init; }

    public required long LastSetAsideId { get; init; }

    public required IReadOnlyList<SeriesState> Series { get; init; }

    public required IReadOnlyList<StationHeard> Heard { get; init; }

    public required IReadOnlyList<Alert> Alerts { get; init; }

    public required IReadOnlyList<Incident> Incidents { get; init; }

    public required IReadOnlyList<FeedCondition> Feeds { get; init; }

    public long LastDutyId { get; init; }

    public IReadOnlyList<Duty> Duties { get; init; } = [];

    public long LastEscalationId { get; init; }

    public long LastNotificationId { get; init; }

    /// <summary>Those that are not over.</summary>
    public IReadOnlyList<Escalation> Escalations { get; init; } = [];

    /// <summary>Those that have still to be sent.</summary>
    public IReadOnlyList<Notification> Notifications { get; init; } = [];

    public long LastMadeId { get; init; }

    /// <summary>Silences, maintenance windows and overrides that people have made while the service runs.</summary>
    public IReadOnlyList<Made> Made { get; init; } = [];

    public Rounds Rounds { get; init; } = Rounds.None;

    public long LastCommandId { get; init; }

    /// <summary>Those still to be sent, and the newest interval of each station that does not sample as usual.</summary>
    public IReadOnlyList<StationCommand> Commands { get; init; } = [];

    /// <summary>Packets of which parts are still to come.</summary>
    public IReadOnlyList<SplitPacket> Splits { get; init; } = [];

    /// <summary>River by river, by the time that they were done.</summary>
    public IReadOnlyList<DamOperation> DamOperations { get; init; } = [];

    public required IReadOnlyList<(SetAsideReason Reason, string Fingerprint)> SetAside { get; init; }

    public required IReadOnlyList<FlatRun> FlatRuns { get; init; }

    public required IReadOnlyList<(string Sender, IReadOnlyList<DateTimeOffset> At)> SetAsideTimes { get; init; }
}
