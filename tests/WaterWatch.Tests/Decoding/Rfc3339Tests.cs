using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Tests.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Decoding;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2012-01-15T09:30:00+08:00", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15T01:30:00Z", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15t01:30:00z", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15 01:30:00Z", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15T01:30:00.5Z", "2012-01-15T01:30:00.500Z")]
    [InlineData("2012-01-15T01:30:00.1239999Z", "2012-01-15T01:30:00.123Z")]
    [InlineData("2012-01-14T22:30:00-03:00", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15T09:30+08:00", "2012-01-15T01:30:00Z")]
    [InlineData("2012-02-29T00:00:00Z", "2012-02-29T00:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z")]
    [InlineData("2012-01-15T09:30:00", "2012-01-15T01:30:00Z")]
    [InlineData("2012-01-15T09:30", "2012-01-15T01:30:00Z")]
    public void A_time_is_read(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), Some.Zone, out var at));
        Assert.Equal(expected, Instants.Format(at));
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2012-01-15")]
    [InlineData("15.01.2012 09:30:00")]
    [InlineData("2012-02-30T00:00:00Z")]
    [InlineData("2011-02-29T00:00:00Z")]
    [InlineData("2012-13-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2012-01-15T24:00:00Z")]
    [InlineData("2012-01-15T09:60:00Z")]
    [InlineData("2012-01-15T09:30:61Z")]
    [InlineData("2012-01-15T09:30:00.Z")]
    [InlineData("2012-01-15T09:30:00+0800")]
    [InlineData("2012-01-15T09:30:00+24:00")]
    [InlineData("2012-01-15T09:30:00+08:00 ")]
    [InlineData("2012-01-15T09:30:00ZZ")]
    [InlineData("2012-01-15T09:3x:00Z")]
    [InlineData("0001-01-01T00:00:00+08:00")]
    [InlineData("9999-12-31T23:59:59-08:00")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("-012-01-15T09:30:00Z")]
    public void Anything_else_is_no_time(string text) => Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), Some.Zone, out _));
}
