using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>Who is being told of what, and the notifications that have still to be sent; what is over or sent is on the timeline.</summary>
internal sealed class RememberedTellings
{
    private readonly SortedDictionary<long, Escalation> _escalations = [];
    private readonly Dictionary<Subject, long> _bySubject = [];
    private readonly SortedSet<(DateTimeOffset At, long Id)> _due = [];
    private readonly SortedDictionary<long, Notification> _pending = [];

    /// <summary>Those that are not over, oldest first.</summary>
    public IReadOnlyDictionary<long, Escalation> Escalations => _escalations;

    /// <summary>Not yet sent nor given up, oldest first.</summary>
    public IReadOnlyDictionary<long, Notification> Pending => _pending;

    /// <summary>The number of the newest escalation there ever was.</summary>
    public long LastEscalationId { get; set; }

    public long LastNotificationId { get; set; }

    /// <summary>When something is due next; null while nothing is.</summary>
    public DateTimeOffset? NextAt => _due.Count == 0 ? null : _due.Min.At;

    /// <summary>Those of which something is due by then.</summary>
    public IEnumerable<Escalation> DueBy(DateTimeOffset at) => _due.TakeWhile(d => d.At <= at).Select(d => _escalations[d.Id]);

    public Escalation? Of(Subject subject) => _bySubject.TryGetValue(subject, out var id) ? _escalations[id] : null;

    public void Take(IReadOnlyList<Escalation> escalations, IReadOnlyList<Notification> notifications)
    {
        foreach (var escalation in escalations)
        {
            Take(escalation);
        }

        foreach (var notification in notifications)
        {
            Take(notification);
        }
    }

    private void Take(Escalation escalation)
    {
        LastEscalationId = Math.Max(LastEscalationId, escalation.Id);
        if (_escalations.Remove(escalation.Id, out var before))
        {
            Forget(before);
        }

        if (escalation.IsOver)
        {
            return;
        }

        _escalations[escalation.Id] = escalation;
        _bySubject[escalation.Subject] = escalation.Id;
        if (escalation.NextAt is { } next)
        {
            _due.Add((next, escalation.Id));
        }
    }

    private void Take(Notification notification)
    {
        LastNotificationId = Math.Max(LastNotificationId, notification.Id);
        if (notification.State == NotificationState.Queued)
        {
            _pending[notification.Id] = notification;
        }
        else
        {
            _pending.Remove(notification.Id);
        }
    }

    private void Forget(Escalation before)
    {
        if (_bySubject.GetValueOrDefault(before.Subject) == before.Id)
        {
            _bySubject.Remove(before.Subject);
        }

        if (before.NextAt is { } at)
        {
            _due.Remove((at, before.Id));
        }
    }
}
