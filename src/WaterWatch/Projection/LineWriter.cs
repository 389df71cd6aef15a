using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace WaterWatch.Projection;

/// <summary>
/// Writes line protocol into a buffer that is used again. The one place where names and texts are made harmless: tags by <see cref="Tag"/>, texts between quotes. Source: InfluxDB's line protocol
/// reference; where its dialects differ (a backslash in a tag) nothing that they read differently is written.
/// </summary>
internal sealed class LineWriter
{
    /// <summary>What stands where nothing is known: an empty tag is none at all.</summary>
    public const string None = "none";

    /// <summary>Milliseconds beyond which nanoseconds leave 64 bits: 1677 and 2262. Such a time is written all the same, for the server to refuse in its own words.</summary>
    private const long MostMilliseconds = long.MaxValue / 1_000_000 - 1;

    private byte[] _bytes = new byte[64 * 1024];
    private bool _hasField;

    public int Length { get; private set; }

    public int Lines { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => (Length, Lines, _hasField) = (0, 0, false);

    /// <summary>A tag's value as it is written and read back: never empty, on one line, <c>/</c> for a backslash.</summary>
    public static string Tag(string value)
    {
        if (value.Length == 0)
        {
            return None;
        }

        var isHarmless = true;
        foreach (var c in value)
        {
            isHarmless &= c != '\\' && !char.IsControl(c);
        }

        return isHarmless ? value : string.Create(value.Length, value, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i] == '\\' ? '/' : OnOneLine(from[i]);
            }
        });
    }

    /// <summary>A text's value as it is written and read back.</summary>
    public static string Text(string value) => value.Any(char.IsControl) ? string.Concat(value.Select(OnOneLine)) : value;

    /// <param name="prefix">Measurement and tags (<see cref="Prefix"/>).</param>
    public LineWriter Begin(ReadOnlySpan<byte> prefix)
    {
        Raw(prefix);
        _hasField = false;
        return this;
    }

    /// <summary>Measurement and tags of a series, once for all its points. In the order of their names, which is the quickest for the server.</summary>
    public static byte[] Prefix(string measurement, params ReadOnlySpan<(string Name, string Value)> tags)
    {
        var text = new StringBuilder(measurement);
        foreach (var (name, value) in tags)
        {
            text.Append(',').Append(name).Append('=');
            foreach (var c in Tag(value))
            {
                if (c is ',' or '=' or ' ')
                {
                    text.Append('\\');
                }

                text.Append(c);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public LineWriter Field(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
        Raw("i"u8);
        return this;
    }

    public LineWriter Field(ReadOnlySpan<byte> name, bool value) => Field(name, value ? 1 : 0);

    /// <param name="value">Finite.</param>
    public LineWriter Field(ReadOnlySpan<byte> name, double value)
    {
        Name(name);
        Reserve(32);
        value.TryFormat(_bytes.AsSpan(Length), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>A float with its digits as they are.</summary>
    public LineWriter Field(ReadOnlySpan<byte> name, decimal value)
    {
        Name(name);
        Reserve(32);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
        return this;
    }

    public LineWriter Field(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Reserve(3 * value.Length * 2 + 2);
        _bytes[Length++] = (byte)'"';
        foreach (var c in value.EnumerateRunes())
        {
            if (c.Value is '"' or '\\')
            {
                _bytes[Length++] = (byte)'\\';
            }

            Length += (Rune.IsControl(c) ? new Rune(' ') : c).EncodeToUtf8(_bytes.AsSpan(Length));
        }

        _bytes[Length++] = (byte)'"';
        return this;
    }

    /// <summary>Ends the line.</summary>
    /// <param name="milliseconds">Since 1970.</param>
    /// <param name="nanoseconds">Below a million, to keep several events of one millisecond apart.</param>
    public void At(long milliseconds, int nanoseconds = 0)
    {
        Raw(" "u8);
        if (Math.Abs(milliseconds) <= MostMilliseconds)
        {
            Number(milliseconds * 1_000_000 + nanoseconds);
        }
        else
        {
            Number(milliseconds);
            Raw("000000"u8);
        }

        Raw("\n"u8);
        Lines++;
    }

    public void At(DateTimeOffset at, long seq = 0) => At(at.ToUnixTimeMilliseconds(), (int)(seq % 1_000_000));

    private static char OnOneLine(char c) => char.IsControl(c) ? ' ' : c;

    private void Name(ReadOnlySpan<byte> name)
    {
        Raw(_hasField ? ","u8 : " "u8);
        Raw(name);
        Raw("="u8);
        _hasField = true;
    }

    private void Number(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}
