using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;
using YamlDotNet.RepresentationModel;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>What Grafana would find wrong, or show wrongly, in the files themselves; each test lists every offender.</summary>
public sealed partial class FileTests
{
    /// <summary>Panels that every Grafana has, without a plugin.</summary>
    private static readonly string[] CorePanels =
    [
        "barchart", "bargauge", "candlestick", "canvas", "gauge", "geomap", "heatmap", "histogram", "logs", "piechart", "row", "stat", "state-timeline", "status-history",
        "table", "text", "timeseries", "trend", "xychart",
    ];

    /// <summary>Ids that Grafana knows, of those that a river or a service may need; and <c>suffix:</c> for units that it has no id for.</summary>
    private static readonly string[] Units =
    [
        "none", "short", "string", "percent", "percentunit", "dateTimeAsIso", "dateTimeFromNow", "s", "ms", "m", "h", "d", "dtdurations", "dtdurationms", "bytes", "decbytes", "Bps",
        "cps", "ops", "reqps", "celsius", "lengthm", "lengthkm", "flowcms", "velocityms", "congm3", "conmgm3",
        "suffix:mg/L", "suffix:×", "suffix:µS/cm", "suffix:NTU", "suffix:m³/s", "suffix:m",
    ];

    [Fact]
    public void There_are_the_four_dashboards_each_with_an_address_of_its_own()
    {
        Assert.Equal(["incident", "river", "service", "station"], Dashboard.All.Select(d => d.Name));
        Assert.All(Dashboard.All, d => Assert.Equal($"waterwatch-{d.Name}", d.Json.GetProperty("uid").GetString()));
    }

    [Fact]
    public void Every_data_source_that_is_referred_to_is_provisioned()
    {
        var provisioned = DataSources().Select(d => d["uid"].ToString()).ToList();

        var offenders = Dashboard.All.SelectMany(d => d.Queries.Concat(d.VariableQueries)).Where(q => !provisioned.Contains(q.DataSource)).Select(q => $"{q.Where}: {q.DataSource}")
            .Concat(Panels(p => !provisioned.Contains(p.Json.GetProperty("datasource").GetProperty("uid").GetString()!)));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_panel_is_of_a_type_that_Grafana_has_by_itself() => Assert.Empty(Panels(p => !CorePanels.Contains(p.Type)));

    [Fact]
    public void Every_panel_says_its_unit_and_every_unit_is_one_that_Grafana_knows()
    {
        Assert.Empty(Panels(p => !p.Defaults.TryGetProperty("unit", out var unit) || !Units.Contains(unit.GetString())));
        Assert.Empty(Panels(p => p.Overrides.SelectMany(o => o.GetProperty("properties").EnumerateArray())
            .Any(o => o.GetProperty("id").GetString() == "unit" && !Units.Contains(o.GetProperty("value").GetString()))));
    }

    [Fact]
    public void No_two_panels_of_a_dashboard_have_the_same_id_or_lie_over_one_another()
    {
        var offenders =
            from dashboard in Dashboard.All
            let panels = dashboard.Panels.ToList()
            from a in panels
            from b in panels.SkipWhile(p => !ReferenceEquals(p, a)).Skip(1)
            where Id(a) == Id(b) || Overlap(a, b)
            select $"{dashboard.Name}: {a.Title} and {b.Title}";

        Assert.Empty(offenders);
        Assert.Empty(Panels(p => Place(p, "x") + Place(p, "w") > 24 || Place(p, "w") < 1 || Place(p, "h") < 1));
    }

    [Fact]
    public void Every_title_is_in_both_languages()
    {
        Assert.Empty(Panels(p => !Chinese().IsMatch(p.Title) || !Latin().IsMatch(p.Title)));
        Assert.All(Dashboard.All, d => Assert.Matches(Chinese(), d.Json.GetProperty("title").GetString()));
    }

    [Fact]
    public void No_secret_stands_in_any_file()
    {
        Assert.All(Dashboard.All, d => Assert.DoesNotMatch(SecretKey(), d.Text));
        Assert.All(
            DataSources().SelectMany(d => ((YamlMappingNode)d["secureJsonData"]).Children.Values.Append(d["url"])),
            value => Assert.Matches(@"^\$\{WATERWATCH_[A-Z_]+\}$", value.ToString()));
    }

    [Fact]
    public void The_provider_reads_the_folder_that_docker_compose_mounts_and_the_home_page_is_in_it()
    {
        var provider = (YamlMappingNode)((YamlSequenceNode)Yaml("dashboards")["providers"])[0];
        var compose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var path = provider["options"]["path"].ToString();

        Assert.Contains($"- ./dashboards:{path}:ro", compose, StringComparison.Ordinal);
        Assert.Contains($"GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: {path}/river.json", compose, StringComparison.Ordinal);
    }

    private static int Id(Panel panel) => panel.Json.GetProperty("id").GetInt32();

    private static int Place(Panel panel, string of) => panel.Json.GetProperty("gridPos").GetProperty(of).GetInt32();

    private static bool Overlap(Panel a, Panel b) =>
        Place(a, "x") < Place(b, "x") + Place(b, "w") && Place(b, "x") < Place(a, "x") + Place(a, "w")
        && Place(a, "y") < Place(b, "y") + Place(b, "h") && Place(b, "y") < Place(a, "y") + Place(a, "h");

    private static List<string> Panels(Func<Panel, bool> offends) =>
        [.. Dashboard.All.SelectMany(d => d.Panels.Where(offends).Select(p => $"{d.Name}: {p.Title}"))];

    private static IEnumerable<YamlMappingNode> DataSources() => ((YamlSequenceNode)Yaml("datasources")["datasources"]).Cast<YamlMappingNode>();

    private static YamlMappingNode Yaml(string folder)
    {
        using var text = File.OpenText(Path.Combine(Repository.Dashboards, "provisioning", folder, "waterwatch.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex("[A-Za-z]{2}")]
    private static partial Regex Latin();

    [GeneratedRegex("""password|secret|token|api_?key|secureJson""", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();
}
