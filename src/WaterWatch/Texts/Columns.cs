using System.Text;

namespace WaterWatch.Texts;

/// <summary>Text in a terminal's columns, where a Chinese character takes two.</summary>
public static class Columns
{
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Filled up with spaces; longer text stays as it is.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>Lines no wider than a width, broken at spaces, or between characters where Chinese leaves no space.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        var lastSpace = -1;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > width)
            {
                var rest = lastSpace > 0 ? line.ToString(lastSpace + 1, line.Length - lastSpace - 1) : "";
                lines.Add(lastSpace > 0 ? line.ToString(0, lastSpace) : line.ToString());
                line.Clear().Append(rest);
                used = Width(rest);
                lastSpace = -1;
            }

            if (rune.Value == ' ')
            {
                lastSpace = line.Length;
            }

            line.Append(rune);
            used += Width(rune);
        }

        lines.Add(line.ToString().TrimEnd());
        return lines;
    }

    // East Asian Wide and Fullwidth of Unicode's UAX #11, as far as these texts use them.
    private static int Width(Rune rune) => rune.Value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
}
