using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.OnCall;

public enum NotificationState : byte
{
    /// <summary>Not yet tried, or to be tried again.</summary>
    Queued,

    Sent,

    /// <summary>Trying again cannot help, or it was tried for long enough.</summary>
    Failed,
}

/// <summary>Telling one person one thing through one channel: decided with what it tells, sent later. It holds ids alone, no name and no address.</summary>
public sealed record Notification
{
    /// <summary>A notification names so many alerts and counts the rest.</summary>
    public const int MostAlerts = 20;

    public required long Id { get; init; }

    public required string Person { get; init; }

    /// <summary>Which of the person's channels: <c>mail</c>, <c>mail 2</c> or <c>webhook sms-gateway</c> (<see cref="OnCall.Person.NameOf"/>).</summary>
    public required string Channel { get; init; }

    public required NotifyReason Reason { get; init; }

    public required Level Level { get; init; }

    /// <summary>Null for a test and for an operation report.</summary>
    public Subject? Subject { get; init; }

    public string Policy { get; init; } = "";

    /// <summary>Of the policy, from 0; the furthest one taken.</summary>
    public int Step { get; init; }

    public int Round { get; init; }

    /// <summary>The first of them, at most <see cref="MostAlerts"/>.</summary>
    public IReadOnlyList<long> Alerts { get; init; } = [];

    /// <summary>Of all of them.</summary>
    public int AlertCount { get; init; }

    public long? Duty { get; init; }

    /// <summary>The operation report that it brings, by its <see cref="OperationReport.Id"/>; null for anything else.</summary>
    public string? Report { get; init; }

    /// <summary>What that report is about.</summary>
    public ReportPeriod? Period { get; init; }

    /// <summary>Demo, replay or drill: marked as such wherever it goes.</summary>
    public bool IsExercise { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The part of its Message-ID before the @: the same however often it is sent, so that a repeat is recognised. No other log has the same.</summary>
    public required string Key { get; init; }

    public NotificationState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Not before then; null for at once.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>What the server said to the newest attempt, without addresses.</summary>
    public string Answer { get; init; } = "";

    /// <summary>What the gateway that took it calls it; empty where it names nothing.</summary>
    public string GatewayId { get; init; } = "";

    /// <summary>Older ones that went in its message, so that the message's receipt is theirs too.</summary>
    public IReadOnlyList<long> Carried { get; init; } = [];

    /// <summary>What became of it beyond the server, as far as a gateway has said; null while none has.</summary>
    public ReceiptOutcome? Receipted { get; init; }

    /// <summary>The person takes on what this told: all of its incident, or all that was told together.</summary>
    /// <param name="how">By which answer to it.</param>
    public Act.Acknowledge AcknowledgedBy(string how) =>
        new(Subject?.Incident, null, Person, $"by the {how} of notification {Id}") { Told = Alerts, TogetherOn = Subject is { IsSurge: true, River: var river } ? river : "" };
}

public enum DeliveryOutcome : byte
{
    /// <summary>The server has taken it.</summary>
    Sent,

    /// <summary>Not this time; trying again may help.</summary>
    MayRetry,

    /// <summary>Trying again cannot help.</summary>
    Refused,
}

/// <summary>What came of trying to send notifications of one person by one channel: several when they went in one message.</summary>
/// <param name="Answer">The server's, or what went wrong; without addresses.</param>
public sealed record Delivery(IReadOnlyList<long> Notifications, DeliveryOutcome Outcome, string Answer)
{
    /// <summary>What the gateway calls the message; empty where it names nothing.</summary>
    public string GatewayId { get; init; } = "";

    /// <summary>The server's wish not to be asked sooner; zero for none.</summary>
    public TimeSpan RetryAfter { get; init; }
}

/// <summary>When what could not be sent is tried again.</summary>
public static class Retrying
{
    /// <summary>What is not grave is given up then, as mail servers do. Orange and Red never are.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(3);

    private static readonly TimeSpan[] s_after = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    /// <summary>No server's wish makes anybody wait longer for the next try: nobody waits a day for what is Red.</summary>
    private static readonly TimeSpan s_mostWished = TimeSpan.FromHours(1);

    /// <param name="attempts">How often it was tried; at least 1.</param>
    /// <param name="wished">The server's wish not to be asked sooner.</param>
    public static TimeSpan After(int attempts, TimeSpan wished = default)
    {
        var ours = s_after[Math.Min(attempts, s_after.Length) - 1];
        return wished <= ours ? ours : wished < s_mostWished ? wished : s_mostWished;
    }

    public static bool IsGivenUp(Notification notification, DateTimeOffset at) => notification.Level < Level.Orange && at - notification.QueuedAt > Longest;
}
