using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Takes in a part of a file: readings are recognised, flagged, judged at their own time and kept like those of a station, but its receipt says neither that a station speaks nor what its
/// clock shows, and what is history (<see cref="WatchPlan.HistoryAfter"/>) calls nobody. Its entry says how far the file was read, so that an import that was broken off goes on from there.
/// </summary>
internal static class ImportStep
{
    /// <param name="messages">What was read from the file; decided and written together.</param>
    public static ActResult Take(Draft draft, WatchPlan plan, Act.Import act, IReadOnlyList<DecodedMessage> messages)
    {
        var (kept, duplicates, setAside, corrections) = (0L, 0L, 0L, draft.Counts.Corrections);
        foreach (var message in messages)
        {
            var (taken, held, aside) = Take(draft, plan, message);
            (kept, duplicates, setAside) = (kept + taken, duplicates + held, setAside + aside);
        }

        var part = new ImportCounts(act.Part.Rows, kept, duplicates, draft.Counts.Corrections - corrections, setAside);
        var all = act.Part.Before + part;
        Note(draft, act, all);
        return ActResult.Done(null) with { Imported = all };
    }

    private static (int Kept, int Duplicates, int SetAside) Take(Draft draft, WatchPlan plan, in DecodedMessage message)
    {
        var raw = message.Message.Raw;
        SetAside(draft, plan, message);
        var (kept, duplicates, aside) = (0, 0, message.Content.Faults.Count);
        if (message.Station is not { } station)
        {
            return (0, 0, aside);
        }

        var here = draft.Station(station.Station.Id.Value, message.Known);
        var latest = draft.RecordedAt + plan.AllowedClockSkew;
        foreach (ref readonly var reading in Decider.InOrder(station, message.Content.Readings).AsSpan())
        {
            if (reading.TakenAt > latest)
            {
                aside++;
                SetAsideStep.Keep(draft, plan, raw, station, "", SetAsideReason.TakenInTheFuture, $"{reading.Determinand.Key} of {Instants.Format(reading.TakenAt)} has not been taken yet.");
            }
            else if (ReadingStep.Take(draft, plan, station, here, raw, reading))
            {
                kept++;
            }
            else
            {
                duplicates++;
            }
        }

        Count(draft, here, station, duplicates);
        return (kept, duplicates, aside);
    }

    private static void SetAside(Draft draft, WatchPlan plan, in DecodedMessage message)
    {
        Decider.SetAsideFaults(draft, plan, message.Station, message.Message, message.Content.Faults);

        // Who read the file has asked the same plan before: it was changed since.
        if (message.Station is null && message.Content.Faults.Count == 0)
        {
            SetAsideStep.Keep(draft, plan, message.Message.Raw, null, "", SetAsideReason.UnknownStation, Decider.UnknownStation(message.Message, plan));
        }
    }

    /// <summary>Every duplicate is counted with its station; nothing else of what is known of its speaking changes.</summary>
    private static void Count(Draft draft, StationDraft here, WatchedStation station, int duplicates)
    {
        if (duplicates > 0)
        {
            draft.Counts.Duplicates += duplicates;
            var before = here.Heard ?? new StationHeard(station.Station.Id.Value, DateTimeOffset.MinValue, "", 0, Offline: false);
            here.Put(before with { Duplicates = before.Duplicates + duplicates });
        }
    }

    private static void Note(Draft draft, Act.Import act, ImportCounts all) => draft.Note(new TimelineEntry
    {
        At = draft.RecordedAt,
        Kind = act.Part.IsLast ? EntryKind.FileImported : EntryKind.ImportAdvanced,
        By = act.By,
        Data = new Dictionary<string, string>
        {
            ["file"] = act.File.Name,
            ["sha256"] = act.File.Sha256,
            ["mapping"] = act.File.Mapping,
            ["through_line"] = Facts.Number(act.Part.ThroughLine),
            ["rows"] = Facts.Number(all.Rows),
            ["readings"] = Facts.Number(all.Readings),
            ["duplicates"] = Facts.Number(all.Duplicates),
            ["corrections"] = Facts.Number(all.Corrections),
            ["set_aside"] = Facts.Number(all.SetAside),
        },
    });
}
