using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Configuration;

public class ShippedConfigurationTests
{
    private static readonly string[] InOrder =
        ["lalang", "yemao", "yizhou", "luodong", "sancha", "boundary", "nuomitan", "confluence", "lutang", "hexi"];

    private readonly LoadedConfiguration _shipped = Repository.Shipped();

    [Fact]
    public void It_has_no_problem() => Assert.NotEmpty(_shipped.Plan.Stations);

    [Fact]
    public void The_stations_of_the_Longjiang_come_in_their_order_downstream()
    {
        var river = _shipped.Plan.Rivers["longjiang"];
        Assert.Equal(InOrder, river.Stations.Select(s => s.Station.Id.Value));
        Assert.Equal(river.Stations.Select(s => s.Station.DistanceKm).Order(), river.Stations.Select(s => s.Station.DistanceKm));
        foreach (var (above, below) in InOrder.Zip(InOrder.Skip(1)))
        {
            Assert.NotNull(river.Network.RouteDown(above, below));
        }
    }

    [Fact]
    public void Distances_of_stations_and_lengths_of_reaches_agree()
    {
        var river = _shipped.Plan.Rivers["longjiang"];
        foreach (var (above, below) in river.Stations.Zip(river.Stations.Skip(1)))
        {
            var route = river.Network.RouteDown(above.Station.PlaceId, below.Station.PlaceId);
            Assert.Equal(below.Station.DistanceKm - above.Station.DistanceKm, route!.LengthKm);
        }
    }

    [Fact]
    public void Settings_are_those_of_the_design()
    {
        var settings = _shipped.Settings;
        Assert.Equal("data", settings.DataDirectory);
        Assert.Equal(["http://127.0.0.1:8080"], settings.WebUrls);
        Assert.Equal(new Endpoint("127.0.0.1", 1883), settings.Broker.Listen);
        Assert.True(settings.Broker.Anonymous);
        var feed = Assert.Single(settings.Feeds);
        Assert.Equal(("local", "waterwatch", 1, FeedProtocol.Mqtt5), (feed.Name, feed.ClientId, feed.Qos, feed.Protocol));
        Assert.Equal(["waterwatch/v1/+/+/readings", "waterwatch/v1/+/+/senml", "waterwatch/v1/+/+/hj212", "waterwatch/v1/+/+/status"], feed.Topics.Select(t => t.Pattern.Filter));
        Assert.Equal("waterwatch/v1/longjiang/lalang/command", feed.CommandTopic.TopicOf("longjiang", "lalang"));
        Assert.Null(settings.Influx.Url);
        Assert.Equal(new PipelineSettings(TimeSpan.FromMinutes(5), 4096, TimeSpan.FromMilliseconds(5)), settings.Pipeline);
    }

    [Fact]
    public void Every_station_is_judged_by_class_III_for_cadmium()
    {
        foreach (var station in _shipped.Plan.Stations.Values)
        {
            var cadmium = station.RulesFor(Determinand.Find("Cd")!, Fraction.Total);
            var limit = Assert.Single(cadmium.Limits);
            Assert.Equal((0.005m, "GB 3838-2002 III"), (limit.Bound, limit.Ref));
            Assert.Equal(TimeSpan.FromHours(4), cadmium.Interval);
            Assert.Equal("Asia/Shanghai", station.Station.TimeZone.Id);
        }
    }

    [Fact]
    public void Only_where_water_is_taken_for_drinking_do_tables_2_and_3_hold()
    {
        var thallium = Determinand.Find("Tl")!;
        var with = _shipped.Plan.Stations.Values.Where(s => s.RulesFor(thallium, Fraction.Total).Limits.Count > 0);
        Assert.Equal("hexi", Assert.Single(with).Station.Id.Value);
    }

    [Theory]
    [InlineData("lalang")]
    [InlineData("luodong")]
    [InlineData("boundary")]
    public void The_intake_is_more_than_a_day_below_the_stations_of_2012_even_at_the_fastest(string station)
    {
        var network = _shipped.Plan.Rivers["longjiang"].Network;
        var (intake, route) = Assert.Single(network.IntakesBelow(station));
        Assert.Equal(1_500_000, intake.People);
        Assert.True(route.Travel!.Value.Fastest > TimeSpan.FromHours(24), $"{route.Travel}");
    }

    [Theory]
    [InlineData("lalang", "2012-01-15T09:30:00+08:00", "luodong", "2012-01-19T17:00:00+08:00")]
    [InlineData("lalang", "2012-01-15T09:30:00+08:00", "boundary", "2012-01-20T10:00:00+08:00")]
    [InlineData("lalang", "2012-01-15T09:30:00+08:00", "boundary", "2012-01-19T10:00:00+08:00")]
    [InlineData("luodong", "2012-01-19T17:00:00+08:00", "boundary", "2012-01-20T10:00:00+08:00")]
    public void What_was_measured_in_2012_lies_within_the_bounds(string above, string from, string below, string to)
    {
        var travel = _shipped.Plan.Rivers["longjiang"].Network.RouteDown(above, below)!.Travel!.Value;
        var took = DateTimeOffset.Parse(to, null) - DateTimeOffset.Parse(from, null);
        Assert.InRange(took, travel.Fastest, travel.Slowest);
        Assert.True(travel.Assumed);
    }

    [Fact]
    public void No_fastest_bound_is_faster_than_two_metres_a_second()
    {
        foreach (var reach in _shipped.Plan.Rivers["longjiang"].Network.Reaches)
        {
            Assert.True((double)reach.LengthKm!.Value * 1000 / reach.Travel!.Value.Fastest.TotalSeconds <= 2.0, $"{reach}");
        }
    }

    [Fact]
    public void The_tributary_reaches_the_intake_and_never_the_Longjiang_above_the_confluence()
    {
        var network = _shipped.Plan.Rivers["longjiang"].Network;
        Assert.NotNull(network.RouteDown("rongjiang", "hexi"));
        Assert.Null(network.RouteDown("rongjiang", "nuomitan"));
        Assert.Null(network.RouteDown("nuomitan", "rongjiang"));
        Assert.Equal(["Lalang", "Luodong", "Sancha", "Nuomitan"], network.RouteDown("lalang", "hexi")!.Dams);
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("0.4075")]
    [InlineData("0.9")]
    public void A_spill_is_suspect_and_never_failed(string spill)
    {
        var thresholds = _shipped.Plan.Stations["lalang"].RulesFor(Determinand.Find("Cd")!, Fraction.Total).Quality;
        var at = new DateTimeOffset(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8));
        var flag = Qartod.Test(
            new Measured(at, decimal.Parse(spill, null)), [new(at.AddHours(-4), 0.001m), new(at.AddHours(-8), 0.001m)], thresholds);
        Assert.Equal(QartodFlag.Suspect, flag.Flag);
        Assert.True(flag.Tests.HasFlag(QartodTests.Spike));
    }

    [Fact]
    public void Remarks_name_assumed_times_and_unverified_figures()
    {
        Assert.Contains(_shipped.Remarks, r => r.File == "rivers/longjiang.yaml" && r.Message.Contains("11 of 11 reaches have assumed travel times", StringComparison.Ordinal));
        Assert.Contains(_shipped.Remarks, r => r.File == "limits/gb-3838-2002.yaml" && r.Message.Contains("Mo, Co, Be, B, Ni, Ba, V, Ti are unverified", StringComparison.Ordinal));
    }
}
