using System.Buffers.Binary;
using System.IO.Compression;
using WaterWatch.Alerts;
using WaterWatch.Notify.Charts;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Notify.Charts;

public sealed class AlertChartTests
{
    public static TheoryData<string> Names => ["OneValue", "ThreeDays", "Gaps", "Acid"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_chart_is_a_small_picture_and_the_same_each_time(string name)
    {
        var png = AlertChart.Of(Named(name));
        Assert.Equal((AlertChart.Width, AlertChart.Height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.InRange(png.Length, 1_000, 40_000);
        Assert.Equal(png, AlertChart.Of(Named(name)));
        if (Environment.GetEnvironmentVariable("WATERWATCH_CHARTS_TO") is { } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{name}.png"), png);
        }
    }

    [Fact]
    public void What_is_written_is_what_another_reader_reads()
    {
        var canvas = new Canvas(3, 2, 0x102030);
        canvas.Fill(1, 0, 2, 2, 0xa0b0c0);
        var png = Png.Of(canvas);
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);

        byte[] first = [0x10, 0x20, 0x30, 0xa0, 0xb0, 0xc0, 0x10, 0x20, 0x30];
        Assert.Equal([2, .. first, 2, .. new byte[9]], rows.ToArray());
        Assert.Equal(new byte[] { 0xae, 0x42, 0x60, 0x82 }, png[^4..]);
    }

    [Fact]
    public void Every_unit_and_number_and_time_has_its_letters()
    {
        var needed = Enum.GetValues<Unit>().Select(u => u.Symbol()).Append("0123456789.:-").SelectMany(s => s).Distinct();
        Assert.Empty(needed.Except(StrokeLetters.Known));
    }

    [Fact]
    public void A_gap_is_a_gap() => Assert.Equal([5, 8], SomeChart.Gaps.Runs.Select(r => r.Count));

    [Theory]
    [InlineData("ThreeDays", false)]
    [InlineData("Gaps", true)]
    [InlineData("OneValue", true)]
    [InlineData("Acid", false)]
    public void A_span_that_needs_it_is_logarithmic(string name, bool isLogarithmic) =>
        Assert.Equal(isLogarithmic, new ValueAxis(Named(name).Values, Named(name).Rule is not null).IsLogarithmic);

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(1e-9, 1e9)]
    [InlineData(-9999, -9999)]
    [InlineData(7.8, 7.8)]
    [InlineData(0, 1e28)]
    public void No_values_are_too_odd_for_an_axis(double low, double high)
    {
        Assert.All([true, false], fromZero =>
        {
            var axis = new ValueAxis([low, high], fromZero);
            Assert.InRange(axis.HeightOf(low), 0, axis.HeightOf(high));
            Assert.InRange(axis.Ticks.Count, 1, 25);
        });
    }

    [Fact]
    public void The_words_say_what_the_picture_shows()
    {
        var words = new ChartWords(SomeChart.Gaps, new LocalizedName("Lalang", "拉浪"), Determinand.Find("Cd")!.Name, chinese: false);
        Assert.StartsWith("Cadmium at Lalang, the 72 h to 15 Jan 09:42: 13 samples from 0.0005 to ", words.Alternative, StringComparison.Ordinal);
        Assert.EndsWith("1 gap without data.", words.Alternative, StringComparison.Ordinal);
        Assert.Contains("8 of them below detection", words.Alternative, StringComparison.Ordinal);
        Assert.Contains("Over the limit of 0.005 mg/L first at", words.Alternative, StringComparison.Ordinal);
        Assert.Contains("octagon: this alert, Red", words.Legend, StringComparison.Ordinal);
        Assert.Contains("数据中断1处", new ChartWords(SomeChart.Gaps, new LocalizedName("Lalang", "拉浪"), Determinand.Find("Cd")!.Name, chinese: true).Alternative, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1, "first at 14 Jan 23:36")]
    [InlineData(5, "first at 14 Jan 23:42")]
    public void The_first_sample_of_the_alert_is_said_to_the_minute_unless_another_was_over_before(double hours, string said)
    {
        var data = SomeChart.Gaps with { Span = TimeSpan.FromMinutes(14), FiredAt = SomeChart.Gaps.Points.First(p => p.High > 0.005).At.AddHours(hours) };
        Assert.Contains(said, new ChartWords(data, new LocalizedName("Lalang", "拉浪"), Determinand.Find("Cd")!.Name, chinese: false).Alternative, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_differ_in_shape_as_well_as_colour() =>
        Assert.Equal(5, Enum.GetValues<Level>().Select(l => (LevelShape.ColourOf(l), LevelShape.NameOf(l), LevelShape.Of(l, new Point(0, 0), 10).Count * 100 + (int)LevelShape.Of(l, new Point(0, 0), 10)[0].X)).Distinct().Count());

    private static ChartData Named(string name) => name switch
    {
        "OneValue" => SomeChart.OneValue,
        "ThreeDays" => SomeChart.ThreeDays,
        "Gaps" => SomeChart.Gaps,
        _ => SomeChart.Acid,
    };
}
