using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>The part of a draft that says who is told: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftTellings(RememberedTellings remembered)
{
    private readonly SortedDictionary<long, Escalation> _escalations = [];
    private readonly Dictionary<Subject, long> _bySubject = [];
    private readonly SortedDictionary<long, Notification> _notifications = [];

    private readonly List<long> _removed = [];

    /// <summary>As they stand after the batch.</summary>
    public IReadOnlyCollection<Escalation> Escalations => _escalations.Values;

    /// <inheritdoc cref="Escalations"/>
    public IReadOnlyCollection<Notification> Notifications => _notifications.Values;

    /// <summary>Notifications that go out of the outbox with the batch.</summary>
    public IReadOnlyList<long> Removed => _removed;

    /// <summary>When something is due next, as it was before the batch.</summary>
    public DateTimeOffset? NextAt => remembered.NextAt;

    public long LastEscalationId { get; private set; } = remembered.LastEscalationId;

    public long LastNotificationId { get; private set; } = remembered.LastNotificationId;

    public Escalation? Of(Subject subject) =>
        _bySubject.TryGetValue(subject, out var id) && _escalations[id] is { IsOver: false } changed && changed.Subject == subject ? changed
        : remembered.Of(subject) is { } known && !_escalations.ContainsKey(known.Id) ? known
        : null;

    /// <summary>Those that are not over, oldest first.</summary>
    public List<Escalation> Open() =>
        [.. remembered.Escalations.Values.Where(e => !_escalations.ContainsKey(e.Id)).Concat(_escalations.Values.Where(e => !e.IsOver)).OrderBy(e => e.Id)];

    /// <summary>Those of which something is due by then, oldest first.</summary>
    public List<Escalation> DueBy(DateTimeOffset at) =>
        [.. remembered.DueBy(at).Where(e => !_escalations.ContainsKey(e.Id)).Concat(_escalations.Values.Where(e => !e.IsOver && e.NextAt <= at)).OrderBy(e => e.Id)];

    /// <summary>Not yet sent nor given up; null when there is none of that number.</summary>
    public Notification? Pending(long id) =>
        Find(id) is { State: NotificationState.Queued } pending ? pending : null;

    /// <summary>Whoever is told of something is told of the subject that it went into.</summary>
    public void Unite(Escalation given, Subject into, DateTimeOffset now) =>
        Put((Of(into) is { } there ? there.United(given) : given with { Id = LastEscalationId + 1, Subject = into }) with { NextAt = now });

    /// <summary>As this draft has changed it, or still to be sent; null when the log alone knows it, or nobody.</summary>
    public Notification? Find(long id) => _notifications.GetValueOrDefault(id) ?? remembered.Pending.GetValueOrDefault(id);

    /// <summary>A notification of the log as it stands in this draft.</summary>
    public Notification Newest(Notification held) => Find(held.Id) ?? held;

    public void Put(Escalation escalation)
    {
        _escalations[escalation.Id] = escalation;
        _bySubject[escalation.Subject] = escalation.IsOver ? _bySubject.GetValueOrDefault(escalation.Subject, escalation.Id) : escalation.Id;
        LastEscalationId = Math.Max(LastEscalationId, escalation.Id);
    }

    public void Remove(IEnumerable<long> notifications) => _removed.AddRange(notifications);

    public void Put(Notification notification)
    {
        _notifications[notification.Id] = notification;
        LastNotificationId = Math.Max(LastNotificationId, notification.Id);
    }
}
