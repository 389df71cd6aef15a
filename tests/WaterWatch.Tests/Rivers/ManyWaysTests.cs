using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Rivers;

/// <summary>What the network says of two places holds for every way between them: held against trying all ways, on small rivers drawn by lot.</summary>
public sealed class ManyWaysTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bounds_lengths_and_dams_are_those_of_all_ways(int seed)
    {
        var (network, places) = Draw(seed);
        foreach (var (from, to) in places.SelectMany(a => places, (a, b) => (a, b)))
        {
            var ways = from == to ? [] : Ways(network, from, to).ToList();
            var route = network.RouteDown(from, to);

            Assert.Equal(ways.Count > 0, route is not null);
            if (route is not null)
            {
                Assert.Equal(ways.Exists(w => w.Exists(r => r.LengthKm is null)) ? null : ways.Min(w => w.Sum(r => r.LengthKm)), route.LengthKm);
                Assert.Equal(Bounds(ways), route.Travel);
                Assert.Equal(ways.SelectMany(w => w.Select(r => r.From)).Where(p => IsDam(network, p)).Distinct().Order(), route.Dams.Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whether_an_intake_is_near_is_what_the_ways_to_all_intakes_say(int seed)
    {
        var (network, places) = Draw(seed);

        Assert.All(places, place => Assert.Equal(
            network.IntakesBelow(place).Any(i => i.Route.Travel is not { } travel || travel.Fastest < Day), network.MayReachIntakeWithin(place, Day)));
    }

    [Fact]
    public void Braids_do_not_multiply()
    {
        // 40 times two arms: more than a million million ways.
        var places = Enumerable.Range(0, 121).Select(i => new Place($"{i}", new LocalizedName($"{i}", ""))).ToList();
        var reaches = Enumerable.Range(0, 40).SelectMany(i => new[] { (0, 1, 1), (0, 2, 2), (1, 3, 1), (2, 3, 2) }
            .Select(r => Some.Reach($"{3 * i + r.Item1}", $"{3 * i + r.Item2}", r.Item3, 2 * r.Item3))).ToList();

        var travel = new RiverNetwork(places, reaches).RouteDown("0", "120")!.Travel!.Value;

        Assert.Equal((TimeSpan.FromHours(80), TimeSpan.FromHours(320)), (travel.Fastest, travel.Slowest));
    }

    [Fact]
    public void Ten_thousand_places_in_a_row_cost_no_more_than_their_reaches()
    {
        var places = Enumerable.Range(0, 10_000).Select(i => new Place($"{i}", new LocalizedName($"{i}", ""))).ToList();
        var reaches = Enumerable.Range(0, 9_999).Select(i => Some.Reach($"{i}", $"{i + 1}", 1, 2)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(Circles.Find(reaches));
        var network = new RiverNetwork(places, reaches);
        Assert.Equal(TimeSpan.FromHours(9_999), network.RouteDown("0", "9999")!.Travel!.Value.Fastest);
        Assert.Equal(10_000, Circles.Find([.. reaches, Some.Reach("9999", "0", 1, 2)]).Distinct().Count());

        // All pairs would be fifty million ways, some gigabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * 1024 * 1024);
    }

    private static bool IsDam(RiverNetwork network, string place) => network.Places.Single(p => p.Id == place).IsDam;

    private static TravelTime? Bounds(List<List<Reach>> ways) => ways.Exists(w => w.Exists(r => r.Travel is null)) ? null : new TravelTime(
        ways.Min(w => Sum(w, t => t.Fastest)), ways.Min(w => Sum(w, t => t.Typical)), ways.Max(w => Sum(w, t => t.Slowest)), ways.Exists(w => w.Exists(r => r.Travel!.Value.Assumed)));

    private static TimeSpan Sum(List<Reach> way, Func<TravelTime, TimeSpan> time) => way.Aggregate(TimeSpan.Zero, (sum, r) => sum + time(r.Travel!.Value));

    private static IEnumerable<List<Reach>> Ways(RiverNetwork network, string from, string to)
    {
        foreach (var reach in network.Reaches.Where(r => r.From == from))
        {
            if (reach.To == to)
            {
                yield return [reach];
            }

            foreach (var rest in Ways(network, reach.To, to))
            {
                yield return [reach, .. rest];
            }
        }
    }

    private static (RiverNetwork Network, string[] Places) Draw(int seed)
    {
        var random = new Random(seed);
        string[] ids = [.. Enumerable.Range(0, random.Next(2, 9)).Select(i => $"{i}")];
        var places = ids.Select(id => new Place(id, new LocalizedName(id, ""))
        {
            IsDam = random.Next(3) == 0,
            Intake = random.Next(4) == 0 ? new Intake(new LocalizedName(id, ""), null, null) : null,
        }).ToArray();
        random.Shuffle(places);
        var reaches =
            from above in Enumerable.Range(0, ids.Length)
            from below in Enumerable.Range(above + 1, ids.Length - above - 1)
            where random.Next(3) == 0
            let hours = random.Next(1, 20)
            let reach = Some.Reach(ids[above], ids[below], hours, hours + random.Next(30))
            select reach with
            {
                LengthKm = random.Next(8) == 0 ? null : random.Next(1, 50),
                Travel = random.Next(8) == 0 ? null : reach.Travel!.Value with { Assumed = random.Next(4) == 0 },
            };
        return (new RiverNetwork(places, [.. reaches]), ids);
    }
}
