using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What came of sending. The timeline has the first failure and the end of it; a mail server that is down for a day would otherwise fill it. How often it was tried is
/// in the outbox.
/// </summary>
internal static class DeliveryStep
{
    /// <param name="held">What the log has of a notification that is settled already.</param>
    public static void Take(Draft draft, WatchPlan plan, Delivery delivery, Func<long, Notification?> held)
    {
        // The gateway's receipt may have been quicker than this, and be of all that went in the message.
        var carrier = delivery.Notifications[^1];
        var receipted = delivery is { Outcome: DeliveryOutcome.Sent, Notifications.Count: > 1 } && draft.Tellings.Pending(carrier) is null ? draft.Tellings.Find(carrier) ?? held(carrier) : null;
        foreach (var id in delivery.Notifications)
        {
            // Sent twice, by a service that was stopped between sending and writing it down: the first answer stands.
            if (draft.Tellings.Pending(id) is { } pending)
            {
                Take(draft, delivery, pending with { Attempts = pending.Attempts + 1, Answer = delivery.Answer, NextTryAt = null });
            }
        }

        if (receipted is { Receipted: { } outcome, Carried.Count: 0 })
        {
            draft.Tellings.Put(receipted with { Carried = CarriedBy(delivery) });
            ReceiptStep.Take(draft, plan, new Receipt(receipted.Id, receipted.GatewayId, outcome, ""), [receipted]);
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
        Carried = tried.Id == delivery.Notifications[^1] ? CarriedBy(delivery) : [],
    };

    private static IReadOnlyList<long> CarriedBy(Delivery delivery) => [.. delivery.Notifications.SkipLast(1)];

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
