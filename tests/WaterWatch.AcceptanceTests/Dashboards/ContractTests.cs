using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>What the queries ask for is what dashboards/README.md promises, in words that InfluxDB 1.8, 2 and 3 share.</summary>
public sealed partial class ContractTests
{
    /// <summary>Of InfluxQL what all three have (InfluxDB's own list for 3), and no more of it than is used.</summary>
    private static readonly string[] Functions = ["last", "max", "min", "mean", "count", "non_negative_derivative", "time", "fill"];

    private static readonly string[] NotCommon = ["INTO", "SLIMIT", "SOFFSET", "TZ", "JOIN"];

    private static IEnumerable<Asked> Queries => Dashboard.All.SelectMany(d => d.Queries.Concat(d.VariableQueries));

    [Fact]
    public void Every_query_is_InfluxQL_that_all_three_versions_understand()
    {
        var offenders =
            from asked in Queries
            let isKnown = asked.Query.StartsWith("SELECT ", StringComparison.Ordinal) || asked.Query.StartsWith("SHOW TAG VALUES FROM ", StringComparison.Ordinal)
            let strange = Calls().Matches(asked.Query).Select(m => m.Groups[1].Value).Except(Functions)
                .Concat(Words().Matches(asked.Query).Select(m => m.Value.ToUpperInvariant()).Intersect(NotCommon))
            where !isKnown || asked.Query.Contains("|>", StringComparison.Ordinal) || strange.Any()
            select $"{asked.Where}: {string.Join(", ", strange)}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_query_is_bounded_in_time() =>
        Assert.Empty(Dashboard.All.SelectMany(d => d.Queries).Where(q => !q.Query.Contains("WHERE $timeFilter", StringComparison.Ordinal)).Select(q => q.Where));

    [Fact]
    public void Every_name_in_a_query_is_in_the_contract()
    {
        var offenders =
            from asked in Queries
            let measurement = Contract.Measurements.GetValueOrDefault(From().Match(asked.Query).Groups[1].Value)
            let names = Quoted().Matches(Aliases().Replace(From().Replace(asked.Query, ""), "")).Select(m => m.Groups[1].Value)
                .Concat(TagKey().Matches(asked.Query).Select(m => m.Groups[1].Value))
            let unknown = names.Where(n => measurement?.Has(n) != true).Distinct().ToList()
            where measurement is null || unknown.Count > 0
            select $"{asked.Where}: {string.Join(", ", unknown)}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void What_series_are_named_by_is_a_tag_that_they_are_grouped_by()
    {
        var offenders =
            from dashboard in Dashboard.All
            from panel in dashboard.Panels
            from target in panel.Targets
            where target.TryGetProperty("alias", out _)
            let query = target.GetProperty("query").GetString()!
            let grouped = query[query.IndexOf("GROUP BY", StringComparison.Ordinal)..]
            from tag in AliasTag().Matches(target.GetProperty("alias").GetString()!).Select(m => m.Groups[1].Value)
            where !grouped.Contains($"\"{tag}\"", StringComparison.Ordinal)
            select $"{dashboard.Name}: {panel.Title}: {tag}";

        Assert.Empty(offenders);
    }

    /// <summary>A metric that nobody sees warns nobody.</summary>
    [Fact]
    public void Every_metric_of_the_service_is_in_the_contract_and_on_the_dashboard_of_its_health()
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "src", "WaterWatch", "Web", "Api", "MetricsText.cs"));
        var metrics = Metric().Matches(code).Select(m => m.Groups[1].Value)
            .Concat(Histogram().Matches(code).SelectMany(m => (string[])[$"{m.Groups[1].Value}_bucket", $"{m.Groups[1].Value}_count", $"{m.Groups[1].Value}_sum"]))
            .Distinct().Order().ToList();
        var promised = Contract.Measurements.Values.Where(m => m.Name.StartsWith("service", StringComparison.Ordinal)).SelectMany(m => m.Fields.Keys).Order();
        var shown = Dashboard.Named("service").Queries.SelectMany(q => Quoted().Matches(q.Query)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Equal(metrics, promised);
        Assert.Subset(shown, metrics.ToHashSet());
    }

    [GeneratedRegex(@"\b([a-z_]+)\(")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\b[A-Za-z]+\b")]
    private static partial Regex Words();

    [GeneratedRegex("""FROM "(\w+)" """)]
    private static partial Regex From();

    [GeneratedRegex("AS \"\\w+\"")]
    private static partial Regex Aliases();

    [GeneratedRegex("\"(\\w+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("WITH KEY = \"(\\w+)\"")]
    private static partial Regex TagKey();

    [GeneratedRegex(@"\$tag_(\w+)")]
    private static partial Regex AliasTag();

    [GeneratedRegex("(?:Gauge|Counter|Labelled)\\(text, \"(\\w+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex("Histogram\\(text, \"(\\w+)\"")]
    private static partial Regex Histogram();
}
