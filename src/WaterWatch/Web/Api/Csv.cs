using System.Globalization;
using System.Text;

namespace WaterWatch.Web.Api;

/// <summary>Comma-separated values by RFC 4180, safe to open in a spreadsheet.</summary>
internal static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    public static string Line(params ReadOnlySpan<object?> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(i == 0 ? "" : ",").Append(Cell(cells[i]));
        }

        return line.Append("\r\n").ToString();
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quote(Disarm(text)),
        DateTimeOffset at => Timeline.Instants.Format(at),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quote(Disarm(value.ToString() ?? "")),
    };

    /// <summary>
    /// A spreadsheet takes text that begins with one of these for a formula, with those of Chinese keyboards too; what came from outside must stay text. A number below zero
    /// does no harm, and would be none any more.
    /// </summary>
    private static string Disarm(string text) =>
        text.Length > 1 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' && !IsBelowZero(text) ? "'" + text : text;

    private static bool IsBelowZero(string text) =>
        text[0] == '-' && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
