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

    /// <summary>Stands for the message's time until that is read: no reading can state it, since times are kept to the millisecond.</summary>
    private static readonly DateTimeOffset OfTheMessage = DateTimeOffset.MaxValue;

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 32 };

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, TimeZoneInfo, ReadingBuffer)"/>
    public static Decoded Decode(ReadOnlySpan<byte> payload, TimeZoneInfo zone) => Decode(payload, zone, new ReadingBuffer());

    /// <param name="zone">The river's time zone, for sample times without an offset.</param>
    /// <param name="into">Takes the readings in; the answer is a part of it.</param>
    public static Decoded Decode(ReadOnlySpan<byte> payload, TimeZoneInfo zone, ReadingBuffer into)
    {
        if (payload.Length > MaximumPayload)
        {
            return Decoded.Unreadable(SetAsideReason.PayloadTooLarge, $"{payload.Length} bytes; at most {MaximumPayload} are read. Send fewer readings a message.");
        }

        payload = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        var content = new Content(into);
        try
        {
            var json = new Utf8JsonReader(payload, Options);
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    ReadMessage(ref json, zone, ref content);
                }
            }
            else
            {
                ReadMessage(ref json, zone, ref content);
            }

            // Read past the end, so that a second document behind the first is not passed over.
            json.Read();
        }
        catch (JsonException broken)
        {
            into.Truncate(content.Start);
            return Decoded.Unreadable(SetAsideReason.Unreadable, $"Not JSON: {WithoutPath(broken.Message)} (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException broken)
        {
            // Utf8JsonReader says so of text that is not valid UTF-8 inside a string.
            into.Truncate(content.Start);
            return Decoded.Unreadable(SetAsideReason.Unreadable, $"Not JSON: {broken.Message}");
        }

        return into.Count == content.Start && content.Faults is null
            ? Decoded.Unreadable(SetAsideReason.MissingMember, NoReadings)
            : new Decoded(into.Segment(content.Start), content.Faults ?? []);
    }

    private static void ReadMessage(ref Utf8JsonReader json, TimeZoneInfo zone, ref Content content)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            content.Fault(SetAsideReason.Unreadable, $"A message is a JSON object, this is {json.Kind()}.");
            json.Skip();
            return;
        }

        var first = content.Into.Count;
        var stated = 0;
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
                for (; json.Read() && json.TokenType != JsonTokenType.EndArray; stated++)
                {
                    ReadStated(ref json, zone, ref content);
                }
            }
            else
            {
                json.SkipValue();
            }
        }

        if (stated == 0)
        {
            content.Fault(SetAsideReason.MissingMember, NoReadings);
        }

        Date(first, takenAt, ref content);
    }

    private static void ReadStated(ref Utf8JsonReader json, TimeZoneInfo zone, ref Content content)
    {
        var stated = new StatedReading();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            stated.Fault(SetAsideReason.Unreadable, $"A reading is a JSON object, this is {json.Kind()}");
            json.Skip();
        }
        else
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndObject)
            {
                stated.ReadMember(ref json, zone);
            }
        }

        Complete(stated, ref content);
    }

    private static void Complete(in StatedReading one, ref Content content)
    {
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
            var undated = new DecodedReading(determinand, one.Fraction, inOwnUnit, one.Mark, one.Source, one.PeriodSeconds, OfTheMessage);
            if (one.TakenAt is { Stated: true, At: null })
            {
                content.UnreadableTime(undated);
            }
            else
            {
                content.Into.Add(one.TakenAt.At is { } takenAt ? undated with { TakenAt = takenAt } : undated);
            }
        }
    }

    /// <summary>Gives the message's time to its readings that state none: it may stand behind them.</summary>
    private static void Date(int first, StatedTime time, ref Content content)
    {
        var kept = first;
        var readings = content.Into.From(first);
        foreach (ref var reading in readings)
        {
            if (reading.TakenAt == OfTheMessage)
            {
                if (time.At is not { } takenAt)
                {
                    if (time.Stated)
                    {
                        content.UnreadableTime(reading with { TakenAt = default });
                    }
                    else
                    {
                        content.Fault(
                            SetAsideReason.MissingMember, $"{reading.Determinand}: \"taken_at\" is missing, in the reading and in the message.", reading with { TakenAt = default });
                    }

                    continue;
                }

                reading = reading with { TakenAt = takenAt };
            }

            readings[kept++ - first] = reading;
        }

        content.Into.Truncate(kept);
    }

    private static string WithoutPath(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private struct Content(ReadingBuffer into)
    {
        public readonly ReadingBuffer Into = into;
        public readonly int Start = into.Count;

        /// <summary>Null while there is none.</summary>
        public List<DecodeFault>? Faults { get; private set; }

        public void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) => (Faults ??= []).Add(new DecodeFault(reason, detail, undated));

        public void UnreadableTime(in DecodedReading undated) => Fault(
            SetAsideReason.UnreadableTime, $"{undated.Determinand}: \"taken_at\" is not a time by RFC 3339, such as 2012-01-15T09:30:00+08:00.", undated with { TakenAt = default });
    }
}
