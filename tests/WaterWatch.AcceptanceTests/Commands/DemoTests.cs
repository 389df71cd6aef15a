using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>The Longjiang story from sensor to timeline: issue 1, criteria 1 and 2.</summary>
[Collection(DemoRecord.Name)]
public class DemoTests(DemoRun demo, ITestOutputHelper output)
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    [Fact]
    public void It_ends_by_itself_with_exit_code_0()
    {
        output.WriteLine($"demo --speed max --exit took {demo.Run.Took.TotalSeconds:0.0} s");
        Assert.True(demo.Run.ExitCode == 0, string.Join('\n', demo.Run.Errors));
        Assert.Empty(demo.Run.Errors);
    }

    [Fact]
    public void Lalang_goes_red_on_81_5_times_the_limit()
    {
        var seen = Assert.Single(demo.Conclusions.Timeline, e =>
            e.Station == "lalang" && e.Data.GetValueOrDefault("value") == "0.4075" && e.Data.GetValueOrDefault("level") == nameof(Level.Red) && e.Kind == EntryKind.AlertLevelRaised
            || e.Station == "lalang" && e.Data.GetValueOrDefault("value") == "0.4075" && e.Kind == EntryKind.AlertRaised);
        Assert.Equal(("81.5", "80.5"), (seen.Data["ratio"], seen.Data["over"]));
        Assert.Contains("81.5 times the limit", demo.Run.Text, StringComparison.Ordinal);
        Assert.Contains("超标 80.5 倍", demo.Run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Luodong_goes_orange_or_higher()
    {
        Assert.Contains(demo.Conclusions.Timeline, e =>
            e.Station == "luodong" && e.Data.GetValueOrDefault("value") == "0.0247" && Enum.Parse<Level>(e.Data["level"]) >= Level.Orange);
    }

    [Fact]
    public void The_boundary_raises_no_exceedance_on_19_and_20_January()
    {
        var from = new DateTimeOffset(2012, 1, 19, 0, 0, 0, s_china);
        Assert.DoesNotContain(demo.Conclusions.Timeline, e =>
            e.Station == "boundary" && e.At >= from && e.At < from.AddDays(2) && e.Data.GetValueOrDefault("condition") == nameof(Condition.LimitExceedance));
    }

    [Fact]
    public void All_of_it_is_one_incident()
    {
        var incident = Assert.Single(demo.Conclusions.Incidents);
        Assert.Subset(incident.Stations.ToHashSet(), new HashSet<string> { "lalang", "luodong" });
    }

    [Fact]
    public void The_unreadable_payload_is_set_aside_with_its_reason()
    {
        var unreadable = Assert.Single(demo.Conclusions.SetAside, s => s.Reason == SetAsideReason.Unreadable);
        Assert.NotEmpty(unreadable.Detail);
        Assert.NotEqual(0, unreadable.Payload.Length);
        Assert.Contains(demo.Conclusions.Timeline, e => e.Kind == EntryKind.MessageSetAside && e.Data["reason"] == nameof(SetAsideReason.Unreadable));
    }

    [Fact]
    public async Task At_another_speed_it_concludes_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-demo-slow-");
        try
        {
            var data = Path.Combine(folder.FullName, "data");
            var slow = await DemoRun.PlayAsync(data, "200000");
            output.WriteLine($"demo --speed 200000 --exit took {slow.Took.TotalSeconds:0.0} s");
            Assert.Equal(0, slow.ExitCode);
            Assert.Equal(demo.Conclusions.Lines, Conclusions.Read(data).Lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
