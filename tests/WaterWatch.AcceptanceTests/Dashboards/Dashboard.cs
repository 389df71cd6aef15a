using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>A query with where it stands.</summary>
internal sealed record Asked(string Where, string Query, string DataSource);

/// <summary>A column, or all of a panel, and how it is shown.</summary>
internal sealed record Panel(JsonElement Json)
{
    public string Title => Json.GetProperty("title").GetString()!;

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Defaults => Json.GetProperty("fieldConfig").GetProperty("defaults");

    public IEnumerable<JsonElement> Targets => Json.GetProperty("targets").EnumerateArray();

    public IEnumerable<JsonElement> Overrides => Json.GetProperty("fieldConfig").GetProperty("overrides").EnumerateArray();

    /// <summary>The value of one property of the override for a column; null when there is none.</summary>
    public JsonElement? Override(string column, string property) => Overrides
        .Where(o => o.GetProperty("matcher").GetProperty("options").GetString() == column)
        .SelectMany(o => o.GetProperty("properties").EnumerateArray())
        .Where(p => p.GetProperty("id").GetString() == property)
        .Select(p => (JsonElement?)p.GetProperty("value"))
        .FirstOrDefault();
}

/// <summary>A dashboard as Grafana reads it.</summary>
internal sealed class Dashboard
{
    private Dashboard(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        Text = File.ReadAllText(file);
        Json = JsonDocument.Parse(Text).RootElement;
    }

    public static IReadOnlyList<Dashboard> All { get; } = [.. Directory.GetFiles(Repository.Dashboards, "*.json").Order().Select(f => new Dashboard(f))];

    public static TheoryData<string> Names => [.. All.Select(d => d.Name)];

    public string Name { get; }

    public string Text { get; }

    public JsonElement Json { get; }

    public IEnumerable<Panel> Panels => Json.GetProperty("panels").EnumerateArray().Select(p => new Panel(p));

    /// <summary>Name and query, in the order in which Grafana asks them.</summary>
    public IEnumerable<(string Name, string Query, bool IsMulti)> Variables => Json.GetProperty("templating").GetProperty("list").EnumerateArray()
        .Select(v => (v.GetProperty("name").GetString()!, v.GetProperty("query").GetString()!, v.GetProperty("multi").GetBoolean()));

    public IEnumerable<Asked> Queries => Panels.SelectMany(
        p => p.Targets,
        (p, t) => new Asked($"{Name}: {p.Title}, {t.GetProperty("refId").GetString()}", t.GetProperty("query").GetString()!, DataSource(t)));

    public IEnumerable<Asked> VariableQueries => Json.GetProperty("templating").GetProperty("list").EnumerateArray()
        .Select(v => new Asked($"{Name}: ${v.GetProperty("name").GetString()}", v.GetProperty("query").GetString()!, DataSource(v)));

    public static Dashboard Named(string name) => All.Single(d => d.Name == name);

    public Panel PanelNamed(string title) => Panels.Single(p => p.Title.StartsWith(title, StringComparison.Ordinal));

    private static string DataSource(JsonElement of) => of.GetProperty("datasource").GetProperty("uid").GetString()!;
}
