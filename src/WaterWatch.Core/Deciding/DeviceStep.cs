using System.Globalization;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;

namespace WaterWatch.Deciding;

/// <summary>What a device says by HJ 212 beside readings: that more is to come, and what is not of the river.</summary>
internal static class DeviceStep
{
    /// <summary>Split packets of one station that are waited for at once; with one more the oldest is given up, so that nobody fills the memory.</summary>
    private const int MostOpen = 32;

    /// <param name="isNews">The message brought something that was not held already. The repeat of a part says nothing of parts that are missing.</param>
    public static void Take(Draft draft, WatchPlan plan, WatchedStation station, RawMessage raw, DeviceTalk talk, bool isNews)
    {
        foreach (var shape in talk.Shapes.SelectMany(s => Enum.GetValues<Hj212Shapes>().Where(one => one != Hj212Shapes.None && s.HasFlag(one))))
        {
            draft.Counts.Shape($"Hj212{shape}", 1);
        }

        foreach (var controls in talk.Controls.GroupBy(c => c.Command))
        {
            var words = controls.Select(c => $"Command {c.Command}{(c.At is { } at ? $" of {Timeline.Instants.Format(at)}" : "")}: {c.Values}");
            SetAsideStep.Keep(draft, plan, raw, station, "", SetAsideReason.QualityControl, Decider.InShort([.. words]));
        }

        foreach (var part in talk.Parts)
        {
            Take(draft, plan, station, raw, part, isNews);
        }
    }

    /// <summary>Gives up what has been waited for long enough.</summary>
    public static void Look(Draft draft, WatchPlan plan, DateTimeOffset now)
    {
        foreach (var split in draft.Splits.Open.Where(s => now - s.First.ReceivedAt >= plan.PartsWithin).ToList())
        {
            GiveUp(draft, plan, split);
        }
    }

    private static void Take(Draft draft, WatchPlan plan, WatchedStation station, RawMessage raw, PacketPart part, bool isNews)
    {
        var id = station.Station.Id.Value;
        if (draft.Splits.Find(id, part.Of, part.Parts) is { } open)
        {
            if (!open.Came.Contains(part.Part))
            {
                draft.Splits.Put(open.With(part.Part));
            }

            return;
        }

        if (!isNews)
        {
            return;
        }

        var others = draft.Splits.Open.Where(s => s.Station == id).ToList();
        if (others.Count >= MostOpen)
        {
            GiveUp(draft, plan, others.MinBy(s => s.First.ReceivedAt)!);
        }

        draft.Splits.Put(new SplitPacket(id, part.Of, part.Parts, [part.Part], new StoredMessage(raw.Feed, raw.Topic, raw.Station, raw.ReceivedAt, part.Bytes.ToArray())));
    }

    private static void GiveUp(Draft draft, WatchPlan plan, SplitPacket split)
    {
        draft.Splits.Put(split with { IsGivenUp = true });
        var came = string.Join(", ", split.Came.Take(5).Select(p => p.ToString(CultureInfo.InvariantCulture))) + (split.Came.Count > 5 ? " …" : "");
        SetAsideStep.Keep(
            draft, plan, split.First.ToRaw(), plan.Stations.GetValueOrDefault(split.Station), "", SetAsideReason.PartMissing,
            $"Of the {split.Parts} packets of {split.Of} only {split.Came.Count} came ({came}). Their values are read; those of the rest are missing. Ask the station to send that time again.");
    }
}
