using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Decoding.Sparkplug;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Messages of Sparkplug B: of the station that the mapping's table names, the death of an edge node of all below it.</summary>
internal static class SparkplugMessages
{
    public static DecodedMessage Decode(Message message, WatchPlan plan, WatchState state, ReadingBuffer into)
    {
        var (content, devices) = (message.Sparkplug!, message.Mapping!.Devices!);
        var isOfNode = content.Device.Length == 0;
        var below = isOfNode ? devices.Where(d => d.Key.StartsWith(content.Node + "/", StringComparison.Ordinal)).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value).ToList() : [];
        List<MappedDevice> own = devices.TryGetValue(content.Sender, out var device) ? [device] : [];
        var concerned = content.Kind == SparkplugKind.NodeDeath ? [.. own, .. below] : own;
        if (content.Kind == SparkplugKind.OfOthers || content.IsLateWill || concerned.Count == 0 && below.Count > 0 && content.WhyUnreadable is null)
        {
            return new DecodedMessage(message, null, null, Decoded.Nothing) { IsOfNobody = true };
        }

        var stations = concerned.Select(d => d.Station).Distinct().Where(plan.Stations.ContainsKey).ToList();
        message = message with { Raw = message.Raw with { Station = string.Join('/', stations) } };
        if (concerned.Count == 0 || stations.Count == 0)
        {
            return new DecodedMessage(message, null, null, content.WhyUnreadable is { } why ? Decoded.Unreadable(SetAsideReason.Unreadable, why) : Decoded.Unreadable(
                SetAsideReason.UnknownStation, MappedMessages.WhyOfNobody(message, content.Sender, concerned.Count == 0 ? "" : concerned[0].Station, plan)));
        }

        var parts = concerned.DistinctBy(d => d.Station).Where(d => plan.Stations.ContainsKey(d.Station)).Select(d => new DecodedMessage(message, plan.Stations[d.Station], state.Station(d.Station), ContentOf(content, message.Mapping, d, into))).ToList();
        return parts.Count == 1 ? parts[0] : parts[0] with { Further = parts[1..] };
    }

    /// <summary>Whether the message says of its station that it is there no more, or is again; null when it says neither.</summary>
    public static bool? SaysOffline(SparkplugContent content) => content.IsDeath ? true : content.IsBirth ? false : null;

    /// <summary>That messages of an edge node did not come is on the record, as is that it is asked for its births.</summary>
    public static void NoteMissed(Draft draft, Message message)
    {
        if (message.Sparkplug is not { Missed: var (due, came) } content)
        {
            return;
        }

        draft.Counts.Shape("SparkplugSequenceGap", 1);
        draft.Note(new TimelineEntry
        {
            At = message.Raw.ReceivedAt,
            Kind = EntryKind.MessagesMissed,
            By = Decider.Service,
            Data = new Dictionary<string, string> { ["sender"] = content.Node, ["feed"] = message.Raw.Feed, ["due"] = Facts.Number(due), ["came"] = Facts.Number(came) },
        });
    }

    private static Decoded ContentOf(SparkplugContent content, PayloadMapping mapping, MappedDevice device, ReadingBuffer into) =>
        content.WhyUnreadable is { } why ? Decoded.Unreadable(SetAsideReason.Unreadable, why)
        : content.IsDeath ? Decoded.Nothing
        : SparkplugReadings.Decode(content, mapping, device, into);
}
