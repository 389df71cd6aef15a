using System.Text;
using WaterWatch.Projection;

namespace WaterWatch.Tests.Projection;

public sealed class LineWriterTests
{
    [Fact]
    public void A_point_is_one_line_with_its_tags_its_fields_by_type_and_its_time_in_nanoseconds()
    {
        var lines = new LineWriter();
        lines.Begin(LineWriter.Prefix("reading", ("determinand", "Cd"), ("station", "lalang")))
            .Field("value"u8, 0.4075m).Field("ratio"u8, 81.5).Field("flag"u8, 1).Field("mark"u8, "N").Field("late"u8, true)
            .At(new DateTimeOffset(2012, 1, 15, 1, 30, 0, TimeSpan.Zero));

        Assert.Equal("reading,determinand=Cd,station=lalang value=0.4075,ratio=81.5,flag=1i,mark=\"N\",late=1i 1326591000000000000\n", Written(lines));
    }

    [Theory]
    [InlineData("a, b = c", @"a\,\ b\ \=\ c")]
    [InlineData("拉浪 \"大坝\"", "拉浪\\ \"大坝\"")]
    [InlineData("'; DROP DATABASE waterwatch; --", @"';\ DROP\ DATABASE\ waterwatch;\ --")]
    [InlineData("icp\nreading,station=x value=1", @"icp\ reading\,station\=x\ value\=1")]
    [InlineData(@"c:\icp\", "c:/icp/")]
    [InlineData("", "none")]
    public void No_name_becomes_a_tag_a_field_or_a_line_of_its_own(string name, string written) =>
        Assert.Equal($"reading,source={written}", Encoding.UTF8.GetString(LineWriter.Prefix("reading", ("source", name))));

    [Theory]
    [InlineData("say \"when\"", "\"say \\\"when\\\"\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("one\r\ntwo", "\"one  two\"")]
    [InlineData("镉 🐟", "\"镉 🐟\"")]
    public void No_text_ends_before_it_is_over(string text, string written)
    {
        var lines = new LineWriter();
        lines.Begin("timeline"u8).Field("text"u8, text).At(0);

        Assert.Equal($"timeline text={written} 0\n", Written(lines));
    }

    [Fact]
    public void Events_of_one_millisecond_have_their_place_in_the_chain_as_nanoseconds()
    {
        var lines = new LineWriter();
        lines.Begin("alert"u8).Field("alert"u8, 1).At(DateTimeOffset.UnixEpoch.AddMilliseconds(5), seq: 3_000_007);

        Assert.EndsWith(" 5000007\n", Written(lines), StringComparison.Ordinal);
    }

    /// <summary>InfluxDB's nanoseconds end in 2262; a clock that says 9999 is the server's to refuse, in its own words.</summary>
    [Fact]
    public void A_time_that_no_server_can_hold_is_not_turned_into_another()
    {
        var lines = new LineWriter();
        lines.Begin("reading"u8).Field("value"u8, 1).At(DateTimeOffset.MaxValue);
        lines.Begin("reading"u8).Field("value"u8, 1).At(DateTimeOffset.MinValue);

        Assert.Equal(["reading value=1i 253402300799999000000", "reading value=1i -62135596800000000000"], Written(lines).Split('\n')[..2]);
    }

    [Fact]
    public void A_buffer_grows_with_what_is_written_and_begins_anew_when_cleared()
    {
        var lines = new LineWriter();
        for (var i = 0; i < 10_000; i++) lines.Begin("reading"u8).Field("mark"u8, "0123456789").At(i);
        Assert.Equal(10_000, lines.Lines);
        Assert.EndsWith("reading mark=\"0123456789\" 9999000000\n", Written(lines), StringComparison.Ordinal);

        lines.Clear();
        lines.Begin("reading"u8).Field("value"u8, 1).At(0);

        Assert.Equal("reading value=1i 0\n", Written(lines));
    }

    private static string Written(LineWriter lines) => Encoding.UTF8.GetString(lines.Written.Span);
}
