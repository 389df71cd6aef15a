using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Seals the record each hour: an entry names the newest block of messages and, by the hash of the batch before, all readings and decisions up to there. So a head of the timeline
/// that has left this machine vouches for everything, also in hours without an incident. Where nothing came since the last seal there is nothing to seal.
/// </summary>
internal static class SealStep
{
    public static void Look(Draft draft, DateTimeOffset now)
    {
        if (draft.Rounds.UnsealedSince is not { } since || HourOf(now) <= HourOf(since))
        {
            return;
        }

        draft.Rounds.Seal();
        var facts = new Dictionary<string, string> { ["batch"] = Facts.Number(draft.BatchSeq), ["raw_block"] = draft.RawHash };
        if (draft.RecordHash.Length > 0)
        {
            facts["record"] = draft.RecordHash;
        }

        draft.Note(new TimelineEntry { At = now, Kind = EntryKind.Sealed, By = Decider.Service, Data = facts });
    }

    /// <summary>The facts of an entry; one of an incident also vouches for the messages that it was known from.</summary>
    public static IReadOnlyDictionary<string, string> Vouching(TimelineEntry entry, string rawHash) =>
        entry.Incident is null ? entry.Data : new Dictionary<string, string>(entry.Data) { ["raw_block"] = rawHash };

    private static long HourOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerHour;
}
