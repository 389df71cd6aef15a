using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>A measurement as dashboards/README.md promises it.</summary>
/// <param name="Fields">Their types: float, integer or string.</param>
internal sealed record Measurement(string Name, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, string> Fields)
{
    public bool Has(string name) => Tags.Contains(name) || Fields.ContainsKey(name);
}

/// <summary>The tables of dashboards/README.md: what is written there is what is tested.</summary>
internal static partial class Contract
{
    public static IReadOnlyDictionary<string, Measurement> Measurements { get; } = Read(File.ReadAllText(Path.Combine(Repository.Dashboards, "README.md")));

    private static Dictionary<string, Measurement> Read(string text) => Headings().Split(text)[1..].Chunk(2)
        .Select(part => (Name: part[0], Rows: Rows().Matches(part[1])))
        .ToDictionary(m => m.Name, m => new Measurement(
            m.Name,
            [.. m.Rows.Where(r => r.Groups["kind"].Value == "tag").Select(r => r.Groups["name"].Value)],
            m.Rows.Where(r => r.Groups["kind"].Value == "field").ToDictionary(r => r.Groups["name"].Value, r => r.Groups["type"].Value)));

    [GeneratedRegex(@"^### `(\w+)`$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<kind>tag|field) \| (?<type>float|integer|string|) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
