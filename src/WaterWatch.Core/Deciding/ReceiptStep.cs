using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What became of a message that a gateway had taken. An outcome only ever rises (failed, delivered, answered), so that a receipt that comes twice, or late, changes
/// nothing.
/// </summary>
internal static class ReceiptStep
{
    /// <param name="of">The notification that it is of, then those that its message carried; empty when there is none.</param>
    public static ActResult Take(Draft draft, WatchPlan plan, Receipt receipt, IReadOnlyList<Notification> of)
    {
        if (of.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.NotFound, $"There is no notification {receipt.Notification}.");
        }

        // What its message carried may have been written down in this very batch.
        var newest = draft.Tellings.Newest(of[0]);
        var carried = newest.Carried.Select(id => draft.Tellings.Find(id) ?? of.FirstOrDefault(n => n.Id == id)).OfType<Notification>();
        List<Notification> known = [newest, .. carried];
        if (receipt.GatewayId.Length > 0 && known[0].GatewayId.Length > 0 && receipt.GatewayId != known[0].GatewayId)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"Notification {receipt.Notification} was taken under another \"receipt\" than this.");
        }

        foreach (var before in known.Where(n => n.Receipted is null || n.Receipted < receipt.Outcome))
        {
            Take(draft, plan, receipt, before);
        }

        return ActResult.Done(known[0].Subject?.Incident);
    }

    private static void Take(Draft draft, WatchPlan plan, Receipt receipt, Notification before)
    {
        // The receipt may come before our own note that it was sent, or instead of it: the gateway has it, so it is not sent again.
        var after = before with
        {
            State = receipt.Outcome == ReceiptOutcome.Failed ? NotificationState.Failed : NotificationState.Sent,
            NextTryAt = null,
            GatewayId = receipt.GatewayId.Length > 0 ? receipt.GatewayId : before.GatewayId,
            Receipted = receipt.Outcome,
        };
        draft.Tellings.Put(after);
        Note(draft, receipt, after);
        if (receipt.Outcome == ReceiptOutcome.Answered)
        {
            // Refused when somebody was quicker, or when it is over: the answer stands on the timeline all the same.
            _ = ActStep.Do(draft, plan, after.AcknowledgedBy("answer"));
        }
    }

    private static void Note(Draft draft, Receipt receipt, Notification after)
    {
        var facts = Notifications.FactsOf(after);
        (facts["outcome"], facts["answer"], facts["gateway_id"]) = (receipt.Outcome.ToString(), receipt.Detail, after.GatewayId);
        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = receipt.Outcome == ReceiptOutcome.Failed ? EntryKind.NotificationFailed : EntryKind.NotificationReceipted,
            Incident = after.Subject?.Incident,
            By = after.Channel,
            Data = facts,
        });
    }
}
