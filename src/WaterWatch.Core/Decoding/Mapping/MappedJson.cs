using System.Text.Json;

namespace WaterWatch.Decoding.Mapping;

/// <summary>What a message holds of one device.</summary>
/// <param name="Device">As the sender calls it.</param>
/// <param name="IsKnown">Whether it is anybody's here; nothing was read where it is not.</param>
public readonly record struct MappedPart(string Device, bool IsKnown, Decoded Content);

/// <summary>
/// Reads JSON that others have laid out, by a mapping. Numbers keep the digits that were sent. Nothing is guessed and nothing is thrown: what cannot be read is a fault
/// with its path, and the rest goes through.
/// </summary>
public static class MappedJson
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 32 };

    /// <param name="topicDevice">What the topic says of the device; empty when it says nothing.</param>
    /// <param name="zoneOf">The time zone of a station; null when there is no such station.</param>
    /// <param name="receivedAt">For what has no time of its own.</param>
    /// <param name="into">Takes the readings in; the answers are parts of it.</param>
    /// <returns>A part for each device, in the order in which they first come; where no device could be read, one that is nobody's and says why.</returns>
    public static IReadOnlyList<MappedPart> Decode(
        ReadOnlyMemory<byte> payload, PayloadMapping mapping, string topicDevice, Func<string, TimeZoneInfo?> zoneOf, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        if (payload.Length > ReadingsJson.MaximumPayload)
        {
            return Nobody(topicDevice, SetAsideReason.PayloadTooLarge, $"{payload.Length} bytes; at most {ReadingsJson.MaximumPayload} are read. Send fewer readings a message.");
        }

        if (mapping.Layout == PayloadLayout.LineProtocol)
        {
            return DecodeLines(payload, mapping, topicDevice, zoneOf, receivedAt, into);
        }

        return DecodeJson(payload.Span.StartsWith("\uFEFF"u8) ? payload[3..] : payload, mapping, topicDevice, zoneOf, receivedAt, into);
    }

    private static IReadOnlyList<MappedPart> DecodeLines(
        ReadOnlyMemory<byte> payload, PayloadMapping mapping, string topicDevice, Func<string, TimeZoneInfo?> zoneOf, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        if (LineProtocol.ToJson(payload, out var unreadable) is not { } json)
        {
            return Nobody(topicDevice, SetAsideReason.Unreadable, "It is no line protocol: it holds text that is not UTF-8.");
        }

        var isNothing = json.Length == 2;
        IReadOnlyList<MappedPart> parts = isNothing ? [] : DecodeJson(json, mapping, topicDevice, zoneOf, receivedAt, into);
        return unreadable.Count > 0
            ? [.. parts, .. Nobody(topicDevice, SetAsideReason.Unreadable, $"{(unreadable.Count == 1 ? "Line" : "Lines")} {string.Join(", ", unreadable.Take(5))}{(unreadable.Count > 5 ? " …" : "")}: no line protocol, which is measurement,tag=value field=value time.")]
            : isNothing ? Nobody(topicDevice, SetAsideReason.MissingMember, "There is no line in it.") : parts;
    }

    private static IReadOnlyList<MappedPart> DecodeJson(
        ReadOnlyMemory<byte> payload, PayloadMapping mapping, string topicDevice, Func<string, TimeZoneInfo?> zoneOf, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        var start = into.Count;
        try
        {
            using var json = JsonDocument.Parse(payload, Options);
            return Read(json.RootElement, mapping, topicDevice, zoneOf, receivedAt, into);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is what is said of text that is not valid UTF-8 inside a string.
            into.Truncate(start);
            return Nobody(topicDevice, SetAsideReason.Unreadable, broken is JsonException at
                ? $"Not JSON (line {at.LineNumber + 1}, byte {at.BytePositionInLine + 1})."
                : "Not JSON: it holds text that is not UTF-8.");
        }
    }

    private static List<MappedPart> Read(
        JsonElement message, PayloadMapping mapping, string topicDevice, Func<string, TimeZoneInfo?> zoneOf, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        var (ofDevice, nameless) = (new OrderedDictionary<string, List<JsonElement>>(), 0);
        foreach (var (named, record) in mapping.Records?.FindAll(message) ?? [(null, message)])
        {
            if ((mapping.IsStationInTopic ? topicDevice : named ?? DeviceIn(message, record, mapping)) is not { } device)
            {
                nameless++;
                continue;
            }

            if (!ofDevice.TryGetValue(device, out var records))
            {
                ofDevice.Add(device, records = []);
            }

            records.Add(record);
        }

        var parts = ofDevice.Select(d => Read(d.Key, d.Value, message, mapping, zoneOf, receivedAt, into)).ToList();
        if (nameless > 0)
        {
            parts.AddRange(Nobody("", SetAsideReason.MissingMember, $"{mapping.Station[0]} is missing or no text: nobody knows of which station {(nameless == 1 ? "a record" : $"{nameless} records")} is."));
        }
        else if (parts.Count == 0)
        {
            parts.AddRange(Nobody(topicDevice, SetAsideReason.MissingMember, $"There is no record at {mapping.Records}."));
        }

        return parts;
    }

    private static MappedPart Read(
        string name, List<JsonElement> records, JsonElement message, PayloadMapping mapping, Func<string, TimeZoneInfo?> zoneOf, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        if (mapping.DeviceOf(name) is not { } device || zoneOf(device.Station) is not { } zone)
        {
            return new MappedPart(name, IsKnown: false, Decoded.Nothing);
        }

        var (start, faults) = (into.Count, new List<DecodeFault>());
        var reader = new MappedRecordReader(mapping, device, zone, receivedAt, into, faults);
        foreach (var record in records)
        {
            reader.Read(message, record);
        }

        return new MappedPart(name, IsKnown: true, new Decoded(into.Segment(start), faults));
    }

    private static string? DeviceIn(JsonElement message, JsonElement record, PayloadMapping mapping)
    {
        const int longest = 256;
        return mapping.Station.TryFind(message, record, out var found, out _) && found.Text() is { Length: > 0 and <= longest } name ? name : null;
    }

    private static MappedPart[] Nobody(string device, SetAsideReason reason, string detail) => [new MappedPart(device, IsKnown: false, Decoded.Unreadable(reason, detail))];
}
