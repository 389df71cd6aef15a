using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Projection;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Storage;
using Some = WaterWatch.Tests.Storage.Some;

namespace WaterWatch.Tests.Projection;

/// <summary>A reading as a point, by the shipped configuration: Lalang is judged by GB 3838-2002, class III.</summary>
public sealed class ReadingLinesTests : IDisposable
{
    private readonly DataDirectory _directory = new();
    private readonly WatchLog _log;
    private readonly ConfigurationInForce _configuration = new(Repository.Shipped());

    public ReadingLinesTests() => _log = WatchLog.Open(_directory.Path);

    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_point_has_its_identity_as_tags_and_everything_else_as_fields() => Assert.Equal(
        "reading,determinand=Cd,fraction=total,period_s=0,river=longjiang,source=none,station=lalang,unit=mg/L "
        + "value=0.0247,censored=0i,limit_value=0.005,ratio=4.94,level=3,judged=2i,flag=1i,mark=\"N\",version=1i,delay_s=3 1326585600000000000",
        Line(Reading(0.0247m)));

    [Theory]
    [InlineData("0.0247", Qualifier.None, "N", Judged.Exceeds, "censored=0i,limit_value=0.005,ratio=4.94,level=3,")]
    [InlineData("0.0045", Qualifier.None, "N", Judged.Compliant, "censored=0i,limit_value=0.005,ratio=0.9,level=1,")]
    [InlineData("0.0005", Qualifier.Below, "N", Judged.Compliant, "censored=-1i,limit_value=0.005,ratio=0.1,level=0,")]
    [InlineData("0.01", Qualifier.Below, "N", Judged.CannotBeJudged, "censored=-1i,limit_value=0.005,ratio=-1,level=0.5,")]
    [InlineData("0.08", Qualifier.Above, "N", Judged.Exceeds, "censored=1i,limit_value=0.005,ratio=16,level=4,")]
    [InlineData("0.08", Qualifier.None, "T", Judged.Exceeds, "censored=1i,limit_value=0.005,ratio=16,level=4,")]
    [InlineData("0.5", Qualifier.None, "D", Judged.NotJudged, "censored=0i,limit_value=0.005,ratio=-1,level=0.5,")]
    public void Where_it_stands_to_its_limit_is_what_was_judged_then(string value, Qualifier qualifier, string mark, Judged judged, string expected) =>
        Assert.Contains(expected, Line(Reading(0) with { Value = new Concentration(decimal.Parse(value), Unit.MilligramPerLitre, qualifier), Mark = Mark.From(mark), Judged = judged }), StringComparison.Ordinal);

    [Fact]
    public void Without_a_limit_nothing_is_known_of_its_level() =>
        Assert.Contains("limit_value=-1,ratio=-1,level=0.5,judged=0i", Line(Reading(1) with { LimitRef = "", Judged = Judged.NotJudged }), StringComparison.Ordinal);

    /// <summary>A limit that is configured no more, or otherwise: what was judged by it stays judged, and no figure is made up.</summary>
    [Theory]
    [InlineData(Judged.Exceeds, "level=2,judged=2i")]
    [InlineData(Judged.Compliant, "level=0,judged=1i")]
    public void A_limit_that_is_configured_no_more_is_not_guessed_and_what_was_judged_stands(Judged judged, string expected)
    {
        var line = Line(Reading(0.0247m) with { LimitRef = "GB 3838-1988 III", Judged = judged });

        Assert.Contains("limit_value=-1,ratio=-1,", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_station_that_is_configured_no_more_keeps_its_readings_on_no_river() =>
        Assert.StartsWith("reading,determinand=Cd,fraction=total,period_s=0,river=none,source=icp\\ 1,station=gone,unit=mg/L value=0.5,", Line(Reading(0.5m), "gone", "icp 1"), StringComparison.Ordinal);

    private static Reading Reading(decimal value) => Some.Reading(1, Some.Start, value);

    private string Line(Reading reading, string station = "lalang", string source = "")
    {
        var lines = new ReadingLines(_log.Reader, _configuration);
        var key = new SeriesKey(new StationId(station), source, Determinand.Find("Cd")!, Fraction.Total, 0);
        lines.Begin(SomeRiver.Next(new WatchState()) with { Opened = [new SeriesOpened(reading.Series, key)] });
        var to = new LineWriter();
        lines.Write(reading, to);
        return Encoding.UTF8.GetString(to.Written.Span).TrimEnd('\n');
    }
}
