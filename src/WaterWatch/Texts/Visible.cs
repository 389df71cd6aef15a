using System.Globalization;
using System.Text;

namespace WaterWatch.Texts;

/// <summary>Bytes and text that came from outside, with everything shown that is meant not to be seen: what a person sees is then what is there.</summary>
internal static class Visible
{
    /// <summary>
    /// Control characters as their pictures (<c>␀</c>, <c>␛</c>), a line end as <c>␊</c> before the new line; marks that turn the direction of writing and other letters without
    /// a shape by their number (<c>⟨U+202E⟩</c>); bytes that are no UTF-8 in hex (<c>⟨FF⟩</c>).
    /// </summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done)
            {
                Append(text, rune, keepLines: true);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"⟨{Convert.ToHexString(bytes[..length])}⟩");
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The same of text, on one line.</summary>
    public static string OneLine(string from)
    {
        var text = new StringBuilder(from.Length);
        foreach (var rune in from.EnumerateRunes())
        {
            Append(text, rune, keepLines: false);
        }

        return text.ToString();
    }

    /// <summary>Lines of sixteen bytes, each with the place of its first.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 4);
        for (var i = 0; i < bytes.Length; i++)
        {
            _ = (i % 16) switch
            {
                0 => text.Append(i == 0 ? "" : "\n").Append(CultureInfo.InvariantCulture, $"{i:x4}  "),
                8 => text.Append("  "),
                _ => text.Append(' '),
            };
            text.Append(CultureInfo.InvariantCulture, $"{bytes[i]:x2}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune, bool keepLines)
    {
        if (rune.Value is < 0x20 or 0x7F)
        {
            text.Append((char)(rune.Value == 0x7F ? 0x2421 : 0x2400 + rune.Value)).Append(keepLines && rune.Value == '\n' ? "\n" : "");
        }
        else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        {
            text.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
        }
        else
        {
            text.Append(rune.ToString());
        }
    }
}
