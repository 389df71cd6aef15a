using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What sweeps have found or done, on the timeline.</summary>
internal static class SweepStep
{
    public static void Take(Draft draft, Sweep sweep)
    {
        switch (sweep)
        {
            case Sweep.ChainWalked walked:
                Walked(draft, walked.Check);
                break;
            case Sweep.NotificationsExpired expired:
                Remove(draft, expired);
                break;
        }
    }

    private static void Walked(Draft draft, ChainCheck check)
    {
        draft.Rounds.Put(check);
        var facts = new Dictionary<string, string>
        {
            ["head"] = check.Head.ToString(),
            ["entries"] = Facts.Number(check.Entries),
            ["messages"] = Facts.Number(check.Messages),
            ["readings"] = Facts.Number(check.Readings),
            ["took_s"] = Facts.Number(Math.Round((decimal)check.Took.TotalSeconds, 1)),
        };
        if (!check.IsIntact)
        {
            facts["broken"] = check.Broken;
        }

        draft.Note(new TimelineEntry { At = check.At, Kind = check.IsIntact ? EntryKind.ChainChecked : EntryKind.ChainBroken, By = Decider.Service, Data = facts });
    }

    private static void Remove(Draft draft, Sweep.NotificationsExpired expired)
    {
        if (expired.Notifications.Count == 0)
        {
            return;
        }

        draft.Tellings.Remove(expired.Notifications);
        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = EntryKind.NotificationsRemoved,
            By = Decider.Service,
            Data = new Dictionary<string, string>
            {
                ["notifications"] = NotToldNote.Ranges(expired.Notifications),
                ["count"] = Facts.Number(expired.Notifications.Count),
                ["before"] = Instants.Format(expired.Before),
            },
        });
    }
}
