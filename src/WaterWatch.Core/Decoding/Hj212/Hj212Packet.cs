using System.Globalization;
using System.Text;

namespace WaterWatch.Decoding.Hj212;

/// <summary>The header of a packet and its content still unread (HJ 212-2017 §6.3); what the packet leaves out is empty or null.</summary>
public readonly record struct Hj212Packet
{
    /// <summary>QN, when it was sent: <c>yyyyMMddHHmmssfff</c> as text. No sample time.</summary>
    public string Request { get; private init; }

    /// <summary>ST, the kind of system: 21 is surface water.</summary>
    public string System { get; private init; }

    /// <summary>CN.</summary>
    public int Command { get; private init; }

    /// <summary>PW.</summary>
    public string Password { get; private init; }

    /// <summary>MN.</summary>
    public string Device { get; private init; }

    /// <summary>Flag, bit A: the sender waits for an answer.</summary>
    public bool WantsAnswer { get; private init; }

    /// <summary>PNUM, of how many packets it is one; 1 for a whole one.</summary>
    public int Parts { get; private init; }

    /// <summary>PNO, from 1 on.</summary>
    public int Part { get; private init; }

    /// <summary>What stands between the two <c>&amp;&amp;</c>.</summary>
    public ReadOnlyMemory<byte> Content { get; private init; }

    public Hj212Shapes Shapes { get; private init; }

    /// <summary>Checks a packet and reads its header.</summary>
    /// <param name="frame">As <see cref="Hj212Frames.Next"/> gives it.</param>
    /// <returns>Null when it was read; otherwise why it cannot be, in words. A wrong check value ends it: nothing in it can be believed.</returns>
    public static string? Read(ReadOnlyMemory<byte> frame, out Hj212Packet packet)
    {
        packet = default;
        var bytes = frame.Span;
        if (Hj212Frames.AnnouncedLength(bytes) is not { } announced)
        {
            return "It does not begin with ## and the four digits of its length.";
        }

        if (!Hj212Frames.IsChecked(bytes))
        {
            return bytes.Length < announced
                ? $"It ends after {bytes.Length} of the {announced} characters that it announces."
                : $"Its check value is not that of its data segment, {Hj212Crc.Of(bytes[Hj212Frames.Head..^Hj212Frames.Crc]):X4} by HJ 212-2017 appendix A (which is not the CRC of Modbus).";
        }

        var shapes = bytes.Length == announced || CharactersOf(bytes) == announced ? Hj212Shapes.None : Hj212Shapes.WrongLength;
        shapes |= bytes[^Hj212Frames.Crc..].ContainsAnyInRange((byte)'a', (byte)'f') ? Hj212Shapes.LowerCaseCrc : Hj212Shapes.None;
        return ReadData(frame[Hj212Frames.Head..^Hj212Frames.Crc], shapes, out packet);
    }

    /// <summary>The device that bytes claim to be of which no packet can be read: for whoever looks for where they came from. Empty when they do not say.</summary>
    public static string ClaimedDevice(ReadOnlySpan<byte> frame)
    {
        const int longest = 24;
        var at = frame.IndexOf("MN="u8);
        var rest = at < 0 ? default : frame[(at + 3)..];
        var length = 0;
        while (length < rest.Length && length < longest && char.IsAsciiLetterOrDigit((char)rest[length]))
        {
            length++;
        }

        return Encoding.ASCII.GetString(rest[..length]);
    }

    private static string? ReadData(ReadOnlyMemory<byte> data, Hj212Shapes shapes, out Hj212Packet packet)
    {
        packet = default;
        var contentAt = data.Span.IndexOf("CP=&&"u8);
        if (contentAt < 0)
        {
            return "It has no CP=&&…&&.";
        }

        var content = data[(contentAt + 5)..];
        var contentEnd = content.Span.LastIndexOf("&&"u8);
        content = contentEnd < 0 ? content : content[..contentEnd];
        var header = Encoding.UTF8.GetString(data.Span[..contentAt]);
        if (header.Length > 0 && header[^1] != ';')
        {
            shapes |= Hj212Shapes.MissingSemicolon;
        }

        if (content.Span is { Length: > 0 } inside && inside.Trim((byte)' ').IsEmpty)
        {
            shapes |= Hj212Shapes.BlankContent;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in header.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            fields[equals < 0 ? field : field[..equals].TrimEnd()] = equals < 0 ? "" : field[(equals + 1)..].TrimStart();
        }

        string Text(string name) => fields.GetValueOrDefault(name, "");
        if (Number(Text("CN")) is not { } command)
        {
            return "It has no command CN=nnnn.";
        }

        var flag = Number(Text("Flag")) ?? 0;
        var device = Text("MN");
        packet = new Hj212Packet
        {
            Request = Text("QN"),
            System = Text("ST"),
            Command = command,
            Password = Text("PW"),
            Device = device,
            WantsAnswer = (flag & 1) != 0,
            Parts = Math.Max(1, Number(Text("PNUM")) ?? 1),
            Part = Math.Max(1, Number(Text("PNO")) ?? 1),
            Content = content,
            Shapes = shapes | (device.Length == 14 ? Hj212Shapes.ShortDeviceNumber : Hj212Shapes.None),
        };
        return packet.Part > packet.Parts ? $"It is part {packet.Part} of {packet.Parts}." : null;
    }

    /// <summary>The length counts characters, and the standard lets Chinese be sent as UTF-8.</summary>
    private static int CharactersOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetCharCount(bytes);

    /// <summary>At most four digits; null for anything else.</summary>
    private static int? Number(string text) =>
        text.Length is > 0 and <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
