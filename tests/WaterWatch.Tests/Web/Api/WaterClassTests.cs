using WaterWatch.Configuration;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Api;

namespace WaterWatch.Tests.Web.Api;

/// <summary>The class of a reading and of a station, by the made-up river of the stories: cadmium, lead and pH, cadmium expected each hour.</summary>
public sealed class WaterClassTests
{
    private readonly CaseWalk _walk = new CaseWalk(
        Repository.MustLoad(ConfigurationFolder.Load(Path.Combine(Repository.Root, "tests", "cases", "_river", "config"), Repository.NoEnvironment, [])).Plan).Begin(Some.Start);

    [Fact]
    public void The_class_of_a_station_is_that_of_its_worst_factor()
    {
        Receive(0, "0.0005");
        Assert.Equal("I", Station(0.1));

        Receive(0.2, "0.02", "Pb");
        Assert.Equal("III", Station(0.3));

        _walk.Receive(Some.At(0.4), Some.Message(Some.Payload(Some.At(0.4), "9.5", "pH", "pH"), Some.At(0.4)));
        Assert.Equal("worse than V", Station(0.5));
    }

    [Fact]
    public void What_may_be_the_worst_of_all_leaves_the_class_untold()
    {
        Receive(0, "0.02", "Pb");
        Assert.Equal("", Station(0.1));

        Receive(0.2, "<0.002");
        Assert.Equal("III", Station(0.3));

        Receive(0.4, "<0.02");
        Assert.Equal("", Station(0.5));

        Receive(0.6, "0.0005");
        Assert.Equal("III", Station(0.7));
        Assert.Equal("", Station(4));
    }

    [Fact]
    public void A_sample_that_the_instrument_disowns_tells_no_class()
    {
        Receive(0, "0.0005", more: ",\"mark\":\"M\"");

        Assert.Equal("", Station(0.1));
        Assert.Equal("", Of(_walk.Batches[^1].Readings[^1]));
    }

    [Theory]
    [InlineData("0.0005", "", "I")]
    [InlineData("0.00005", "", "I")]
    [InlineData("0.003", "", "II")]
    [InlineData("0.9", "", "worse than V")]
    [InlineData("2.5", "", "")]
    [InlineData("0.02", ",\"mark\":\"T\"", "worse than V")]
    [InlineData("0.003", ",\"mark\":\"T\"", "")]
    [InlineData("-999", "", "")]
    public void The_class_of_a_reading_is_the_best_that_it_meets_for_certain(string value, string more, string expected)
    {
        Receive(0, value, more: more);

        Assert.Equal(expected, Of(_walk.Batches[^1].Readings[^1]));
    }

    [Fact]
    public void A_station_that_is_no_longer_watched_tells_no_class()
    {
        Receive(0, "0.0005");
        var reading = _walk.Batches[^1].Readings[^1];

        Assert.Equal("", WaterClass.Of(new ReadingOf(_walk.State.SeriesByNumber(reading.Series).Key, reading), null));
    }

    private void Receive(double hours, string value, string determinand = "Cd", string more = "") => _walk.Receive(Some.At(hours), value, determinand, more: more);

    private string Station(double hours) => WaterClass.Of(_walk.Plan.Stations["upper"], _walk.State, Some.At(hours));

    private string Of(Reading reading) => WaterClass.Of(new ReadingOf(_walk.State.SeriesByNumber(reading.Series).Key, reading), _walk.Plan.Stations["upper"]);
}
