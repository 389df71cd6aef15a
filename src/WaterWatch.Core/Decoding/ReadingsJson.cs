using System.Globalization;
using System.Text;
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
            ? Decoded.Unreadable(SetAsideReason.MissingMember, "The message holds no readings: \"readings\" is missing or empty.")
            : new Decoded(content.Readings, content.Faults);
    }

    private static void ReadMessage(ref Utf8JsonReader json, TimeZoneInfo zone, Content content)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            content.Fault(SetAsideReason.Unreadable, $"A message is a JSON object, this is {Kind(json.TokenType)}.");
            json.Skip();
            return;
        }

        var stated = new List<Stated>(4);
        Time takenAt = default;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (json.ValueTextEquals("taken_at"u8))
            {
                json.Read();
                takenAt = ReadTime(ref json, zone);
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
                SkipValue(ref json);
            }
        }

        foreach (var one in stated)
        {
            Complete(one, takenAt, content);
        }
    }

    private static Stated ReadStated(ref Utf8JsonReader json, TimeZoneInfo zone)
    {
        var stated = new Stated();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            stated.Fault(SetAsideReason.Unreadable, $"A reading is a JSON object, this is {Kind(json.TokenType)}");
            json.Skip();
            return stated;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            ReadMember(ref json, zone, ref stated);
        }

        return stated;
    }

    private static void ReadMember(ref Utf8JsonReader json, TimeZoneInfo zone, ref Stated stated)
    {
        if (json.ValueTextEquals("determinand"u8))
        {
            json.Read();
            stated.ReadDeterminand(ref json);
        }
        else if (json.ValueTextEquals("value"u8))
        {
            json.Read();
            stated.ReadValue(ref json);
        }
        else if (json.ValueTextEquals("unit"u8))
        {
            json.Read();
            stated.ReadUnit(ref json);
        }
        else if (json.ValueTextEquals("fraction"u8))
        {
            json.Read();
            stated.ReadFraction(ref json);
        }
        else if (json.ValueTextEquals("mark"u8))
        {
            json.Read();
            stated.Mark = Mark.From(Text(ref json));
        }
        else if (json.ValueTextEquals("source"u8))
        {
            json.Read();
            stated.Source = Text(ref json) ?? "";
        }
        else if (json.ValueTextEquals("period_s"u8))
        {
            json.Read();
            stated.ReadPeriod(ref json);
        }
        else if (json.ValueTextEquals("taken_at"u8))
        {
            json.Read();
            stated.TakenAt = ReadTime(ref json, zone);
        }
        else
        {
            SkipValue(ref json);
        }
    }

    private static void Complete(Stated one, Time messageTime, Content content)
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
        else if (!time.Stated)
        {
            content.Fault(SetAsideReason.MissingMember, $"{one.Name}: \"taken_at\" is missing, in the reading and in the message.");
        }
        else if (time.At is not { } takenAt)
        {
            content.Fault(SetAsideReason.UnreadableTime, $"{one.Name}: \"taken_at\" is not a time by RFC 3339, such as 2012-01-15T09:30:00+08:00.");
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
            content.Readings.Add(new DecodedReading(determinand, one.Fraction, inOwnUnit, one.Mark, one.Source, one.PeriodSeconds, takenAt));
        }
    }

    private static Time ReadTime(ref Utf8JsonReader json, TimeZoneInfo zone)
    {
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && Rfc3339.TryParse(json.ValueSpan, zone, out var at))
        {
            return new Time(true, at);
        }

        json.Skip();
        return new Time(json.TokenType != JsonTokenType.Null, null);
    }

    /// <summary>The text of a string, or of a number as it stands; null of anything else, which is passed over.</summary>
    private static string? Text(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return json.GetString();
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(json.ValueSpan);
            default:
                json.Skip();
                return null;
        }
    }

    private static void SkipValue(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
        }

        json.Skip();
    }

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };

    private static string WithoutPath(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>A time that may be missing (not stated) or unreadable (stated, null).</summary>
    private readonly record struct Time(bool Stated, DateTimeOffset? At);

    private sealed class Content
    {
        public List<DecodedReading> Readings { get; } = new(4);

        public List<DecodeFault> Faults { get; } = [];

        public void Fault(SetAsideReason reason, string detail) => Faults.Add(new DecodeFault(reason, detail));
    }

    /// <summary>One reading while its members are still coming in.</summary>
    private struct Stated()
    {
        private string _name = "A reading";

        public Determinand? Determinand { get; private set; }

        public Fraction Fraction { get; private set; }

        public decimal? Value { get; private set; }

        public Qualifier Qualifier { get; private set; }

        public Unit? Unit { get; private set; }

        public Mark Mark { get; set; }

        public string Source { get; set; } = "";

        public int PeriodSeconds { get; private set; }

        public Time TakenAt { get; set; }

        /// <summary>The first fault found.</summary>
        public SetAsideReason? Reason { get; private set; }

        public string Detail { get; private set; } = "";

        public readonly string Name => Determinand?.Key ?? _name;

        public void Fault(SetAsideReason reason, string detail)
        {
            if (Reason is null)
            {
                Reason = reason;
                Detail = detail;
            }
        }

        public void ReadDeterminand(ref Utf8JsonReader json)
        {
            Span<char> name = stackalloc char[64];
            if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= name.Length)
            {
                Determinand = Determinand.Find(name[..json.CopyString(name)]);
            }

            if (Determinand is null)
            {
                _name = Text(ref json) ?? "null";
                Fault(SetAsideReason.UnknownDeterminand, "no such determinand is known here");
            }
        }

        public void ReadUnit(ref Utf8JsonReader json)
        {
            Span<char> symbol = stackalloc char[32];
            if (json.TokenType == JsonTokenType.Null)
            {
                return;
            }

            if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= symbol.Length
                && Units.TryParse(symbol[..json.CopyString(symbol)], out var unit))
            {
                Unit = unit;
                return;
            }

            Fault(SetAsideReason.UnknownUnit, $"unit \"{Text(ref json)}\" is not known; it is never guessed");
        }

        public void ReadFraction(ref Utf8JsonReader json)
        {
            if (json.ValueTextIs("dissolved"u8))
            {
                Fraction = Fraction.Dissolved;
            }
            else if (!json.ValueTextIs("total"u8) && json.TokenType != JsonTokenType.Null)
            {
                Fault(SetAsideReason.UnreadableValue, $"\"fraction\" is total or dissolved, not \"{Text(ref json)}\"");
            }
        }

        public void ReadPeriod(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var seconds) && seconds >= 0)
            {
                PeriodSeconds = seconds;
            }
            else if (json.TokenType != JsonTokenType.Null)
            {
                Fault(SetAsideReason.UnreadableValue, $"\"period_s\" is a whole number of seconds, not {Text(ref json)}");
            }
        }

        public void ReadValue(ref Utf8JsonReader json)
        {
            if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || json.ValueIsEscaped && json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 200)
            {
                Fault(SetAsideReason.UnreadableValue, $"\"value\" is {Kind(json.TokenType)}, not a number or a text such as \"<0.0005\"");
                json.Skip();
                return;
            }

            var text = json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
            if (!TryReadNumber(text, out var qualifier, out var value))
            {
                Fault(SetAsideReason.UnreadableValue, $"\"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 60)])}\" is not a number that can be kept exactly");
                return;
            }

            Value = value;
            Qualifier = qualifier;
        }

        private static bool TryReadNumber(ReadOnlySpan<byte> text, out Qualifier qualifier, out decimal value)
        {
            text = text.Trim((byte)' ');
            qualifier = text.IsEmpty ? Qualifier.None : text[0] switch { (byte)'<' => Qualifier.Below, (byte)'>' => Qualifier.Above, _ => Qualifier.None };
            var digits = (qualifier == Qualifier.None ? text : text[1..]).TrimStart((byte)' ');
            if (!decimal.TryParse(digits, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value))
            {
                return false;
            }

            // A decimal holds 28 places: what would silently become nothing is refused.
            return value != 0 || digits.IndexOfAnyInRange((byte)'1', (byte)'9') < 0 || digits[..ExponentAt(digits)].IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
        }

        private static int ExponentAt(ReadOnlySpan<byte> digits)
        {
            var at = digits.IndexOfAny((byte)'e', (byte)'E');
            return at < 0 ? digits.Length : at;
        }
    }
}

file static class JsonText
{
    /// <summary>True when the token is a string with exactly this text.</summary>
    public static bool ValueTextIs(this ref Utf8JsonReader json, ReadOnlySpan<byte> text) => json.TokenType == JsonTokenType.String && json.ValueTextEquals(text);
}
