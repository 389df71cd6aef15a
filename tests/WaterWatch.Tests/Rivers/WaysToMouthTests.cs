using WaterWatch.Rivers;

namespace WaterWatch.Tests.Rivers;

/// <summary>On rivers that never part a way is a difference of two ways to the mouth: it must be what adding up its reaches gives.</summary>
public sealed class WaysToMouthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_way_between_any_two_places_is_the_sum_of_its_reaches(int seed)
    {
        var random = new Random(seed);
        const int count = 60;
        var places = Enumerable.Range(0, count).Select(i => new Place($"p{i}", new LocalizedName($"P{i}", "")) { IsDam = random.Next(8) == 0 }).ToList();

        // Several mouths; some reaches without a length, some without a time, some assumed.
        var below = Enumerable.Range(0, count).Select(i => i == 0 || random.Next(12) == 0 ? -1 : random.Next(i)).ToList();
        var reaches = Enumerable.Range(0, count).Where(i => below[i] >= 0).Select(i => new Reach(
            $"p{i}",
            $"p{below[i]}",
            random.Next(10) == 0 ? null : random.Next(1, 400) / 10m,
            random.Next(10) == 0 ? null : new TravelTime(TimeSpan.FromMinutes(i), TimeSpan.FromMinutes(2 * i + 7), TimeSpan.FromMinutes(5 * i + 9), random.Next(6) == 0),
            "made up")).ToDictionary(r => r.From);
        var network = new RiverNetwork(places.OrderBy(_ => random.Next()), [.. reaches.Values]);

        var connected = 0;
        foreach (var (from, to) in places.SelectMany(from => places.Where(to => to != from).Select(to => (from, to))))
        {
            var expected = Sum(places.ToDictionary(p => p.Id), reaches, from.Id, to.Id);
            connected += expected is null ? 0 : 1;
            var route = network.RouteDown(from.Id, to.Id);
            Assert.Equal(expected?.LengthKm, route?.LengthKm);
            Assert.Equal(expected?.Travel, route?.Travel);
            Assert.Equal(expected?.Dams.Order(), route?.Dams.Order());
            Assert.Equal(expected is null, route is null);
        }

        Assert.InRange(connected, count, count * count / 2);
    }

    /// <summary>Reach by reach, in the plainest way.</summary>
    private static Route? Sum(Dictionary<string, Place> places, Dictionary<string, Reach> reaches, string from, string to)
    {
        var sum = new Route(from, to, 0, TravelTime.Zero, []);
        for (var at = from; at != to;)
        {
            if (!reaches.TryGetValue(at, out var reach))
            {
                return null;
            }

            sum = sum with
            {
                LengthKm = sum.LengthKm + reach.LengthKm,
                Travel = sum.Travel is { } before && reach.Travel is { } more ? before + more : null,
                Dams = places[at].IsDam ? [.. sum.Dams, places[at].Name.En] : sum.Dams,
            };
            at = reach.To;
        }

        return sum;
    }
}
