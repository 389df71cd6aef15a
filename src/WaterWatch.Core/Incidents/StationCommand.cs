using WaterWatch.Alerts;
using WaterWatch.Readings;

namespace WaterWatch.Incidents;

/// <summary>What has become of a command.</summary>
public enum CommandState : byte
{
    /// <summary>Still to be sent, or to be sent again.</summary>
    Queued,

    /// <summary>The station's broker has taken it.</summary>
    Sent,

    /// <summary>It was tried for long enough, or trying again cannot help.</summary>
    Failed,

    /// <summary>A newer one for the same station came before it was sent.</summary>
    Replaced,

    /// <summary>Shadow mode: decided, and kept from the station.</summary>
    Withheld,
}

/// <summary>An order to one station: decided with what it is for, sent later by the station's own feed.</summary>
public sealed record StationCommand
{
    /// <summary>An order to sample at once is worth nothing later than that: the water has gone by.</summary>
    public static readonly TimeSpan SampleWithin = TimeSpan.FromHours(1);

    /// <summary>After that long nobody who could take an order to sample otherwise listens there.</summary>
    public static readonly TimeSpan IntervalWithin = TimeSpan.FromDays(3);

    /// <summary>The same however often it is sent, so that the station recognises a repeat.</summary>
    public required long Id { get; init; }

    public required string Station { get; init; }

    public required string River { get; init; }

    /// <summary>By which the station was last heard.</summary>
    public required string Feed { get; init; }

    /// <summary>Sample so often from now on; null for the order to take one sample at once.</summary>
    public TimeSpan? SampleEvery { get; init; }

    /// <summary>The interval is the station's usual one again.</summary>
    public bool IsUsual { get; init; }

    /// <summary>Of what a sample is to be taken at once; null for an interval.</summary>
    public Determinand? Determinand { get; init; }

    public Fraction Fraction { get; init; }

    /// <summary>What it is for; null when nothing is any more.</summary>
    public long? Incident { get; init; }

    public long? Alert { get; init; }

    public Level Level { get; init; }

    /// <summary>Demo or replay: marked as such, and never sent to a feed of real stations.</summary>
    public bool IsExercise { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public CommandState State { get; init; }

    public int Attempts { get; init; }

    /// <summary>Not before then; null for at once.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>What the broker said to the newest attempt.</summary>
    public string Answer { get; init; } = "";

    /// <summary>In words for the station's own log, as the contract of the command topic has them.</summary>
    public string Reason => Alert is { } alert ? $"alert {alert}" : Incident is { } incident ? $"incident {incident}" : "no incident";

    public bool IsGivenUp(DateTimeOffset at) => at - QueuedAt > (SampleEvery is null ? SampleWithin : IntervalWithin);
}

public enum CommandOutcome : byte
{
    Sent,

    /// <summary>Not this time; trying again may help.</summary>
    MayRetry,

    /// <summary>Trying again cannot help.</summary>
    Refused,
}

/// <summary>What came of trying to send a command.</summary>
/// <param name="Answer">The broker's, or what went wrong.</param>
public readonly record struct CommandTried(long Command, CommandOutcome Outcome, string Answer);
