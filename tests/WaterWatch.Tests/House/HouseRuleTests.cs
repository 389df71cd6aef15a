using System.Text.RegularExpressions;
using WaterWatch.Alerts;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.House;

/// <summary>What the house promises about itself; each test lists every offender.</summary>
public sealed partial class HouseRuleTests
{
    /// <summary>The way of a reading through Core: a folder uses only those before it.</summary>
    private static readonly string[] Way = ["Rivers", "Readings", "Decoding", "Quality", "Limits", "Alerts", "Incidents", "OnCall", "Timeline", "Deciding"];

    /// <summary>DESIGN §5. Dot files and Directory.*.props are named below.</summary>
    private static readonly string[] TopLevel =
    [
        "src", "tests", "config", "dashboards", "WaterWatch.sln", "README.md", "docker-compose.yml", "global.json", "LICENSE", "CHANGELOG.md",
    ];

    /// <summary>What the service makes where it is started, and no commit holds.</summary>
    private static readonly string[] Made = ["data", "bin", "obj", "TestResults", "artifacts", "node_modules"];

    private static readonly string[] Code = ["src", "tests"];
    private static readonly string[] OfCase = ["README.md", "messages.jsonl", "expected.txt"];

    [Fact]
    public void A_folder_in_Core_uses_only_folders_that_come_earlier_on_the_way()
    {
        var core = Path.Combine(Repository.Root, "src", "WaterWatch.Core");
        var offenders =
            from file in Sources(core)
            let folder = Path.GetRelativePath(core, file).Split(Path.DirectorySeparatorChar)[0]
            let at = Array.IndexOf(Way, folder)
            from used in Namespaces().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Distinct()
            where at < 0 || used != folder && Array.IndexOf(Way, used) is var other && (other < 0 || other > at)
            select $"{Path.GetRelativePath(core, file)} uses {used}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void The_folders_of_Core_are_those_of_the_way()
    {
        var core = Path.Combine(Repository.Root, "src", "WaterWatch.Core");

        Assert.Empty(Directory.GetDirectories(core).Select(d => Path.GetFileName(d)).Except(Way).Except(Made));
        Assert.Empty(Directory.GetFiles(core, "*.cs").Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void Every_step_of_an_alert_is_an_entry_of_the_timeline_under_the_same_name() =>
        Assert.Empty(Enum.GetNames<AlertEvent>().Except(Enum.GetNames<EntryKind>()));

    [Fact]
    public void Every_path_named_in_README_exists()
    {
        var readme = Path.Combine(Repository.Root, "README.md");
        var text = File.Exists(readme) ? File.ReadAllText(readme) : "";
        var named = Links().Matches(text).Select(m => m.Groups[1].Value)
            .Concat(Quoted().Matches(text).Select(m => m.Groups[1].Value).Where(p => TopLevel.Contains(p.Split('/')[0])))
            .Select(p => p.Split('#')[0])
            .Where(p => p.Length > 0 && !p.Contains("://", StringComparison.Ordinal) && !p.Contains('*', StringComparison.Ordinal));

        var offenders = named.Distinct().Where(p => !Path.Exists(Path.Combine(Repository.Root, p))).ToList();

        Assert.Empty(offenders);
    }

    [Fact]
    public void The_top_level_holds_only_what_DESIGN_allows()
    {
        var there = Directory.GetFileSystemEntries(Repository.Root).Select(e => Path.GetFileName(e)!);

        var offenders = there.Where(e => e[0] != '.' && !TopLevel.Contains(e) && !Made.Contains(e) && !Properties().IsMatch(e)).ToList();

        Assert.Empty(offenders);
    }

    [Fact]
    public void A_source_file_has_fewer_than_400_lines()
    {
        var offenders = Code
            .SelectMany(top => Sources(Path.Combine(Repository.Root, top)))
            .Select(file => (File: Path.GetRelativePath(Repository.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(f => f.Lines >= 400);

        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_case_has_its_story_its_messages_and_its_timeline()
    {
        var cases = Path.Combine(Repository.Root, "tests", "cases");
        var missing =
            from folder in Directory.GetDirectories(cases)
            where Path.GetFileName(folder)[0] != '_'
            from file in OfCase
            where !File.Exists(Path.Combine(folder, file))
            select Path.Combine(Path.GetFileName(folder), file);

        Assert.Empty(missing);
    }

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>Namespaces of ours, in using lines and in full names.</summary>
    [GeneratedRegex(@"(?:^using WaterWatch\.|(?<!namespace )\bWaterWatch\.)(\w+)", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`([\w.-]+(?:/[\w.-]+)*/?)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^Directory\..+\.(props|targets)$")]
    private static partial Regex Properties();
}
