using System.Globalization;
using System.Text.RegularExpressions;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Reads <c>/metrics</c> as Prometheus does (text format 0.0.4), and accepts nothing else.</summary>
internal static partial class Metrics
{
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(ServiceProcess service)
    {
        using var answer = await service.Api.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        var types = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                if (comment.Groups["what"].Value == "TYPE") types.Add(comment.Groups["name"].Value, comment.Groups["text"].Value);
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"Prometheus cannot read this line: {line}");
            var name = sample.Groups["name"].Value;
            var whole = name.LastIndexOf('_') is > 0 and var end ? name[..end] : name;
            Assert.True(types.ContainsKey(name) || types.GetValueOrDefault(whole) == "histogram" && name[whole.Length..] is "_bucket" or "_sum" or "_count", $"no TYPE of {name}");
            samples.Add(line[..line.LastIndexOf(' ')], double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
        }

        Assert.All(types.Values, t => Assert.Contains(t, (string[])["counter", "gauge", "histogram"]));
        return samples;
    }

    [GeneratedRegex("^# (?<what>HELP|TYPE) (?<name>[a-z_:][a-z0-9_:]*) (?<text>.+)$")]
    private static partial Regex Comment();

    [GeneratedRegex("""^(?<name>[a-z_:][a-z0-9_:]*)(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? (?<value>-?[0-9.]+(E[+-]?[0-9]+)?)$""")]
    private static partial Regex Sample();
}
