using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;

namespace WaterWatch.Deciding;

/// <summary>Messages that are read by a mapping: the topic, or the payload record by record, says which device each reading is of, and one message may be of several stations.</summary>
internal static class MappedMessages
{
    public static DecodedMessage Decode(Message message, WatchPlan plan, WatchState state, ReadingBuffer into)
    {
        var (raw, mapping) = (message.Raw, message.Mapping!);
        var parts = MappedJson.Decode(raw.Payload, mapping, message.Device, id => Find(plan, message, id)?.Station.TimeZone, raw.ReceivedAt, into);
        if (!mapping.IsStationInTopic)
        {
            var stations = parts.Where(p => p.IsKnown).Select(p => mapping.DeviceOf(p.Device)!.Station).Distinct();
            message = message with { Raw = raw with { Station = string.Join('/', stations) } };
        }

        var decoded = parts.Select(p => Of(p, message, plan, state)).ToList();
        return decoded.Count == 1 ? decoded[0] : decoded[0] with { Further = decoded[1..] };
    }

    private static DecodedMessage Of(in MappedPart part, Message message, WatchPlan plan, WatchState state)
    {
        var id = message.Mapping!.DeviceOf(part.Device)?.Station ?? "";
        if (part.IsKnown || message.Mapping.IsStationInTopic && part.Content.Faults.Count > 0)
        {
            // What is of a known station is that station's trouble, even where nothing in it can be read.
            var station = Find(plan, message, id);
            return new DecodedMessage(message, station, station is null ? null : state.Station(id), part.Content);
        }

        var content = part.Content.Faults.Count > 0 ? part.Content : Decoded.Unreadable(SetAsideReason.UnknownStation, WhyOfNobody(message, part.Device, id, plan));
        return new DecodedMessage(message, null, null, content);
    }

    private static WatchedStation? Find(WatchPlan plan, Message message, string id) =>
        plan.Stations.TryGetValue(id, out var found) && (message.River.Length == 0 || message.River == found.Station.River) ? found : null;

    /// <summary>Why what a device sent is nobody's, and what to do about it.</summary>
    /// <param name="id">The station that the mapping says; empty when it does not have the device.</param>
    public static string WhyOfNobody(Message message, string device, string id, WatchPlan plan) =>
        id.Length == 0
            ? $"The mapping {message.Mapping!.Name} has no device \"{device}\". Write it under its devices: with its station, then release this message."
            : Decider.UnknownStation(message with { Raw = message.Raw with { Station = id } }, plan);
}
