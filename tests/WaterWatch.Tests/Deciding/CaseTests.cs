using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Replay;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Deciding;

/// <summary>The stories of <c>tests/cases</c> over Core alone; folders that begin with _ hold what stories share.</summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "cases");

    public static TheoryData<string> Stories() => [.. Names()];

    internal static IEnumerable<string> Names() =>
        [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Where(d => d[0] != '_').Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Stories))]
    public void The_timeline_of_a_story_is_the_expected_one(string story)
    {
        var walk = Walk(story);

        Assert.Equal(File.ReadAllLines(Path.Combine(Folder, story, "expected.txt")), walk.Lines);
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Folding_the_log_of_a_story_gives_the_state_it_ended_with(string story)
    {
        var walk = Walk(story);
        var folded = new WatchState();
        foreach (var batch in walk.Batches)
        {
            folded.Apply(batch);
        }

        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    internal static CaseWalk Walk(string story)
    {
        var content = ReplayFile.Read(Path.Combine(Folder, story));
        Assert.Empty(content.Problems);
        return CaseWalk.Through(content, Load);
    }

    private static WatchPlan Load(string directory) =>
        Repository.MustLoad(ConfigurationFolder.Load(directory, Repository.NoEnvironment, [])).AsExercise().Plan;
}
