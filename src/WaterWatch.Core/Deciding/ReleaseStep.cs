using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What a person decides of a message that was set aside: to read it once more, or never. Its bytes and why it was set aside stay as they are.</summary>
internal static class ReleaseStep
{
    /// <param name="message">Read again, by the configuration of now.</param>
    public static ActResult Release(Draft draft, WatchPlan plan, Act.Release act, in DecodedMessage message)
    {
        if (message.Message.Raw.IsOfFile)
        {
            return Refuse("It is of a file: correct the file or its mapping and import it again, which takes what is not held yet; then discard this.");
        }

        if (message.Station is not { } station)
        {
            return Refuse(Decider.UnknownStation(message.Message, plan));
        }

        var latest = draft.RecordedAt + plan.AllowedClockSkew;
        var here = draft.Station(station.Station.Id.Value, message.Known);
        var all = Decider.InOrder(station, message.Content.Readings);
        var ahead = all.Where(r => r.TakenAt > latest).ToList();
        var readings = all.Where(r => r.TakenAt <= latest && !ReadingStep.IsHeld(draft, station, here, r)).ToList();

        // What came from nobody that was known has alerted nobody yet: over a limit it must not wait for its time to be right.
        var raw = message.Message.Raw;
        var isHeard = act.Was is not (SetAsideReason.UnknownStation or SetAsideReason.UnknownTopic or SetAsideReason.DecisionFailed);
        List<DecodedReading> Over(IEnumerable<DecodedReading> among) => isHeard ? [] : [.. among.Where(r => ExceedanceStep.IsOverWithoutTime(draft, station, raw, r))];
        var (overAhead, overUndated) = (Over(ahead), Over(message.Content.Faults.Select(f => f.Undated).OfType<DecodedReading>()));
        if (readings.Count + overAhead.Count + overUndated.Count == 0)
        {
            var why = message.Content.Faults.Select(f => f.Detail)
                .Concat(ahead.Select(r => $"{r.Determinand.Key} claims to be taken at {Instants.Format(r.TakenAt)}, which has not come yet.")).ToList();
            return Refuse(why.Count == 0 ? all.Count == 0 ? "There is no reading in it." : "All readings in it are held already." : Decider.InShort(why));
        }

        Note(draft, EntryKind.MessageReleased, act, act.SetAside, act.Was, station.Station.Id.Value, new()
        {
            ["readings"] = Facts.Number(readings.Count),
            ["still"] = Facts.Number(ahead.Count + message.Content.Faults.Count),
        });
        Decider.AlertWithoutTime(draft, plan, station, raw, overAhead, AlertReason.FutureExceedance);
        Decider.AlertWithoutTime(draft, plan, station, raw, overUndated, AlertReason.UndatedExceedance);
        foreach (var reading in readings)
        {
            if (!ReadingStep.Take(draft, plan, station, here, raw, reading))
            {
                draft.Counts.Duplicates++;
            }
        }

        return ActResult.Done(null);
    }

    public static ActResult Discard(Draft draft, Act.Discard act)
    {
        Note(draft, EntryKind.MessageDiscarded, act, act.SetAside, act.Was, null, []);
        return ActResult.Done(null);
    }

    private static ActResult Refuse(string why) => ActStep.Refuse(ActRefusal.Conflict, $"It still cannot be read, and stays as it is. {why}") with { WordsZh = $"仍无法读取，保持原状。（{why}）" };

    private static void Note(Draft draft, EntryKind kind, Act act, long setAside, SetAsideReason was, string? station, Dictionary<string, string> facts)
    {
        facts["set_aside"] = Facts.Number(setAside);
        facts["was"] = was.ToString();
        facts["reason"] = act.Reason;
        draft.Note(new TimelineEntry { At = draft.RecordedAt, Kind = kind, Station = station, By = act.By, Data = facts });
    }
}
