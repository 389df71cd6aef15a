using WaterWatch.Configuration;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Replay;

/// <summary>The stories of <c>tests/cases</c> through the inbox, the pipeline and a log on disk, as <c>replay</c> plays them.</summary>
public sealed class ReplaySessionTests : IDisposable
{
    private readonly string _log = Directory.CreateTempSubdirectory("waterwatch-case-").FullName;

    public void Dispose() => Directory.Delete(_log, recursive: true);

    [Theory]
    [MemberData(nameof(CaseTests.Stories), MemberType = typeof(CaseTests))]
    public async Task A_story_through_the_real_pipeline_leaves_the_expected_timeline_and_a_whole_record(string story)
    {
        var folder = Path.Combine(Repository.Root, "tests", "cases", story);
        var content = ReplayFile.Read(folder);
        var configuration = Repository.MustLoad(ConfigurationFolder.Load(content.ConfigDirectory!, Repository.NoEnvironment, []));

        var timeline = await ReplaySession.PlayAsync(content, configuration, [], _log, double.PositiveInfinity, null, CancellationToken.None);

        var zone = configuration.Plan.Rivers.Values.First().TimeZone;
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "expected.txt")), timeline.Where(e => !e.IsOfTheRecord).Select(e => TimelineLine.Of(e, zone)));
        var audit = Audit.Verify(_log);
        Assert.True(audit.IsIntact, audit.FirstBroken);
        using var log = WatchLog.Open(_log);
        StateAssert.Same(log.RestoreFromBeginning(), log.Restore());
    }
}
