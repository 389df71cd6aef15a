using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Periods;

/// <summary><c>limits judge</c> by limits of means, over logs that stories leave behind; their READMEs have the samples.</summary>
public sealed class PeriodMeansTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-period-means-").FullName;

    private string Log => Path.Combine(_folder, "log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// 18 samples of 0.50 ug/L, 8 of 1.50, 24 of 0.10, four hours apart, hardness 100. The first 17 leave more than a quarter of four days (24 samples) uncovered. To the
    /// 23rd the mean is at most (18 x 0.50 + 5 x 1.50) / 23 = 0.7174, compliant with 0.7183; to the 24th (9 + 9) / 24 = 0.75, over; to the 26th it is highest,
    /// (16 x 0.50 + 8 x 1.50) / 24 = 0.8333; to the 32nd (10 x 0.50 + 8 x 1.50 + 6 x 0.10) / 24 = 0.7333, to the 33rd (4.5 + 12 + 0.7) / 24 = 0.7167: nine are over, and
    /// 50 - 17 - 9 = 24 compliant. The last holds 24 x 0.10.
    /// </summary>
    [Fact]
    public async Task Means_of_four_days_and_of_an_hour_are_judged_with_window_coverage_and_hardness()
    {
        var configuration = await PlayAsync("mean-four-days");

        Assert.Equal(
            ["upper Cd dissolved, mean over 1 h: 50 means, 50 compliant; worst 0.0015 mg/L, within the limit of 0.001794 mg/L, US EPA 2016 CMC (hardness 100 of 2024-03-01), to 2024-03-04T00:00:00Z, 1 sample, 100 % covered; "
                + "last 0.0001 mg/L, within the limit of 0.001794 mg/L, US EPA 2016 CMC (hardness 100 of 2024-03-01), to 2024-03-09T04:00:00Z, 1 sample, 100 % covered",
             "upper Cd dissolved, mean over 4 d: 50 means, 24 compliant, 9 exceed, 17 cannot be judged; "
                + "worst 0.00083333333 mg/L, 1.2 times the limit of 0.0007183 mg/L (超标 0.2 倍), US EPA 2016 CCC (hardness 100 of 2024-03-01), to 2024-03-05T04:00:00Z, 24 samples, 100 % covered; "
                + "last 0.0001 mg/L, within the limit of 0.0007183 mg/L, US EPA 2016 CCC (hardness 100 of 2024-03-01), to 2024-03-09T04:00:00Z, 24 samples, 100 % covered"],
            Judge(configuration, "US EPA 2016").Where(l => l.Contains("mean", StringComparison.Ordinal)));
    }

    /// <summary>Of one sample only, the 24th: (18 x 0.50 + 6 x 1.50) / 24 = 0.75 ug/L, 1.0441 times 0.7183; those of the days before are in it.</summary>
    [Fact]
    public async Task A_mean_reaches_back_to_samples_before_the_period()
    {
        var configuration = await PlayAsync("mean-four-days");
        var at = new DateTimeOffset(2024, 3, 4, 20, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            "upper,Cd,dissolved,1,0,1,0,0,0.00075,mg/L,2024-03-04T20:00:00Z,1.0441,0.0007183,US EPA 2016 CCC (hardness 100 of 2024-03-01),mean over 4 d,0.00075,0.00075,1,24,",
            Judge(configuration, "US EPA 2016", isCsv: true, at, at.AddTicks(1))[^1]);
    }

    /// <summary>
    /// Thirteen monthly samples, five of 0.20 ug/L and eight of <c>&lt;0.05</c>; nine are less than three quarters of a year. To the tenth, with half of 0.05,
    /// (4 x 0.20 + 6 x 0.025) / 10 = 0.095, over 0.09. To the last the year begins five days before the first sample's month is out:
    /// (5 d x 0.20 + 30 d x (4 x 0.20 + 8 x 0.025)) / 365 d = 31 / 365 = 0.084932, compliant.
    /// </summary>
    [Fact]
    public async Task The_mean_of_a_year_counts_what_is_below_detection_as_the_standard_says()
    {
        var configuration = await PlayAsync("mean-of-a-year");

        Assert.Equal(
            "upper Cd dissolved, mean over 365 d: 13 means, 3 compliant, 1 exceed, 9 cannot be judged; "
                + "worst 0.000095 mg/L, 1.1 times the limit of 0.00009 mg/L (超标 0.1 倍), EU 2008/105/EC AA (hardness 75 of 2024-01-15), to 2024-10-11T00:00:00Z, 10 samples, 82 % covered; "
                + "last 0.000084932 mg/L, within the limit of 0.00009 mg/L, EU 2008/105/EC AA (hardness 75 of 2024-01-15), to 2025-01-09T00:00:00Z, 13 samples, 100 % covered",
            Judge(configuration, "EU 2008/105/EC")[^1]);
    }

    /// <summary>
    /// The same without that rule: to the last with <c>&lt;0.05</c> as 0 (5 x 0.20 + 30 x 0.80) / 365 = 0.068493, with 0.05 (5 x 0.20 + 30 x (0.80 + 8 x 0.05)) / 365 = 0.101370;
    /// 0.09 lies between, as it does for the three before (0.080 to 0.110, 0.073 to 0.105, 0.067 to 0.100).
    /// </summary>
    [Fact]
    public async Task Bounds_on_both_sides_of_the_limit_are_said_and_not_judged()
    {
        await PlayAsync("mean-of-a-year");
        var configuration = Without("mean-of-a-year", "eu-2008-105-ec.yaml", "censored:");

        Assert.Equal(
            "upper Cd dissolved, mean over 365 d: 13 means, 13 cannot be judged; "
                + "last cannot be judged (mean across limit) by the limit of 0.00009 mg/L, mean between 0.000068493 and 0.00010137 mg/L, EU 2008/105/EC AA (hardness 75 of 2024-01-15), "
                + "to 2025-01-09T00:00:00Z, 13 samples, 100 % covered",
            Judge(configuration, "EU 2008/105/EC")[^1]);
        Assert.Equal(
            "upper,Cd,dissolved,13,0,0,13,0,,mg/L,2025-01-09T00:00:00Z,,0.00009,EU 2008/105/EC AA (hardness 75 of 2024-01-15),mean over 365 d,0.000068493,0.00010137,1,13,mean_across_limit",
            Judge(configuration, "EU 2008/105/EC", isCsv: true)[^1]);
    }

    private string[] Judge(LoadedConfiguration configuration, string standard, bool isCsv = false, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using var log = LogReader.Open(Log);
        using var output = new StringWriter();
        var asked = new LimitsCommand.Asked(
            standard, null, false, null, null, null, from ?? new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero), to ?? new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        LimitsCommand.Judge(configuration, log, asked, isCsv, output);
        return output.ToString().Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<LoadedConfiguration> PlayAsync(string story)
    {
        var content = ReplayFile.Read(Path.Combine(Repository.Root, "tests", "cases", story));
        var configuration = Load(content.ConfigDirectory!);
        await ReplaySession.PlayAsync(content, configuration, [], Log, double.PositiveInfinity, null, CancellationToken.None);
        return configuration;
    }

    /// <summary>A story's configuration without the lines of one of its limits that begin so.</summary>
    private LoadedConfiguration Without(string story, string file, string begin)
    {
        var from = Path.Combine(Repository.Root, "tests", "cases", story, "config");
        foreach (var source in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, "config", Path.GetRelativePath(from, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllLines(target, File.ReadLines(source).Where(l => Path.GetFileName(source) != file || !l.StartsWith(begin, StringComparison.Ordinal)));
        }

        return Load(Path.Combine(_folder, "config"));
    }

    private static LoadedConfiguration Load(string directory) => Repository.MustLoad(ConfigurationFolder.Load(directory, Repository.NoEnvironment, []));
}
