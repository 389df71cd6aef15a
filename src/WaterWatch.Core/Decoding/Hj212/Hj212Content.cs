using System.Text;

namespace WaterWatch.Decoding.Hj212;

/// <summary>One item of a packet's content: a code and its fields, such as <c>w20115-Rtd=408.0,w20115-Flag=N</c>.</summary>
internal sealed class Hj212Item(string code)
{
    public string Code { get; } = code;

    public ReadOnlyMemory<byte>? Rtd { get; set; }

    public ReadOnlyMemory<byte>? Avg { get; set; }

    public ReadOnlyMemory<byte>? Min { get; set; }

    public ReadOnlyMemory<byte>? Max { get; set; }

    public ReadOnlyMemory<byte>? Flag { get; set; }

    public ReadOnlyMemory<byte>? SampleTime { get; set; }

    /// <summary>Some other field, such as a sum (<c>-Cou</c>), of what is no concentration.</summary>
    public bool HasOther { get; set; }

    public bool HasValue => Rtd is not null || Avg is not null || Min is not null || Max is not null;

    /// <summary>Codes beginning with i are of the instrument (table B.10), not of the water.</summary>
    public bool IsOfTheInstrument => Code.Length == 6 && Code[0] == 'i' && Code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Takes a field in; false when the item has that field already, so that another begins.</summary>
    public bool Take(string suffix, ReadOnlyMemory<byte> value)
    {
        switch (suffix)
        {
            case "Rtd" when Rtd is null: Rtd = value; return true;
            case "Avg" when Avg is null: Avg = value; return true;
            case "Min" when Min is null: Min = value; return true;
            case "Max" when Max is null: Max = value; return true;
            case "Flag" when Flag is null: Flag = value; return true;
            case "SampleTime" when SampleTime is null: SampleTime = value; return true;
            case "Rtd" or "Avg" or "Min" or "Max" or "Flag" or "SampleTime": return false;
            default: HasOther = true; return true;
        }
    }
}

/// <summary>What stands between the <c>&amp;&amp;</c> of a packet, taken apart but not yet understood.</summary>
internal sealed record Hj212Content(ReadOnlyMemory<byte>? DataTime, IReadOnlyList<Hj212Item> Items, Hj212Shapes Shapes)
{
    /// <summary>
    /// Splits at semicolons and commas alike: which of the two stands where is the first thing that devices get wrong, and the code in front of each field says what
    /// belongs together.
    /// </summary>
    public static Hj212Content Read(ReadOnlyMemory<byte> content)
    {
        var items = new List<Hj212Item>();
        var shapes = Hj212Shapes.None;
        ReadOnlyMemory<byte>? dataTime = null;
        var (before, afterComma) = ("", false);
        while (!content.IsEmpty)
        {
            var end = content.Span.IndexOfAny((byte)';', (byte)',');
            var field = end < 0 ? content : content[..end];
            var isComma = end >= 0 && content.Span[end] == ',';
            content = end < 0 ? default : content[(end + 1)..];
            var equals = field.Span.IndexOf((byte)'=');
            if (equals > 0)
            {
                var name = Encoding.UTF8.GetString(field.Span[..equals].Trim((byte)' '));
                var value = Trimmed(field[(equals + 1)..]);
                var (code, suffix) = Named(name, ref shapes);
                shapes |= afterComma && code != before ? Hj212Shapes.CommaBetweenItems : Hj212Shapes.None;
                before = code;
                if (name == "DataTime")
                {
                    dataTime = value;
                }
                else if (items.Count == 0 || items[^1].Code != code || !items[^1].Take(suffix, value))
                {
                    var item = new Hj212Item(code);
                    item.Take(suffix, value);
                    items.Add(item);
                }
            }

            afterComma = isComma;
        }

        return new Hj212Content(dataTime, items, shapes);
    }

    private static (string Code, string Suffix) Named(string name, ref Hj212Shapes shapes)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        var (code, suffix) = dash < 0 ? (name, "") : (name[..dash], name[(dash + 1)..]);
        if (code.Length != 5 || code.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return (code, suffix);
        }

        shapes |= Hj212Shapes.MissingLetter;
        return ("w" + code, suffix);
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> value)
    {
        var start = value.Span.IndexOfAnyExcept((byte)' ');
        return start < 0 ? default : value[start..(value.Span.LastIndexOfAnyExcept((byte)' ') + 1)];
    }
}
