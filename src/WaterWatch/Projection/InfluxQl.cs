using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WaterWatch.Projection;

/// <summary>
/// Values in InfluxQL. Bound as parameters where the server takes them (<c>params</c> of <c>/query</c>); else written as literals here and nowhere else. Source: InfluxQL reference, "Literals": in a string
/// <c>\'</c>, <c>\\</c> and <c>\n</c> are the only escapes.
/// </summary>
internal static partial class InfluxQl
{
    /// <summary>A text between single quotes.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("'");
        foreach (var c in text)
        {
            literal.Append(c switch { '\'' => "\\'", '\\' => "\\\\", '\n' => "\\n", _ => c.ToString() });
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>The same query with literals in place of its <c>$names</c>.</summary>
    public static string Written(string query, IReadOnlyDictionary<string, object> values) => Placeholder().Replace(query, name => values[name.Groups[1].Value] switch
    {
        string text => Literal(text),
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    });

    /// <summary>The values as the JSON that <c>params</c> wants.</summary>
    public static string Bound(IReadOnlyDictionary<string, object> values) => JsonSerializer.Serialize(values);

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Placeholder();
}
