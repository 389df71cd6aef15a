using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace WaterWatch.Decoding.Mapping;

/// <summary>
/// InfluxDB's line protocol as JSON, so that a mapping reads it like everything else: a record a line, <c>{"measurement":…,"tags":{…},"fields":{…},"time":…}</c>. Numbers become
/// texts with the digits that were sent, without the <c>i</c> or <c>u</c> of a whole number; a line without a time has none.
/// </summary>
internal static class LineProtocol
{
    /// <param name="unreadable">The numbers of lines that are none, from 1 on.</param>
    /// <returns>An array; null when the payload is not UTF-8.</returns>
    public static ReadOnlyMemory<byte>? ToJson(ReadOnlyMemory<byte> payload, out List<int> unreadable)
    {
        unreadable = [];
        if (!Utf8.IsValid(payload.Span))
        {
            return null;
        }

        var (whole, one) = (new ArrayBufferWriter<byte>(payload.Length * 2 + 64), new ArrayBufferWriter<byte>(256));
        whole.Write("["u8);
        var (number, isFirst, point) = (0, true, new PointLine());
        using var json = new Utf8JsonWriter(one);
        for (var rest = payload; !rest.IsEmpty;)
        {
            var line = Line(ref rest);
            number++;
            if (line.Span is [] or [(byte)'#', ..])
            {
                continue;
            }

            if (point.Read(line) is not null)
            {
                unreadable.Add(number);
                continue;
            }

            one.ResetWrittenCount();
            json.Reset(one);
            Write(point, json);
            json.Flush();
            whole.Write(isFirst ? ""u8 : ","u8);
            whole.Write(one.WrittenSpan);
            isFirst = false;
        }

        whole.Write("]"u8);
        return whole.WrittenMemory;
    }

    /// <summary>Up to the next line end that stands in no quoted text.</summary>
    private static ReadOnlyMemory<byte> Line(ref ReadOnlyMemory<byte> rest)
    {
        var span = rest.Span;
        var (end, isQuoted) = (0, false);
        for (; end < span.Length && (isQuoted || span[end] != '\n'); end++)
        {
            if (span[end] == '\\')
            {
                end++;
            }
            else if (span[end] == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        end = Math.Min(end, span.Length);
        var line = rest[..end].Trim(" \r\t"u8);
        rest = end < span.Length ? rest[(end + 1)..] : default;
        return line;
    }

    private static void Write(PointLine point, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("measurement"u8, point.Measurement.Span);
        json.WriteStartObject("tags"u8);
        foreach (var tag in point.Parts.Where(p => !p.IsField))
        {
            json.WriteString(tag.Name.Span, tag.Value.Span);
        }

        json.WriteEndObject();
        json.WriteStartObject("fields"u8);
        foreach (var field in point.Parts.Where(p => p.IsField))
        {
            WriteField(field, json);
        }

        json.WriteEndObject();
        if (!point.Time.IsEmpty)
        {
            json.WriteString("time"u8, point.Time.Span);
        }

        json.WriteEndObject();
    }

    private static void WriteField(in PointPart field, Utf8JsonWriter json)
    {
        var name = field.Name.Span;
        var value = field.Value.Span;
        var isTrue = value.SequenceEqual("t"u8) || value.SequenceEqual("T"u8) || value.SequenceEqual("true"u8) || value.SequenceEqual("True"u8) || value.SequenceEqual("TRUE"u8);
        var isFalse = value.SequenceEqual("f"u8) || value.SequenceEqual("F"u8) || value.SequenceEqual("false"u8) || value.SequenceEqual("False"u8) || value.SequenceEqual("FALSE"u8);
        if (!field.IsText && (isTrue || isFalse))
        {
            json.WriteBoolean(name, isTrue);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
