using System.Globalization;
using System.Text.RegularExpressions;

namespace WaterWatch.Projection;

/// <summary>
/// What <c>/metrics</c> says as points: <c>service</c>, and <c>service_</c> with the label's name for what has one (dashboards/README.md). Read from the text itself, so that both say the same.
/// </summary>
internal static partial class ServiceLines
{
    /// <param name="metrics">Prometheus text format 0.0.4 with at most one label each.</param>
    public static void Write(string metrics, string instance, DateTimeOffset at, LineWriter to)
    {
        var samples = Sample().Matches(metrics).Select(m => (Name: m.Groups["name"].Value, Label: m.Groups["label"].Value, Of: Unescaped(m.Groups["of"].Value), Value: m.Groups["value"].Value));
        foreach (var point in samples.GroupBy(s => (s.Label, s.Of)))
        {
            var prefix = point.Key.Label.Length == 0
                ? LineWriter.Prefix("service", ("instance", instance))
                : LineWriter.Prefix($"service_{point.Key.Label}", string.CompareOrdinal(point.Key.Label, "instance") < 0
                    ? [(point.Key.Label, point.Key.Of), ("instance", instance)]
                    : [("instance", instance), (point.Key.Label, point.Key.Of)]);
            to.Begin(prefix);
            foreach (var sample in point)
            {
                to.Field(System.Text.Encoding.UTF8.GetBytes(sample.Name), double.Parse(sample.Value, CultureInfo.InvariantCulture));
            }

            to.At(at);
        }
    }

    private static string Unescaped(string value) => value.Contains('\\')
        ? value.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value;

    [GeneratedRegex("""^(?<name>\w+)(\{(?<label>\w+)="(?<of>([^"\\]|\\.)*)"\})? (?<value>\S+)$""", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
