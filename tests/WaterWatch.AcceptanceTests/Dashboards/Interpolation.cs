using System.Globalization;
using System.Text.RegularExpressions;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>Puts values into a query as Grafana's InfluxDB data source does.</summary>
internal sealed partial class Interpolation(DateTimeOffset from, DateTimeOffset to)
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>One value by itself, several as alternatives, each with what has a meaning in a regular expression escaped.</summary>
    public void Choose(string variable, IReadOnlyList<string> values) =>
        _values[variable] = values.Count == 1 ? Escaped(values[0]) : $"({string.Join('|', values.Select(Escaped))})";

    public string Put(string query)
    {
        var filled = Variable().Replace(query, m => _values[m.Groups[1].Value])
            .Replace("$timeFilter", string.Create(CultureInfo.InvariantCulture, $"time >= {from.ToUnixTimeMilliseconds()}ms and time <= {to.ToUnixTimeMilliseconds()}ms"), StringComparison.Ordinal)
            .Replace("$__interval", "1m", StringComparison.Ordinal);
        Assert.DoesNotMatch(Left(), filled);
        return filled;
    }

    private static string Escaped(string value) => Special().Replace(value, @"\$0");

    [GeneratedRegex(@"\$\{(\w+):regex\}")]
    private static partial Regex Variable();

    /// <summary>The end of a regular expression is a $ too.</summary>
    [GeneratedRegex(@"\$[\w{]")]
    private static partial Regex Left();

    [GeneratedRegex(@"[/\\^$*+?.()|[\]{}]")]
    private static partial Regex Special();
}
