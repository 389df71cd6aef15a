using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Readings;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Periods;

/// <summary><c>limits judge</c> over logs that stories leave behind.</summary>
public sealed class PeriodJudgingTests : IDisposable
{
    private readonly string _log = Directory.CreateTempSubdirectory("waterwatch-period-").FullName;

    public void Dispose() => Directory.Delete(_log, recursive: true);

    public static TheoryData<string, string> Stories() => new()
    {
        { "limits-by-hardness", "Brook rules" },
        { "limits-effective-dates", "Brook rules" },
        { "limits-eu-2008-105-ec", "EU 2008/105/EC" },
        { "limits-gb-3838-2002", "GB 3838-2002" },
        { "correction-up", "GB 3838-2002" },
        { "correction-down-does-not-clear", "GB 3838-2002" },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task By_the_standard_it_was_judged_by_a_record_says_the_same_again(string story, string standard)
    {
        var configuration = await PlayAsync(story);
        using var log = LogReader.Open(_log);
        var newest = log.StreamReadings(new ReadingsQuery([.. Enumerable.Range(1, (int)log.SeriesCount)])).GroupBy(r => (r.Key, r.Reading.TakenAt)).Select(g => g.Last())
            .Where(r => r.Key.Station.Value != "intake" && r.Key.Determinand.Key != "Hardness");
        var expected = newest.GroupBy(r => (r.Key.Station.Value, r.Key.Determinand.Key)).Select(g =>
            $"{g.Key.Value},{g.Key.Key},{g.Count()},{Count(g, Judged.Compliant)},{Count(g, Judged.Exceeds)},{Count(g, Judged.CannotBeJudged)},{Count(g, Judged.NotJudged)}");

        var lines = Judge(configuration, log, standard, isCsv: true).Skip(1).Select(l => l.Split(','))
            .Where(l => l[0] != "intake" && l[1] != "Hardness" && l[14] == "instantaneous").Select(l => string.Join(',', [l[0], l[1], .. l[3..8]]));

        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task By_another_class_each_sample_counts_once_in_its_newest_version_with_the_worst_and_its_time()
    {
        var configuration = await PlayAsync("limit-changed-midway");
        using var log = LogReader.Open(_log);

        Assert.Equal(
            ["upper Cd: 3 samples, 3 compliant; worst 0.0030 mg/L, within the limit of 0.005 mg/L, GB 3838-2002 II, at 2012-01-15T01:00:00Z"],
            Judge(configuration, log, "GB 3838-2002", limitClass: "II"));
        Assert.Equal(
            ["upper Cd: 3 samples, 1 compliant, 2 exceed; worst 0.0030 mg/L, 3.0 times the limit of 0.001 mg/L (超标 2.0 倍), GB 3838-2002 I, at 2012-01-15T01:00:00Z"],
            Judge(configuration, log, "GB 3838-2002", limitClass: "I"));
    }

    [Fact]
    public async Task Only_the_asked_period_and_determinand_are_looked_at()
    {
        var configuration = await PlayAsync("limits-gb-3838-2002");
        using var log = LogReader.Open(_log);

        var at = new DateTimeOffset(2024, 3, 1, 2, 0, 0, TimeSpan.Zero);
        var lines = Judge(configuration, log, "GB 3838-2002", isCsv: true, station: "class-i", determinand: "Cd", from: at, to: at.AddTicks(1));

        Assert.Equal(
            ["station,determinand,fraction,readings,compliant,exceed,cannot_be_judged,not_judged,worst_value,unit,worst_at,ratio,limit,limit_ref,statistic,low,high,coverage,window_samples,why",
             "class-i,Cd,total,1,0,1,0,0,0.0011,mg/L,2024-03-01T02:00:00Z,1.1,0.001,GB 3838-2002 I,instantaneous,,,,,"],
            lines);
    }

    [Theory]
    [InlineData("limits-by-hardness", "Brook rules")]
    [InlineData("mean-four-days", "US EPA 2016")]
    public async Task The_record_is_not_touched(string story, string standard)
    {
        var configuration = await PlayAsync(story);
        var before = Audit.Verify(_log).ToString();
        using (var log = LogReader.Open(_log))
        {
            Assert.NotEmpty(Judge(configuration, log, standard));
        }

        Assert.Equal(before, Audit.Verify(_log).ToString());
    }

    [Theory]
    [InlineData("GB 3838", null, null, null, "Nearest known: \"GB 3838-2002\"")]
    [InlineData("GB 3838-2002", "VI", null, null, "has no class \"VI\"")]
    [InlineData("GB 3838-2002", null, "uper", null, "no station \"uper\"")]
    [InlineData("GB 3838-2002", null, null, "brook", "no river \"brook\"")]
    public async Task What_is_not_known_is_named(string standard, string? limitClass, string? station, string? river, string expected)
    {
        var configuration = await PlayAsync("value-at-the-limit");
        using var log = LogReader.Open(_log);

        var wrong = Assert.Throws<UsageException>(() => LimitsCommand.Judge(
            configuration, log, Asked(standard) with { Class = limitClass, Station = station, River = river }, isCsv: false, TextWriter.Null));

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    private static int Count(IEnumerable<ReadingOf> readings, Judged judged) => readings.Count(r => r.Reading.Judged == judged);

    private static string[] Judge(
        LoadedConfiguration configuration, LogReader log, string standard, bool isCsv = false, string? limitClass = null, string? station = null, string? determinand = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using var output = new StringWriter();
        var asked = Asked(standard) with { Class = limitClass, Station = station, Determinand = determinand is null ? null : Determinand.Find(determinand) };
        LimitsCommand.Judge(configuration, log, asked with { From = from ?? asked.From, To = to ?? asked.To }, isCsv, output);
        return output.ToString().Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);
    }

    private static LimitsCommand.Asked Asked(string standard) =>
        new(standard, null, false, null, null, null, new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private async Task<LoadedConfiguration> PlayAsync(string story)
    {
        var content = ReplayFile.Read(Path.Combine(Repository.Root, "tests", "cases", story));
        var configuration = Repository.MustLoad(ConfigurationFolder.Load(content.ConfigDirectory!, Repository.NoEnvironment, []));
        await ReplaySession.PlayAsync(content, configuration, [], _log, double.PositiveInfinity, null, CancellationToken.None);
        return configuration;
    }
}
