using System.Buffers;

namespace WaterWatch.Decoding;

/// <summary>A tag or a field of a point, in UTF-8 and without its escapes.</summary>
/// <param name="Value">Of a whole number its digits alone, without the i or u behind.</param>
/// <param name="IsText">It was written in quotes.</param>
public readonly record struct PointPart(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value, bool IsField, bool IsText);

/// <summary>
/// Reads a line of InfluxDB line protocol (v1 and v2): <c>measurement,tag=value field=value,field="text" time</c>. Commas, blanks and equals signs in names and tags are escaped with a
/// backslash, quotes and backslashes in texts too; a number ends in i or u when it is whole. Names and texts come as UTF-8. Used again for every line.
/// </summary>
public sealed class PointLine
{
    private readonly List<PointPart> _parts = [];
    private ReadOnlyMemory<byte> _rest;

    public ReadOnlyMemory<byte> Measurement { get; private set; }

    /// <summary>Tags first, then fields.</summary>
    public IReadOnlyList<PointPart> Parts => _parts;

    /// <summary>As it was written, which need not be a time; empty when the line has none.</summary>
    public ReadOnlyMemory<byte> Time { get; private set; }

    /// <returns>Why it is no point; null when it is one.</returns>
    public string? Read(ReadOnlyMemory<byte> line)
    {
        _parts.Clear();
        _rest = line.Trim((byte)' ');
        Measurement = Name(", "u8);
        if (Measurement.IsEmpty)
        {
            return "it does not begin with a measurement";
        }

        while (Passed((byte)','))
        {
            if (!TryTag())
            {
                return "a tag is not written as name=value";
            }
        }

        Blanks();
        do
        {
            if (Field() is { } why)
            {
                return why;
            }
        }
        while (Passed((byte)','));

        Blanks();
        Time = _rest;
        return Time.Span.Contains((byte)' ') ? "something stands behind its time" : null;
    }

    private bool TryTag()
    {
        var name = Name("=, "u8);
        if (name.IsEmpty || !Passed((byte)'='))
        {
            return false;
        }

        var value = Name(", "u8);
        _parts.Add(new PointPart(name, value, IsField: false, IsText: false));
        return !value.IsEmpty;
    }

    private string? Field()
    {
        var name = Name("=, "u8);
        if (name.IsEmpty || !Passed((byte)'='))
        {
            return "a field is not written as name=value";
        }

        if (_rest.Span is [(byte)'"', ..])
        {
            if (Text() is not { } text)
            {
                return "a text is not closed; write a quote within it as \\\"";
            }

            _parts.Add(new PointPart(name, text, IsField: true, IsText: true));
            return _rest.Span is [] or [(byte)',' or (byte)' ', ..] ? null : "something stands directly behind a text";
        }

        var value = Name(", "u8);
        if (value.IsEmpty)
        {
            return "a field is not written as name=value";
        }

        var isWhole = value.Span[^1] is (byte)'i' or (byte)'u' && value.Span[0] is (byte)'-' or >= (byte)'0' and <= (byte)'9';
        _parts.Add(new PointPart(name, isWhole && value.Length > 1 ? value[..^1] : value, IsField: true, IsText: false));
        return null;
    }

    /// <summary>Up to one of the signs that end it, its escapes taken out.</summary>
    private ReadOnlyMemory<byte> Name(ReadOnlySpan<byte> ends)
    {
        var span = _rest.Span;
        var (at, isEscaped) = (0, false);
        while (at < span.Length && !ends.Contains(span[at]))
        {
            var escapes = span[at] == '\\' && at + 1 < span.Length && span[at + 1] is (byte)',' or (byte)' ' or (byte)'=' or (byte)'\\';
            isEscaped |= escapes;
            at += escapes ? 2 : 1;
        }

        var name = _rest[..at];
        _rest = _rest[at..];
        return isEscaped ? Unescaped(name.Span, ", =\\"u8) : name;
    }

    private ReadOnlyMemory<byte>? Text()
    {
        var span = _rest.Span;
        var (at, isEscaped) = (1, false);
        while (at < span.Length && span[at] != '"')
        {
            var escapes = span[at] == '\\' && at + 1 < span.Length;
            isEscaped |= escapes;
            at += escapes ? 2 : 1;
        }

        if (at >= span.Length)
        {
            return null;
        }

        var text = _rest[1..at];
        _rest = _rest[(at + 1)..];
        return isEscaped ? Unescaped(text.Span, "\"\\"u8) : text;
    }

    /// <summary>A backslash before anything else is a letter like others.</summary>
    private static ReadOnlyMemory<byte> Unescaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signs)
    {
        var plain = new ArrayBufferWriter<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length && signs.Contains(text[at + 1]) ? 1 : 0;
            plain.Write(text.Slice(at, 1));
        }

        return plain.WrittenMemory;
    }

    private bool Passed(byte sign)
    {
        if (_rest.Span is [var first, ..] && first == sign)
        {
            _rest = _rest[1..];
            return true;
        }

        return false;
    }

    private void Blanks() => _rest = _rest.TrimStart((byte)' ');
}
