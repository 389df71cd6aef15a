using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>
/// Reads Sensor Measurement Lists in JSON (RFC 8428): base fields carried from record to record (§4.1), times relative to the receipt (§4.5.3), units of the registry.
/// The last part of a name says the determinand. Sums are refused: an integral over time is no concentration.
/// </summary>
public static class SenMl
{
    /// <summary>RFC 8428 §4.4: what is written for a newer version must not be read.</summary>
    private const int Version = 10;

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 8 };

    /// <param name="receivedAt">What times below 2^28 seconds are relative to.</param>
    /// <param name="into">Takes the readings in; the answer is a part of it.</param>
    public static Decoded Decode(ReadOnlySpan<byte> payload, DateTimeOffset receivedAt, ReadingBuffer into)
    {
        if (payload.Length > ReadingsJson.MaximumPayload)
        {
            return Decoded.Unreadable(SetAsideReason.PayloadTooLarge, $"{payload.Length} bytes; at most {ReadingsJson.MaximumPayload} are read. Send fewer records a message.");
        }

        payload = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        var start = into.Count;
        var faults = new List<DecodeFault>();
        try
        {
            var json = new Utf8JsonReader(payload, Options);
            if (ReadPack(ref json, receivedAt, into, faults) is { } why)
            {
                into.Truncate(start);
                return Decoded.Unreadable(SetAsideReason.Unreadable, why);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is what the reader says of text that is not valid UTF-8.
            into.Truncate(start);
            return Decoded.Unreadable(SetAsideReason.Unreadable, broken is JsonException at
                ? $"Not JSON (line {at.LineNumber + 1}, byte {at.BytePositionInLine + 1})."
                : "Not JSON: it holds text that is not UTF-8.");
        }

        return into.Count == start && faults.Count == 0
            ? Decoded.Unreadable(SetAsideReason.MissingMember, "The pack holds no measurement.")
            : new Decoded(into.Segment(start), faults);
    }

    /// <returns>Why the pack as a whole must not be read; null when it may.</returns>
    private static string? ReadPack(ref Utf8JsonReader json, DateTimeOffset receivedAt, ReadingBuffer into, List<DecodeFault> faults)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return $"A SenML pack is an array of records, this is {json.Kind()}.";
        }

        var basis = new SenMlBase();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                return $"A SenML record is an object, this is {json.Kind()}.";
            }

            var record = new SenMlRecord();
            while (json.Read() && json.TokenType != JsonTokenType.EndObject)
            {
                if (record.ReadMember(ref json, ref basis) is { } why)
                {
                    return why;
                }
            }

            if (basis.Version > Version)
            {
                return $"It is of version {basis.Version} (bver); version {Version} and older are read here.";
            }

            Complete(record, basis, receivedAt, into, faults);
        }

        // Past the end, so that a second document behind the first is not passed over.
        json.Read();
        return null;
    }

    private static void Complete(in SenMlRecord record, in SenMlBase basis, DateTimeOffset receivedAt, ReadingBuffer into, List<DecodeFault> faults)
    {
        var name = basis.Name + record.Name;
        void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) => faults.Add(new DecodeFault(reason, $"{Shown(name)}: {detail}", undated));
        if (record.HasSum || basis.HasSum)
        {
            Fault(SetAsideReason.UnreadableValue, "a sum (s, bs) is no concentration; send the value itself (v).");
            return;
        }

        if (!record.HasValue)
        {
            // A record may carry nothing but base fields, and then says nothing.
            if (record.Name.Length > 0)
            {
                Fault(SetAsideReason.MissingMember, "the record has no value (v).");
            }

            return;
        }

        if (record.WhyUnreadable is { } why)
        {
            Fault(SetAsideReason.UnreadableValue, why);
            return;
        }

        if (DeterminandOf(name) is not { } named)
        {
            Fault(SetAsideReason.UnknownDeterminand, "no such determinand is known here; the last part of the name says it, as in urn:dev:ow:lalang01:cd.");
            return;
        }

        var (determinand, fraction) = named;
        if ((record.Unit ?? basis.Unit) is not { Length: > 0 } symbol)
        {
            Fault(SetAsideReason.MissingMember, "there is no unit (u, bu), and it is never guessed.");
            return;
        }

        if (!TryAdd(record.Value, record.Qualifier == Qualifier.None ? basis.Value : 0, out var sum))
        {
            Fault(SetAsideReason.UnreadableValue, "bv and v together leave the range of numbers that are kept exactly.");
            return;
        }

        if (SenMlUnits.Read(symbol, sum, record.Qualifier)?.In(determinand.Unit) is not { } value)
        {
            Fault(SetAsideReason.UnknownUnit, $"unit \"{Shown(symbol)}\" does not measure it; it is kept in {determinand.Unit.Symbol()}.");
            return;
        }

        var reading = new DecodedReading(determinand, fraction, value, Mark.None, "", 0, default);
        if (record.IsTimeUnreadable || basis.IsTimeUnreadable || TimeOf(basis.Time, record.Time, receivedAt) is not { } takenAt)
        {
            Fault(SetAsideReason.UnreadableTime, "bt and t together are no time in seconds since 1970 or relative to now.", reading);
            return;
        }

        into.Add(reading with { TakenAt = takenAt });
    }

    /// <summary>What a name ends in, behind the last sign that no determinand has in its name; <c>_dissolved</c> or <c>-dissolved</c> behind it says the fraction.</summary>
    private static (Determinand, Fraction)? DeterminandOf(string name)
    {
        var tail = name[(name.LastIndexOfAny([':', '/', '.']) + 1)..];
        foreach (var (suffix, fraction) in new[] { ("dissolved", Fraction.Dissolved), ("total", Fraction.Total), ("", Fraction.Total) })
        {
            if (tail.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Determinand.Find(tail[..^suffix.Length].TrimEnd('_', '-')) is { } found)
            {
                return (found, fraction);
            }
        }

        return null;
    }

    /// <summary>RFC 8428 §4.5.3: below 2^28 seconds a time is relative to now, negative into the past. Milliseconds are kept.</summary>
    private static DateTimeOffset? TimeOf(decimal basis, decimal time, DateTimeOffset receivedAt)
    {
        const decimal relative = 1 << 28;
        if (!TryAdd(basis, time, out var seconds) || Math.Abs(seconds) > 400_000_000_000m)
        {
            return null;
        }

        var from = seconds < relative ? receivedAt.UtcTicks : DateTimeOffset.UnixEpoch.UtcTicks;
        var ticks = from + (long)decimal.Floor(seconds * 1000) * TimeSpan.TicksPerMillisecond;
        return ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks ? null : new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    private static bool TryAdd(decimal a, decimal b, out decimal sum)
    {
        // Kept apart from the ends of the range, so that nothing here can overflow.
        const decimal most = decimal.MaxValue / 4;
        var isWithin = Math.Abs(a) < most && Math.Abs(b) < most;
        sum = isWithin ? b == 0 ? a : a + b : 0;
        return isWithin;
    }

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
