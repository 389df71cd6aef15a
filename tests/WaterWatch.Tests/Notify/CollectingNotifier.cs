using WaterWatch.Notify;
using WaterWatch.OnCall;

namespace WaterWatch.Tests.Notify;

/// <summary>Keeps what it is given; answers as it is told.</summary>
internal sealed class CollectingNotifier : INotifier
{
    public string? Missing { get; set; }

    public DeliveryResult Answer { get; set; } = new(DeliveryOutcome.Sent, "taken");

    /// <summary>What it has taken: the person, and the numbers of the notifications.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Of operation reports; null for anything else.</summary>
    public List<string?> Subjects { get; } = [];

    public int Attempts { get; private set; }

    public bool Sends(Channel channel) => channel is Channel.Mail;

    public ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        Attempts++;
        if (Answer.Outcome == DeliveryOutcome.Sent)
        {
            Subjects.Add(outgoing.Report?.Subject);
            Taken.Add($"{outgoing.Person.Id}: {string.Join(", ", outgoing.Briefings.Select(b => b.Notification.Id))}");
        }

        return ValueTask.FromResult(Answer);
    }
}
