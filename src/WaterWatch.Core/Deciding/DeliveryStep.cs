using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What came of sending. The timeline has the first failure and the end of it; a mail server that is down for a day would otherwise fill it. How often it was tried is
/// in the outbox.
/// </summary>
internal static class DeliveryStep
{
    public static void Take(Draft draft, Delivery delivery)
    {
        foreach (var id in delivery.Notifications)
        {
            // Sent twice, by a service that was stopped between sending and writing it down: the first answer stands.
            if (draft.Tellings.Pending(id) is { } pending)
            {
                Take(draft, delivery, pending with { Attempts = pending.Attempts + 1, Answer = delivery.Answer, NextTryAt = null });
            }
        }
    }

    private static void Take(Draft draft, Delivery delivery, Notification tried)
    {
        var isGivenUp = delivery.Outcome == DeliveryOutcome.Refused || Retrying.IsGivenUp(tried, draft.RecordedAt);
        var after = delivery.Outcome == DeliveryOutcome.Sent ? Sent(delivery, tried)
            : isGivenUp ? tried with { State = NotificationState.Failed }
            : tried with { NextTryAt = draft.RecordedAt + Retrying.After(tried.Attempts, delivery.RetryAfter) };
        draft.Tellings.Put(after);
        if (after.State != NotificationState.Queued || tried.Attempts == 1)
        {
            Note(draft, delivery, after);
        }
    }

    /// <summary>The newest names the others of its message: the gateway's receipt is for that one.</summary>
    private static Notification Sent(Delivery delivery, Notification tried) => tried with
    {
        State = NotificationState.Sent,
        GatewayId = delivery.GatewayId,
        Carried = tried.Id == delivery.Notifications[^1] ? [.. delivery.Notifications.SkipLast(1)] : [],
    };

    private static void Note(Draft draft, Delivery delivery, Notification after)
    {
        var facts = Notifications.FactsOf(after);
        (facts["answer"], facts["attempts"]) = (after.Answer, Facts.Number(after.Attempts));
        if (after.NextTryAt is { } next)
        {
            facts["next_try_at"] = Instants.Format(next);
        }

        if (after.GatewayId.Length > 0)
        {
            facts["gateway_id"] = after.GatewayId;
        }

        if (delivery.Notifications.Count > 1)
        {
            // The newest: it is that one's Message-ID which the message has.
            facts["sent_with"] = Facts.Number(delivery.Notifications[^1]);
        }

        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = after.State == NotificationState.Sent ? EntryKind.NotificationSent : EntryKind.NotificationFailed,
            Incident = after.Subject?.Incident,
            By = Decider.Service,
            Data = facts,
        });
    }
}
