using WaterWatch.Demo;

namespace WaterWatch.Tests.Demo;

public sealed class StoryTests
{
    private const decimal CadmiumLimit = 0.005m;

    private static readonly Story Longjiang = Story.Load();

    private static readonly IReadOnlyList<StoryReading> Cadmium =
        [.. Longjiang.Messages.Where(StoryReading.CanRead).SelectMany(StoryReading.In).Where(r => r.Determinand == "Cd")];

    private static DateTimeOffset At(int month, int day, int hour, int minute = 0) => new(2012, month, day, hour, minute, 0, TimeSpan.FromHours(8));

    [Fact]
    public void It_is_the_same_at_every_load() => Assert.Equal(Longjiang.Messages, Story.Load().Messages);

    [Fact]
    public void Messages_come_in_the_order_of_sending() =>
        Assert.Equal(Longjiang.Messages.Select(m => m.PublishAt).Order(), Longjiang.Messages.Select(m => m.PublishAt));

    [Fact]
    public void The_stations_are_the_ten_of_the_river_in_order()
    {
        Assert.Equal(
            ["lalang", "yemao", "yizhou", "luodong", "sancha", "boundary", "nuomitan", "confluence", "lutang", "hexi"],
            Longjiang.Stations.Select(s => s.Id));
        Assert.Equal(Longjiang.Stations.Select(s => s.DistanceKm).Order(), Longjiang.Stations.Select(s => s.DistanceKm));
    }

