using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Takes in what stored messages say when they are read by the decoders and the configuration of now: what is held already stays, what differs is kept beside it as a correction, judged as of when it was
/// taken. Nothing is removed, so that what would not be read any more stays too.
/// </summary>
internal static class ReparseStep
{
    /// <param name="messages">Read again; decided and written together.</param>
    public static ActResult Apply(Draft draft, WatchPlan plan, Act.Reparse act, IReadOnlyList<DecodedMessage> messages)
    {
        var differing = messages.SelectMany(m => m.OfEach).Where(m => m.Station is not null).Select(m => (Message: m, Readings: Differing(draft, plan, m))).Where(m => m.Readings.Count > 0).ToList();
        if (differing.Count == 0)
        {
            return ActResult.Done(null);
        }

        Note(draft, act, differing);
        foreach (var (message, readings) in differing)
        {
            var (station, raw) = (message.Station!, message.Message.Raw);
            var here = draft.Station(station.Station.Id.Value, message.Known);
            foreach (var (reading, _) in readings)
            {
                // The same sample of several messages comes in once.
                if (!ReadingStep.Take(draft, plan, station, here, raw, reading))
                {
                    draft.Counts.Duplicates++;
                }
            }
        }

        return ActResult.Done(null);
    }

    private static List<(DecodedReading Reading, bool IsCorrection)> Differing(Draft draft, WatchPlan plan, DecodedMessage message)
    {
        var station = message.Station!;
        var here = draft.Station(station.Station.Id.Value, message.Known);
        var latest = message.Message.Raw.ReceivedAt + plan.AllowedClockSkew;
        var differing = new List<(DecodedReading, bool)>();
        foreach (var reading in Decider.InOrder(station, message.Content.Readings))
        {
            if (reading.TakenAt <= latest && !ReadingStep.IsHeld(draft, station, here, reading))
            {
                differing.Add((reading, draft.VersionsAt(draft.Series(here.Known, ReadingStep.SeriesOf(station, reading).Key), reading.TakenAt).Count > 0));
            }
        }

        return differing;
    }

    private static void Note(Draft draft, Act.Reparse act, List<(DecodedMessage Message, List<(DecodedReading Reading, bool IsCorrection)> Readings)> differing)
    {
        var stations = differing.Select(d => d.Message.Station!.Station.Id.Value).Distinct().Order(StringComparer.Ordinal).ToList();
        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = EntryKind.Reparsed,
            Station = stations.Count == 1 ? stations[0] : null,
            By = act.By,
            Data = new Dictionary<string, string>
            {
                ["from"] = Instants.Format(act.From),
                ["to"] = Instants.Format(act.To),
                ["stations"] = string.Join(", ", stations),
                ["messages"] = Facts.Number(differing.Count),
                ["corrected"] = Facts.Number(differing.Sum(d => d.Readings.Count(r => r.IsCorrection))),
                ["added"] = Facts.Number(differing.Sum(d => d.Readings.Count(r => !r.IsCorrection))),
                ["reason"] = act.Reason,
            },
        });
    }
}
