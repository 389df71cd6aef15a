using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Sends to people by one kind of channel.</summary>
internal interface INotifier
{
    /// <summary>Why nothing can be sent at all, such as that no server is configured; null when it can.</summary>
    string? Missing { get; }

    bool Sends(Channel channel);

    /// <summary>What a channel goes through, such as <c>mail server</c>: when it is lost, what goes through others is sent all the same. No address.</summary>
    string ServerOf(Channel channel);

    /// <summary>Never throws for what a server or a network may do: that is a result.</summary>
    ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation);
}

/// <summary>What goes to one person by one channel in one message: usually one notification, and all that have waited when there was no server.</summary>
/// <param name="Briefings">Oldest first; at least one.</param>
internal sealed record Outgoing(Person Person, Channel Channel, IReadOnlyList<Briefing> Briefings)
{
    /// <summary>
    /// Of the newest notification in it: what is sent again since nobody wrote down that it was sent is then known for the same, and what holds more is not taken for it.
    /// </summary>
    public string MessageKey => Briefings[^1].Notification.Key;

    /// <summary>Of several the first of them are listed, and the rest is counted.</summary>
    public const int MostListed = 100;

    /// <summary>An operation report, which goes alone; null for anything else.</summary>
    public WrittenReport? Report { get; init; }

    /// <summary>Which of them is told in full: the gravest, and of those alike the newest.</summary>
    public static int IndexOfGravest(IReadOnlyList<Notification> notifications)
    {
        var gravest = 0;
        for (var i = 1; i < notifications.Count; i++)
        {
            gravest = notifications[i].Level >= notifications[gravest].Level ? i : gravest;
        }

        return gravest;
    }
}

/// <summary>What came of one attempt.</summary>
/// <param name="Answer">The server's, or what went wrong; without addresses, since it comes on the timeline.</param>
/// <param name="IsServerLost">Others would fare no better: the server is not there, or does not let us in.</param>
internal sealed record DeliveryResult(DeliveryOutcome Outcome, string Answer, bool IsServerLost = false)
{
    /// <summary>What the gateway calls the message; empty where it names nothing.</summary>
    public string GatewayId { get; init; } = "";

    /// <summary>The server's wish not to be asked sooner; zero for none.</summary>
    public TimeSpan RetryAfter { get; init; }
}
