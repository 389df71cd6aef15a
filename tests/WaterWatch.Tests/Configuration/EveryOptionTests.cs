using System.Reflection;
using System.Text.RegularExpressions;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Tests.Configuration;

/// <summary>House rule: an option that the reader knows is one that people can find.</summary>
public class EveryOptionTests
{
    private static readonly List<(string Section, string Key)> Known = typeof(ConfigurationFolder).Assembly.GetTypes()
        .SelectMany(t => t.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(p => p.PropertyType == typeof(SectionKeys))
        .Select(p => (SectionKeys)p.GetValue(null)!)
        .SelectMany(s => s.Keys.Select(k => (s.Name, k)))
        .ToList();

    [Fact]
    public void There_are_options() => Assert.True(Known.Count > 100, $"{Known.Count}");

    [Fact]
    public void Every_key_stands_in_the_README_of_the_configuration()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Config, "README.md"));
        Assert.Empty(Missing(key => $@"`{key}[`:]|^\s*(- )?(\{{ )?{key}:( |$)|[{{,] {key}: ", readme));
    }

    [Fact]
    public void Every_key_of_waterwatch_yaml_stands_in_the_shipped_one()
    {
        var sections = new[] { "waterwatch.yaml", "web", "map", "web.public", "broker", "broker.tls", "broker.limits", "a broker user", "a feed", "a feed's tls", "a topic", "influxdb", "smtp", "notify", "cap", "pipeline", "retention", "heartbeat" };
        var shipped = File.ReadAllText(Path.Combine(Repository.Config, "waterwatch.yaml"));
        var missing = Missing(key => $@"\b{key}: ?", shipped).Where(m => sections.Any(s => m.StartsWith($"{s}: ", StringComparison.Ordinal))).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_key_is_used_by_the_fixture_that_uses_them_all()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "good", "every-option"), "*.yaml", SearchOption.AllDirectories);
        var used = string.Join('\n', files.Select(File.ReadAllText));

        // A secret is given once, so its file cannot stand beside it.
        var missing = Missing(key => $@"\b{key}:", used).Where(m => m is not ("influxdb: token_file" or "heartbeat: url_file")).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_path_that_the_README_names_exists()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Config, "README.md"));
        var missing = Regex.Matches(readme, @"`((?:rivers|limits|duties|mosquitto)/[\w./-]+)`").Select(m => m.Groups[1].Value).Where(path => !File.Exists(Path.Combine(Repository.Config, path)));
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Missing(Func<string, string> pattern, string text) =>
        Known.Where(k => !Regex.IsMatch(text, pattern(Regex.Escape(k.Key)), RegexOptions.Multiline)).Select(k => $"{k.Section}: {k.Key}");
}
