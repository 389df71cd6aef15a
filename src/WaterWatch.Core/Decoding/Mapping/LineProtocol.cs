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
    private static ReadOnlySpan<byte> Escapable => ",= \"\\"u8;

    /// <param name="unreadable">The numbers of lines that are none, from 1 on.</param>
    /// <returns>An array; null when the payload is not UTF-8.</returns>
    public static ReadOnlyMemory<byte>? ToJson(ReadOnlySpan<byte> payload, out List<int> unreadable)
    {
        unreadable = [];
        if (!Utf8.IsValid(payload))
        {
            return null;
        }

        var (whole, one) = (new ArrayBufferWriter<byte>(payload.Length * 2 + 64), new ArrayBufferWriter<byte>(256));
        whole.Write("["u8);
        var (number, isFirst) = (0, true);
        using var json = new Utf8JsonWriter(one);
        for (var rest = payload; !rest.IsEmpty;)
        {
            var line = Line(ref rest);
            number++;
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            one.ResetWrittenCount();
            json.Reset(one);
            if (!TryWrite(line, json))
            {
                unreadable.Add(number);
                continue;
            }

            json.Flush();
            whole.Write(isFirst ? ""u8 : ","u8);
            whole.Write(one.WrittenSpan);
            isFirst = false;
        }

        whole.Write("]"u8);
        return whole.WrittenMemory;
    }

    /// <summary>Up to the next line end that stands in no quoted text.</summary>
    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var (end, isQuoted) = (0, false);
        for (; end < rest.Length && (isQuoted || rest[end] != '\n'); end++)
        {
            if (rest[end] == '\\')
            {
                end++;
            }
            else if (rest[end] == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        end = Math.Min(end, rest.Length);
        var line = rest[..end].Trim(" \r\t"u8);
        rest = end < rest.Length ? rest[(end + 1)..] : default;
        return line;
    }

    private static bool TryWrite(ReadOnlySpan<byte> line, Utf8JsonWriter json)
    {
        var rest = line;
        json.WriteStartObject();
        json.WriteString("measurement"u8, Word(ref rest, ", "u8));
        json.WriteStartObject("tags"u8);
        while (rest is [(byte)',', ..])
        {
            rest = rest[1..];
            if (!TryKey(ref rest, out var key))
            {
                return false;
            }

            json.WriteString(key, Word(ref rest, ", "u8));
        }

        json.WriteEndObject();
        json.WriteStartObject("fields"u8);
        do
        {
            rest = rest.IsEmpty ? rest : rest[1..];
            rest = rest.TrimStart((byte)' ');
            if (!TryKey(ref rest, out var key) || !TryField(ref rest, key, json))
            {
                return false;
            }
        }
        while (rest is [(byte)',', ..]);

        json.WriteEndObject();
        var time = rest.Trim((byte)' ');
        if (!time.IsEmpty)
        {
            json.WriteString("time"u8, time);
        }

        json.WriteEndObject();
        return time.IndexOf((byte)' ') < 0;
    }

    private static bool TryKey(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> key)
    {
        key = Word(ref rest, "=, "u8);
        var isKey = !key.IsEmpty && rest is [(byte)'=', ..];
        rest = isKey ? rest[1..] : rest;
        return isKey;
    }

    private static bool TryField(ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> key, Utf8JsonWriter json)
    {
        if (rest is [(byte)'"', ..])
        {
            rest = rest[1..];
            var text = Word(ref rest, "\""u8);
            var isEnded = !rest.IsEmpty;
            rest = isEnded ? rest[1..] : rest;
            json.WriteString(key, text);
            return isEnded && rest is ([] or [(byte)',' or (byte)' ', ..]);
        }

        var word = Word(ref rest, ", "u8);
        switch (word)
        {
            case [(byte)'t' or (byte)'T'] or [(byte)'t' or (byte)'T', (byte)'r' or (byte)'R', ..]:
                json.WriteBoolean(key, true);
                break;
            case [(byte)'f' or (byte)'F'] or [(byte)'f' or (byte)'F', (byte)'a' or (byte)'A', ..]:
                json.WriteBoolean(key, false);
                break;
            default:
                json.WriteString(key, word is [.. var digits, (byte)'i' or (byte)'u'] ? digits : word);
                break;
        }

        return !word.IsEmpty;
    }

    /// <summary>Up to a byte that ends it and has no backslash before it; without the backslashes of the bytes that could have.</summary>
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> ends)
    {
        List<byte>? unescaped = null;
        var at = 0;
        for (; at < rest.Length && !ends.Contains(rest[at]); at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length && Escapable.Contains(rest[at + 1]))
            {
                unescaped ??= [.. rest[..at]];
                at++;
            }

            unescaped?.Add(rest[at]);
        }

        var word = unescaped is null ? rest[..at] : unescaped.ToArray();
        rest = rest[at..];
        return word;
    }
}
