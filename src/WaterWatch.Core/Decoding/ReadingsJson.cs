using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>
/// Reads the JSON payload of <c>…/readings</c> (DESIGN §6): one object or an array of them, members in any order, unknown members ignored.
/// What is missing or wrong becomes a fault with its place; nothing is ever guessed and nothing is thrown.
/// </summary>
public static class ReadingsJson
{
    /// <summary>The longest payload that is looked into: 1 MiB.</summary>
    public const int MaximumPayload = 1024 * 1024;

    private const string NoReadings = "The message holds no readings: \"readings\" is missing or empty.";

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 32 };

    /// <param name="zone">The river's time zone, for sample times without an offset.</param>
    public static Decoded Decode(ReadOnlySpan<byte> payload, TimeZoneInfo zone)
    {
        if (payload.Length > MaximumPayload)
        {
            return Decoded.Unreadable(SetAsideReason.PayloadTooLarge, $"{payload.Length} bytes; at most {MaximumPayload} are read. Send fewer readings a message.");
        }

        payload = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        var content = new Content();
        try
        {
            var json = new Utf8JsonReader(payload, Options);
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    ReadMessage(ref json, zone, content);
                }
            }
            else
            {
                ReadMessage(ref json, zone, content);
            }

            // Read past the end, so that a second document behind the first is not passed over.
            json.Read();
        }
        catch (JsonException broken)
        {
            return Decoded.Unreadable(SetAsideReason.Unreadable, $"Not JSON: {WithoutPath(broken.Message)} (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException broken)
        {
            // Utf8JsonReader says so of text that is not valid UTF-8 inside a string.
            return Decoded.Unreadable(SetAsideReason.Unreadable, $"Not JSON: {broken.Message}");
        }

        return content.Readings.Count == 0 && content.Faults.Count == 0
            ? Decoded.Unreadable(SetAsideReason.MissingMember, NoReadings)
            : new Decoded(content.Readings, content.Faults);
    }

    private static void ReadMessage(ref Utf8JsonReader json, TimeZoneInfo zone, Content content)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            content.Fault(SetAsideReason.Unreadable, $"A message is a JSON object, this is {json.Kind()}.");
            json.Skip();
            return;
        }

        var stated = new List<StatedReading>(4);
        StatedTime takenAt = default;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (json.ValueTextEquals("taken_at"u8))
            {
                json.Read();
                takenAt = StatedTime.Read(ref json, zone);
            }
            else if (json.ValueTextEquals("readings"u8) && json.Read() && json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    stated.Add(ReadStated(ref json, zone));
                }
            }
            else
            {
                json.SkipValue();
            }
        }

        if (stated.Count == 0)
        {
            content.Fault(SetAsideReason.MissingMember, NoReadings);
        }

        foreach (var one in stated)
        {
            Complete(one, takenAt, content);
        }
    }

    private static StatedReading ReadStated(ref Utf8JsonReader json, TimeZoneInfo zone)
    {
        var stated = new StatedReading();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            stated.Fault(SetAsideReason.Unreadable, $"A reading is a JSON object, this is {json.Kind()}");
            json.Skip();
            return stated;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            stated.ReadMember(ref json, zone);
        }

        return stated;
    }

    private static void Complete(StatedReading one, StatedTime messageTime, Content content)
    {
        var time = one.TakenAt.Stated ? one.TakenAt : messageTime;
        if (one.Reason is { } reason)
        {
            content.Fault(reason, $"{one.Name}: {one.Detail}.");
        }
        else if (one.Determinand is not { } determinand)
        {
            content.Fault(SetAsideReason.MissingMember, "A reading has no \"determinand\".");
        }
        else if (one.Value is not { } value)
        {
            content.Fault(SetAsideReason.MissingMember, $"{one.Name}: \"value\" is missing.");
        }
        else if (one.Unit is null && Units.Factor(determinand.Unit, Unit.MilligramPerLitre) is not null)
        {
            content.Fault(SetAsideReason.MissingMember, $"{one.Name}: \"unit\" is missing; the unit of a concentration is never guessed.");
        }
        else if (new Concentration(value, one.Unit ?? determinand.Unit, one.Qualifier).In(determinand.Unit) is not { } inOwnUnit)
        {
            content.Fault(SetAsideReason.UnknownUnit, $"{one.Name}: {one.Unit?.Symbol()} does not measure it; it is kept in {determinand.Unit.Symbol()}.");
        }
        else
        {
            CompleteTime(new DecodedReading(determinand, one.Fraction, inOwnUnit, one.Mark, one.Source, one.PeriodSeconds, default), time, content);
        }
    }

    private static void CompleteTime(DecodedReading undated, StatedTime time, Content content)
    {
        if (!time.Stated)
        {
            content.Fault(SetAsideReason.MissingMember, $"{undated.Determinand}: \"taken_at\" is missing, in the reading and in the message.", undated);
        }
        else if (time.At is not { } takenAt)
        {
            content.Fault(SetAsideReason.UnreadableTime, $"{undated.Determinand}: \"taken_at\" is not a time by RFC 3339, such as 2012-01-15T09:30:00+08:00.", undated);
        }
        else
        {
            content.Readings.Add(undated with { TakenAt = takenAt });
        }
    }

    private static string WithoutPath(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private sealed class Content
    {
        public List<DecodedReading> Readings { get; } = new(4);

        public List<DecodeFault> Faults { get; } = [];

        public void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) => Faults.Add(new DecodeFault(reason, detail, undated));
    }
}
