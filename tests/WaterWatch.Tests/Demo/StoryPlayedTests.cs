using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Demo;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Demo;

/// <summary>What the shipped configuration concludes from the story: the words.</summary>
public sealed class StoryPlayedTests
{
    private static readonly Story Longjiang = Story.Load();

    private static readonly PlayedStory Played = PlayedStory.Of(Longjiang);

    private static DateTimeOffset At(int month, int day, int hour, int minute = 0) => new(2012, month, day, hour, minute, 0, TimeSpan.FromHours(8));

    [Fact]
    public void The_story_and_the_river_file_have_the_same_stations_at_the_same_distances()
    {
        var river = Repository.Shipped().Plan.Rivers["longjiang"];

        Assert.Equal(
            river.Stations.Select(s => (s.Station.Id.Value, s.Station.Name.En, s.Station.Name.Zh, (double?)s.Station.DistanceKm)),
            Longjiang.Stations.Select(s => (s.Id, s.NameEn, s.NameZh, (double?)s.DistanceKm)));
    }

    [Fact]
    public void All_of_it_is_one_incident()
    {
        var incident = Assert.Single(Played.Incidents);

        Assert.Equal((At(1, 15, 9, 30), Level.Red), (incident.OpenedAt, incident.PeakLevel));
        Assert.Equal(["lalang", "yemao", "yizhou", "luodong", "sancha", "boundary", "nuomitan", "confluence"], incident.Stations);
        Assert.Equal(["Cd"], incident.Determinands);
    }

    [Fact]
    public void Lalang_goes_red_on_the_first_sample_over_the_limit()
    {
        var first = Played.Timeline.First(e => e.Kind == EntryKind.AlertRaised && e.Data["condition"] == nameof(Condition.LimitExceedance));

        Assert.Equal(("lalang", "Red", "0.4075", "81.5", "80.5"), (first.Station, first.Data["level"], first.Data["value"], first.Data["ratio"], first.Data["over"]));
        Assert.Equal(At(1, 15, 9, 30), first.At);
    }

    [Fact]
    public void Luodong_is_orange_or_higher_on_the_published_sample()
    {
        var cadmium = Played.Alerts.First(a => a.Key.Station.Value == "luodong" && a.Key.Condition == Condition.LimitExceedance);
        var upToThen = Played.Timeline.Where(e => e.Station == "luodong" && e.Data.GetValueOrDefault("determinand") == "Cd" && e.At <= At(1, 19, 17) && e.Data.ContainsKey("value"));

        Assert.True(cadmium.FiredAt <= At(1, 19, 17));
        Assert.True(Enum.Parse<Level>(upToThen.Last().Data["level"]) >= Level.Orange);
        Assert.Contains(Played.Timeline, e => e.Station == "luodong" && e.At == At(1, 19, 17) && e.Data.GetValueOrDefault("value") == "0.0247");
    }

    [Fact]
    public void The_boundary_has_no_exceedance_before_the_22nd() =>
        Assert.All(
            Played.Alerts.Where(a => a.Key.Station.Value == "boundary" && a.Key.Condition == Condition.LimitExceedance),
            a => Assert.True(a.FiredAt >= At(1, 22, 0)));

    [Fact]
    public void What_cannot_be_read_and_what_is_from_the_future_is_set_aside()
    {
        var reasons = Played.Timeline.Where(e => e.Kind == EntryKind.MessageSetAside).Select(e => (e.Station, e.Data["reason"])).Distinct();

        Assert.Equal([("hexi", nameof(SetAsideReason.TakenInTheFuture)), ("yizhou", nameof(SetAsideReason.Unreadable))], reasons);
    }

    [Fact]
    public void Only_Yemao_and_Lutang_are_ever_silent() =>
        Assert.Equal(
            ["lutang", "yemao"],
            Played.Alerts.Where(a => a.Key.Condition == Condition.Silent).Select(a => a.Key.Station.Value).Distinct().Order());

    [Fact]
    public void Only_cadmium_is_ever_over_its_limit() =>
        Assert.All(Played.Alerts.Where(a => a.Key.Condition != Condition.Silent), a => Assert.Equal("Cd", a.Key.Determinand?.Key));
}
