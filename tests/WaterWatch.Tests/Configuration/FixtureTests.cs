using WaterWatch.Configuration;

namespace WaterWatch.Tests.Configuration;

/// <summary>
/// Walks tests/cases/_configuration: each folder of good/ loads, each of bad/ gives the words of its expected.txt, no more and no less. A folder may
/// have an environment.txt (NAME=value a line) and a sets.txt (section.key=value a line).
/// </summary>
public class FixtureTests
{
    public static TheoryData<string> Good => Folders("good");

    public static TheoryData<string> Bad => Folders("bad");

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_configuration_loads(string name)
    {
        var result = Load(Path.Combine(Repository.Fixtures, "good", name));
        Assert.Empty(result.Problems);
        Assert.NotNull(result.Loaded);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_configuration_gives_exactly_its_problems(string name)
    {
        var directory = Path.Combine(Repository.Fixtures, "bad", name);
        var result = Load(directory);
        Assert.Null(result.Loaded);
        Assert.Equal(
            File.ReadAllLines(Path.Combine(directory, "expected.txt")),
            result.Problems.Select(p => p.ToString().Replace(directory, "(folder)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Ten_mistakes_in_three_files_are_told_at_once_each_with_file_line_and_remedy()
    {
        var problems = Load(Path.Combine(Repository.Fixtures, "bad", "ten-mistakes")).Problems;
        Assert.Equal(10, problems.Count);
        Assert.Equal(3, problems.Select(p => p.File).Distinct().Count());
        Assert.All(problems, p => Assert.True(p.Line > 0 && p.Message.Length > 0 && p.Remedy.Length > 0, p.ToString()));
    }

    [Fact]
    public void Check_prints_every_problem_and_returns_1()
    {
        using var output = new StringWriter();
        var directory = Path.Combine(Repository.Fixtures, "bad", "ten-mistakes");
        Assert.Equal(1, CheckReport.Check(directory, Repository.NoEnvironment, [], output));
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(File.ReadAllLines(Path.Combine(directory, "expected.txt")), lines[..10]);
        Assert.StartsWith("10 problems", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_the_shipped_configuration_returns_0()
    {
        using var output = new StringWriter();
        Assert.Equal(0, CheckReport.Check(Repository.Config, Repository.NoEnvironment, [], output));
        Assert.Contains("ok: 1 river, 10 stations", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_problem()
    {
        var problem = Assert.Single(Repository.Load("/no/such/folder").Problems);
        Assert.Equal("/no/such/folder: there is no such folder. Name the configuration folder with --config.", problem.ToString());
    }

    private static TheoryData<string> Folders(string kind) =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Fixtures, kind)).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    private static ConfigurationResult Load(string directory)
    {
        var environment = Lines(directory, "environment.txt").Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return ConfigurationFolder.Load(directory, environment, Lines(directory, "sets.txt"));
    }

    private static string[] Lines(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}
