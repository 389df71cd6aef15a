using WaterWatch.Deciding;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>The river: spring, upper (a dam), joint, lower, mouth (an intake); a tributary with a station of its own comes in at joint.</summary>
public sealed class RiverStripTests
{
    private static readonly string[] Stationed = ["upper", "side", "lower"];
    private static readonly LocalizedName Works = new("Waterworks", "水厂");

    [Fact]
    public void The_stem_is_the_way_that_passes_most_stations_and_what_joins_it_lies_above_its_confluence()
    {
        var strip = Strip(Walk());

        Assert.Equal([("upper", 10m, false), ("side", 23m, true), ("lower", 50m, false)], strip.Stations.Select(s => (s.Station.Id.Value, s.Km, s.IsOnTributary)));
        Assert.Equal((0m, 90m), (strip.Line.FromKm, strip.Line.ToKm));
        Assert.Equal([("upper", 10m), ("joint", 30m), ("mouth", 90m)], strip.Line.Places.Select(p => (p.Name.En, p.Km)));
        Assert.Equal((true, "side", 900), (strip.Line.Places[0].IsDam, strip.Line.Places[1].Tributary!.En, strip.Line.Places[2].Intake!.People));
    }

    [Fact]
    public void Where_a_distance_was_measured_it_goes_before_the_sum_of_the_reaches()
    {
        var strip = Strip(Walk(measuredKm: 47.5m));

        Assert.Equal([("upper", 7.5m), ("side", 20.5m), ("lower", 47.5m)], strip.Stations.Select(s => (s.Station.Id.Value, s.Km)));
    }

    [Fact]
    public void It_shows_what_is_worst_and_every_station_by_it()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.0025");
        walk.Receive(Some.At(1), "0.001", station: "lower");
        Assert.Equal("Cd", Strip(walk).Determinand!.Key);
        Assert.Equal([0.5m, null, 0.2m], Strip(walk).Stations.Select(s => s.Ratio));

        walk.Receive(Some.At(2), "0.02");
        var upper = Strip(walk).Stations[0];
        Assert.Equal((4m, false, "0.02"), (upper.Ratio, upper.IsCensored, upper.Shown!.Sample.Value.Digits));
    }

    [Fact]
    public void Below_detection_is_marked_as_a_bound_and_what_cannot_be_judged_has_no_place_on_the_scale()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "<0.001");
        walk.Receive(Some.At(1), "<0.01", station: "lower");
        var stations = Strip(walk).Stations;

        Assert.Equal((0.2m, true), (stations[0].Ratio, stations[0].IsCensored));
        Assert.Null(stations[2].Ratio);
    }

    [Theory]
    [InlineData("81.54", "81.5")]
    [InlineData("1.004", "1.0")]
    [InlineData("0.344", "0.34")]
    [InlineData("0.3", "0.3")]
    [InlineData("0.0099", "<0.01")]
    public void Ratios_have_as_many_digits_as_say_something(string ratio, string text) =>
        Assert.Equal(text, RiverStrip.RatioText(decimal.Parse(ratio, System.Globalization.CultureInfo.InvariantCulture)));

    private static RiverStrip Strip(CaseWalk walk) =>
        RiverStrip.Of(walk.Plan.Rivers.Values.Single(), new Dictionary<string, string>(), walk.State, Some.At(3));

    private static CaseWalk Walk(decimal? measuredKm = null)
    {
        Place Named(string id) => new(id, new LocalizedName(id, ""));
        var network = new RiverNetwork(
            [Named("mouth") with { Intake = new Intake(Works, 900, null) }, Named("spring"), Named("side"), Named("upper") with { IsDam = true }, Named("joint"), Named("lower")],
            [Reach("spring", "upper", 10), Reach("upper", "joint", 20), Reach("side", "joint", 7), Reach("joint", "lower", 20), Reach("lower", "mouth", 40)]);
        var stations = Stationed.Select(id => Some.Watched(id)).ToArray();
        stations[2] = new WatchedStation(stations[2].Station with { DistanceKm = measuredKm }, [], stations[2].Rules, stations[2].DefaultRule);
        return new CaseWalk(Some.Plan(network, stations)).Begin(Some.Start);
    }

    private static Reach Reach(string from, string to, decimal km) => new(from, to, km, null, "");
}
