using System.Globalization;

namespace WaterWatch.Texts;

/// <summary>Text of people and stations, made fit to stand within a line of ours. The record keeps it as it came.</summary>
internal static class Harmless
{
    /// <summary>
    /// Blanks in place of whatever would break the line, move the cursor of a terminal, or turn around what stands beside it: control characters, line and paragraph
    /// separators, and the marks that change the direction of writing (Unicode 16, table 2 of UAX 9).
    /// </summary>
    public static string OneLine(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Create(text.Length, text, Fill) : text;

    private static void Fill(Span<char> into, string from)
    {
        for (var i = 0; i < from.Length; i++)
        {
            into[i] = IsHarmful(from[i]) ? ' ' : from[i];
        }
    }

    private static bool IsHarmful(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        _ => letter is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'),
    };
}
