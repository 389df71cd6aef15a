using WaterWatch.Notify;
using WaterWatch.OnCall;

namespace WaterWatch.Tests.Notify;

/// <summary>Keeps what it is given; answers as it is told.</summary>
internal sealed class CollectingNotifier : INotifier
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Missing { get; set; }

    public DeliveryResult Answer { get; set; } = new(DeliveryOutcome.Sent, "taken");

    /// <summary>What it has taken: the person, and the numbers of the notifications.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>What the server apart answers, and when.</summary>
    public TaskCompletionSource<DeliveryResult> Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when something was taken.</summary>
    public Task FirstTaken => _taken.Task;

    /// <summary>Of operation reports; null for anything else.</summary>
    public List<string?> Subjects { get; } = [];

    public int Attempts { get; private set; }

    public bool Sends(Channel channel) => channel is Channel.Mail;

    /// <summary>Which person's mails go through a server of their own; null for one server.</summary>
    public string? Apart { get; set; }

    public string ServerOf(Channel channel) => Apart is not null && $"{((Channel.Mail)channel).Address}".StartsWith(Apart, StringComparison.Ordinal) ? "other server" : "mail server";

    public ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        Attempts++;
        if (Apart == outgoing.Person.Id)
        {
            return new ValueTask<DeliveryResult>(Held.Task);
        }

        if (Answer.Outcome == DeliveryOutcome.Sent)
        {
            Subjects.Add(outgoing.Report?.Subject);
            Taken.Add($"{outgoing.Person.Id}: {string.Join(", ", outgoing.Briefings.Select(b => b.Notification.Id))}");
            _taken.TrySetResult();
        }

        return ValueTask.FromResult(Answer);
    }
}
