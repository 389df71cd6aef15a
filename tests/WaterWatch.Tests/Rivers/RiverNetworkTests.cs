using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Rivers;

public sealed class RiverNetworkTests
{
    [Fact]
    public void Lengths_and_times_add_up_along_the_way()
    {
        var route = Some.Network().RouteDown("upper", "lower")!;

        Assert.Equal((60m, TimeSpan.FromHours(6), TimeSpan.FromHours(24)), (route.LengthKm, route.Travel!.Value.Fastest, route.Travel.Value.Slowest));
    }

    [Theory]
    [InlineData("lower", "upper")]
    [InlineData("left", "right")]
    [InlineData("upper", "left")]
    [InlineData("upper", "upper")]
    [InlineData("nowhere", "upper")]
    public void Water_reaches_only_what_lies_below(string from, string to) => Assert.Null(Some.Network().RouteDown(from, to));

    [Fact]
    public void Where_a_river_parts_and_joins_again_the_bounds_hold_for_both_ways()
    {
        var network = new RiverNetwork(
            Names("a", "b", "c", "d"), [Some.Reach("a", "b", 1, 2), Some.Reach("b", "d", 1, 2), Some.Reach("a", "c", 5, 9), Some.Reach("c", "d", 5, 9)]);

        var travel = network.RouteDown("a", "d")!.Travel!.Value;

        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromHours(18)), (travel.Fastest, travel.Slowest));
    }

    [Fact]
    public void An_unknown_reach_makes_the_whole_way_unknown()
    {
        var network = new RiverNetwork(Names("a", "b", "c"), [Some.Reach("a", "b", 1, 2), new Reach("b", "c", null, null, "")]);

        Assert.Equal((null, null), (network.RouteDown("a", "c")!.LengthKm, network.RouteDown("a", "c")!.Travel));
    }

    [Fact]
    public void A_dam_is_passed_at_its_place_or_on_the_way_but_not_at_the_end()
    {
        var network = new RiverNetwork(
            [.. Names("a", "c"), new Place("b", new LocalizedName("B", "")) { IsDam = true }], [Some.Reach("a", "b", 1, 2), Some.Reach("b", "c", 1, 2)]);

        Assert.Equal([0, 1, 1], new[] { ("a", "b"), ("b", "c"), ("a", "c") }.Select(w => network.RouteDown(w.Item1, w.Item2)!.Dams.Count));
    }

    [Fact]
    public void Every_intake_below_is_found_the_own_one_too()
    {
        var network = new RiverNetwork(
            [new Place("a", new LocalizedName("a", "")) { Intake = Waterworks("A") }, .. Names("b"), new Place("c", new LocalizedName("c", "")) { Intake = Waterworks("C") }],
            [Some.Reach("a", "b", 1, 2), Some.Reach("b", "c", 1, 2)]);

        Assert.Equal(["A", "C"], network.IntakesBelow("a").Select(i => i.Intake.Name.En));
        Assert.Equal(["C"], network.IntakesBelow("b").Select(i => i.Intake.Name.En));
    }

    [Fact]
    public void A_circle_is_named_and_a_river_that_parts_is_none()
    {
        Assert.Equal(["b", "c", "b"], Circles.Find([Some.Reach("a", "b", 1, 2), Some.Reach("b", "c", 1, 2), Some.Reach("c", "b", 1, 2)]));
        Assert.Empty(Circles.Find([Some.Reach("a", "b", 1, 2), Some.Reach("a", "c", 1, 2), Some.Reach("b", "d", 1, 2), Some.Reach("c", "d", 1, 2)]));
    }

    private static IEnumerable<Place> Names(params string[] ids) => ids.Select(id => new Place(id, new LocalizedName(id, "")));

    private static Intake Waterworks(string name) => new(new LocalizedName(name, ""), null, null);
}
