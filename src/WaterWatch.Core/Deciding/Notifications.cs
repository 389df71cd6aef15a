using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>How a notification begins, and what every entry about one says of it.</summary>
internal static class Notifications
{
    /// <summary>To be sent, with a number and a key of its own; not yet put.</summary>
    public static Notification New(Draft draft, WatchPlan plan, Person person, string channel, NotifyReason reason, Level level)
    {
        var id = draft.Tellings.LastNotificationId + 1;
        return new Notification
        {
            Id = id,
            Person = person.Id,
            Channel = channel,
            Reason = reason,
            Level = level,
            IsExercise = plan.Telling == Telling.Exercise,
            QueuedAt = draft.RecordedAt,
            Key = $"{Facts.Number(id)}.{draft.Head.Hash[..16]}",
        };
    }

    public static Dictionary<string, string> FactsOf(Notification notification) => new()
    {
        ["notification"] = Facts.Number(notification.Id),
        ["person"] = notification.Person,
        ["channel"] = notification.Channel,
        ["reason"] = notification.Reason.ToString(),
        ["message_id"] = notification.Key,
    };

    /// <summary>Of one that is to be sent: that it is an exercise is said where it begins.</summary>
    public static Dictionary<string, string> QueuedFactsOf(Notification notification)
    {
        var facts = FactsOf(notification);
        if (notification.IsExercise)
        {
            facts["exercise"] = "true";
        }

        return facts;
    }
}