    [Theory]
    [InlineData("lalang", 1, 15, 9, 30, "0.4075", "Cd", "CN01")]
    [InlineData("luodong", 1, 19, 17, 0, "0.0247", "Cd", "XH20")]
    [InlineData("luodong", 1, 19, 17, 0, "0.0301", "As", "XH20")]
    [InlineData("boundary", 1, 20, 10, 0, "0.0030", "Cd", "XH20")]
    [InlineData("boundary", 1, 20, 11, 20, "0.0017", "Cd", "XH20")]
    [InlineData("boundary", 1, 20, 11, 20, "0.013", "As", "XH20")]
    [InlineData("confluence", 1, 26, 17, 0, "0.006", "Cd", "XH26")]
    [InlineData("lutang", 1, 29, 8, 0, "0.0041", "Cd", "CD29")]
    [InlineData("nuomitan", 1, 29, 12, 0, "0.045", "Cd", "BJN30")]
    [InlineData("luodong", 1, 30, 12, 0, "0.130", "Cd", "CN01")]
    [InlineData("luodong", 2, 6, 14, 0, "0.045", "Cd", "CNS06")]
    [InlineData("sancha", 2, 6, 14, 0, "0.019", "Cd", "CNS06")]
    [InlineData("nuomitan", 2, 6, 14, 0, "0.004", "Cd", "CNS06")]
    [InlineData("confluence", 2, 6, 14, 0, "0.004", "Cd", "CNS06")]
    [InlineData("hexi", 2, 6, 14, 0, "0.0020", "Cd", "CNS06")]
    public void A_published_value_is_sent_as_it_stands(
        string station, int month, int day, int hour, int minute, string value, string determinand, string source)
    {
        var message = Assert.Single(Longjiang.Messages, m => m.Station == station && m.TakenAt == At(month, day, hour, minute));

        Assert.False(message.Modelled);
        Assert.StartsWith($"published: {source} (", message.Note, StringComparison.Ordinal);
        Assert.Contains(source, Longjiang.Sources.Keys);
        var reading = Assert.Single(StoryReading.In(message), r => r.Determinand == determinand);
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), reading.Value);
        Assert.False(reading.Below);
    }

    [Fact]
    public void Everything_else_says_that_it_is_modelled()
    {
        Assert.Equal(13, Longjiang.Messages.Count(m => !m.Modelled));
        Assert.All(Longjiang.Messages.Where(m => m.Modelled), m => Assert.StartsWith("modelled", m.Note, StringComparison.Ordinal));
        Assert.All(Longjiang.Messages.Where(m => m.Modelled), m => Assert.Matches("\"origin\":\"modelled\"|;Origin=modelled;", m.Payload));
        Assert.All(Longjiang.Messages.Where(m => !m.Modelled), m => Assert.Matches("\"origin\":\"published: |;Origin=published: ", m.Payload));
    }

    [Fact]
    public void The_first_sample_over_the_limit_is_the_published_one_at_Lalang()
    {
        var first = Cadmium.Where(r => r.Value > CadmiumLimit).MinBy(r => r.TakenAt)!;

        Assert.Equal(("lalang", At(1, 15, 9, 30), 0.4075m), (first.Station, first.TakenAt, first.Value));
        Assert.All(Cadmium.Where(r => r.Station == "lalang" && r.TakenAt < first.TakenAt), r => Assert.InRange(r.Value, 0.0005m, 0.0021m));
    }

    [Fact]
    public void Nothing_is_higher_than_the_published_maximum() => Assert.Equal(0.4075m, Cadmium.Max(r => r.Value));

    [Fact]
    public void No_modelled_value_is_higher_than_the_published_peak_of_30_January() =>
        Assert.Equal(0.130m, Cadmium.Where(r => r.TakenAt >= At(1, 30, 0)).Max(r => r.Value));

    [Fact]
    public void The_boundary_is_within_the_limit_on_the_19th_and_20th()
    {
        var days = Cadmium.Where(r => r.Station == "boundary" && r.TakenAt >= At(1, 19, 0) && r.TakenAt < At(1, 21, 0)).ToList();

        Assert.True(days.Count >= 12);
        Assert.All(days, r => Assert.True(r.Value < 0.8m * CadmiumLimit));
    }

    [Fact]
    public void The_front_goes_down_the_river_no_faster_than_water_can()
    {
        var arrivals = Longjiang.Stations
            .Select(s => (s.DistanceKm, At: Cadmium.Where(r => r.Station == s.Id && r.Value > CadmiumLimit).Select(r => (DateTimeOffset?)r.TakenAt).Min()))
            .Where(a => a.At is not null)
            .ToList();

        Assert.Equal(8, arrivals.Count);
        foreach (var (up, down) in arrivals.Zip(arrivals.Skip(1)))
        {
            var metresPerSecond = (down.DistanceKm - up.DistanceKm) * 1000 / (down.At! - up.At!).Value.TotalSeconds;
            Assert.InRange(metresPerSecond, 0.05, 0.5);
        }
    }

    [Fact]
    public void The_confluence_is_over_only_on_the_26th_before_22()
    {
        var over = Cadmium.Where(r => r.Station == "confluence" && r.Value > CadmiumLimit).Select(r => r.TakenAt).ToList();

        Assert.Equal(At(1, 26, 17), over.Min());
        Assert.True(over.Max() < At(1, 26, 22));
    }

    [Fact]
    public void Liuzhous_intake_and_the_section_above_it_stay_within_the_limit() =>
        Assert.All(Cadmium.Where(r => r.Station is "lutang" or "hexi"), r => Assert.True(r.Value <= CadmiumLimit));

    [Fact]
    public void Nuomitan_is_first_within_the_limit_on_4_February_at_20_and_never_twice_over_again()
    {
        var nuomitan = Cadmium.Where(r => r.Station == "nuomitan").ToList();
        var firstOver = nuomitan.Where(r => r.Value > CadmiumLimit).Min(r => r.TakenAt);

        Assert.Equal(At(2, 4, 20), nuomitan.Where(r => r.TakenAt > firstOver && r.Value <= CadmiumLimit).Min(r => r.TakenAt));
        Assert.All(nuomitan.Where(r => r.TakenAt > At(2, 4, 20)), r => Assert.True(r.Value <= 2 * CadmiumLimit));
    }

    [Fact]
    public void No_other_metal_comes_near_its_limit() =>
        Assert.All(
            Longjiang.Messages.Where(StoryReading.CanRead).SelectMany(StoryReading.In).Where(r => r.Determinand is "As" or "Pb"),
            r => Assert.True(r.Value < 0.04m, $"{r}"));

    [Fact]
    public void Two_stations_send_HJ_212_in_micrograms_and_some_values_are_below_detection()
    {
        Assert.All(Longjiang.Messages.Where(m => m.Station is "luodong" or "nuomitan"), m => Assert.StartsWith("##", m.Payload, StringComparison.Ordinal));
        Assert.Contains(Longjiang.Messages, m => m.Station == "luodong" && m.Payload.Contains(";w20115-Rtd=24.7,w20115-Flag=N;", StringComparison.Ordinal));
        Assert.Contains(Cadmium, r => r is { Below: true, Station: "hexi", Value: 0.0001m });
    }

    [Fact]
    public void It_runs_from_clean_water_on_the_14th_to_the_last_published_figures()
    {
        Assert.Equal((At(1, 14, 0), At(2, 6, 20)), (Longjiang.StartAt, Longjiang.EndAt));
        Assert.All(Longjiang.Messages, m => Assert.True(m.PublishAt > Longjiang.StartAt));
        Assert.All(Longjiang.Stations, s => Assert.True(Cadmium.Count(r => r.Station == s.Id && r.TakenAt < At(1, 15, 0)) >= 5));
    }
}
