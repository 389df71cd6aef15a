using System.Globalization;

namespace WaterWatch.Notify.Charts;

/// <summary>
/// Letters of strokes for the numbers, times and units of a chart, so that it needs no font of the machine that draws it. Everything that needs words stands beside the picture, where
/// mail programs show it in the reader's own letters.
/// </summary>
internal static class StrokeLetters
{
    /// <summary>On a grid of 8 by 12, and 3 below the line: each stroke the points it goes through, <c>xy</c> in hexadecimal; strokes are parted by commas.</summary>
    private static readonly Dictionary<char, string> s_strokes = new()
    {
        ['0'] = "20 60 82 8a 6c 2c 0a 02 20",
        ['1'] = "13 40 4c",
        ['2'] = "02 20 60 82 84 0c 8c",
        ['3'] = "02 20 60 82 84 66 46,66 88 8a 6c 2c 0a",
        ['4'] = "6c 60 08 88",
        ['5'] = "80 10 05 65 87 8a 6c 2c 0a",
        ['6'] = "71 60 20 02 0a 2c 6c 8a 87 65 25 07",
        ['7'] = "00 80 3c",
        ['8'] = "26 04 02 20 60 82 84 66 26 08 0a 2c 6c 8a 88 66",
        ['9'] = "1b 2c 6c 8a 82 60 20 02 05 27 67 85",
        ['.'] = "1c 1c",
        [':'] = "14 14,1b 1b",
        ['-'] = "17 77",
        ['/'] = "0d 60",
        ['<'] = "73 07 7b",
        ['>'] = "13 87 1b",
        ['m'] = "04 0c,06 24 34 46 4c,46 64 74 86 8c",
        ['g'] = "85 64 24 06 0a 2c 6c 8a,84 8e 6f 2f 0e",
        ['n'] = "04 0c,06 24 54 86 8c",
        ['u'] = "04 0f,0a 2c 5c 8a,84 8c",
        ['k'] = "00 0c,74 08,28 7c",
        ['s'] = "75 54 24 06 27 58 7a 5c 2c 0b",
        ['c'] = "85 64 24 06 0a 2c 6c 8b",
        ['e'] = "08 88 86 64 24 06 0a 2c 6c 8b",
        ['l'] = "10 1a 3c",
        ['p'] = "04 0f,06 24 64 86 8a 6c 2c 0a",
        ['L'] = "00 0c 7c",
        ['S'] = "82 60 20 02 04 26 66 88 8a 6c 2c 0a",
        ['C'] = "82 60 20 02 0a 2c 6c 8a",
        ['N'] = "0c 00 8c 80",
        ['T'] = "00 80,40 4c",
        ['U'] = "00 0a 2c 6c 8a 80",
        ['H'] = "00 0c,80 8c,06 86",
        [' '] = "",
    };

    /// <summary>Of what it can write.</summary>
    public static IEnumerable<char> Known => s_strokes.Keys;

    /// <summary>In pixels, for letters of a height.</summary>
    public static double WidthOf(string text, double height) => text.Sum(Advance) * height / 12 - 4 * height / 12;

    /// <summary>Writes from the left, on a line; what it has no strokes for is left out.</summary>
    /// <param name="height">Of a digit.</param>
    public static void Write(Canvas canvas, string text, Point start, double height, Colour colour, double weight)
    {
        var unit = height / 12;
        var at = start + new Point(0, -height);
        foreach (var letter in text)
        {
            foreach (var stroke in s_strokes.GetValueOrDefault(letter, "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var points = stroke.Split(' ').Select(p => at + new Point(Digit(p[0]) * unit, Digit(p[1]) * unit)).ToList();
                for (var i = 1; i < points.Count; i++)
                {
                    canvas.Line(points[i - 1], points[i], weight, colour);
                }
            }

            at += new Point(Advance(letter) * unit, 0);
        }
    }

    private static int Advance(char letter) => letter is '.' or ':' ? 6 : letter is ' ' or 'l' ? 7 : 12;

    private static int Digit(char hex) => int.Parse([hex], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
