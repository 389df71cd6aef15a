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

        var parts = message.OfEach.Where(m => m.Station is not null).Select(m => Part.Of(draft, plan, act, m)).ToList();
        var nobodys = message.OfEach.Where(m => m.Station is null).SelectMany(m => m.Content.Faults).Select(f => f.Detail).ToList();
        if (parts.Count == 0)
        {
            return Refuse(nobodys.Count > 0 ? Decider.InShort(nobodys) : Decider.UnknownStation(message.Message, plan));
        }

        if (parts.TrueForAll(p => p.IsEmpty))
        {
            var why = nobodys.Concat(parts.SelectMany(p => p.Why)).ToList();
            return Refuse(why.Count > 0 ? Decider.InShort(why) : parts.TrueForAll(p => p.Message.Content.Readings.Count == 0) ? "There is no reading in it." : "All readings in it are held already.");
        }

        Note(draft, EntryKind.MessageReleased, act, act.SetAside, act.Was, parts.Count == 1 ? parts[0].Station.Station.Id.Value : null, new()
        {
            ["readings"] = Facts.Number(parts.Sum(p => p.Readings.Count)),
            ["still"] = Facts.Number(nobodys.Count + parts.Sum(p => p.Ahead.Count + p.Message.Content.Faults.Count)),
        });
        parts.ForEach(p => p.Take(draft, plan));
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

    /// <summary>What a message that is released brings to one station.</summary>
    /// <param name="Ahead">Claim to be of later than now.</param>
    /// <param name="Readings">Not held yet.</param>
    private sealed record Part(
        DecodedMessage Message, List<DecodedReading> Ahead, List<DecodedReading> Readings, List<DecodedReading> OverAhead, List<DecodedReading> OverUndated)
    {
        public WatchedStation Station => Message.Station!;

        public bool IsEmpty => Readings.Count + OverAhead.Count + OverUndated.Count == 0;

        /// <summary>What still cannot be read, in words.</summary>
        public IEnumerable<string> Why => Message.Content.Faults.Select(f => f.Detail)
            .Concat(Ahead.Select(r => $"{r.Determinand.Key} claims to be taken at {Instants.Format(r.TakenAt)}, which has not come yet."));

        public static Part Of(Draft draft, WatchPlan plan, Act.Release act, DecodedMessage message)
        {
            var (station, raw, latest) = (message.Station!, message.Message.Raw, draft.RecordedAt + plan.AllowedClockSkew);
            var here = draft.Station(station.Station.Id.Value, message.Known);
            var all = Decider.InOrder(station, message.Content.Readings);
            var ahead = all.Where(r => r.TakenAt > latest).ToList();
            var readings = all.Where(r => r.TakenAt <= latest && !ReadingStep.IsHeld(draft, station, here, r)).ToList();

            // What came from nobody that was known has alerted nobody yet: over a limit it must not wait for its time to be right.
            var isHeard = act.Was is not (SetAsideReason.UnknownStation or SetAsideReason.UnknownTopic or SetAsideReason.DecisionFailed);
            List<DecodedReading> Over(IEnumerable<DecodedReading> among) => isHeard ? [] : [.. among.Where(r => ExceedanceStep.IsOverWithoutTime(draft, station, raw, r))];
            return new Part(message, ahead, readings, Over(ahead), Over(message.Content.Faults.Select(f => f.Undated).OfType<DecodedReading>()));
        }

        public void Take(Draft draft, WatchPlan plan)
        {
            var raw = Message.Message.Raw;
            Decider.AlertWithoutTime(draft, plan, Station, raw, OverAhead, AlertReason.FutureExceedance);
            Decider.AlertWithoutTime(draft, plan, Station, raw, OverUndated, AlertReason.UndatedExceedance);
            var here = draft.Station(Station.Station.Id.Value, Message.Known);
            foreach (var reading in Readings)
            {
                if (!ReadingStep.Take(draft, plan, Station, here, raw, reading))
                {
                    draft.Counts.Duplicates++;
                }
            }
        }
    }
}
