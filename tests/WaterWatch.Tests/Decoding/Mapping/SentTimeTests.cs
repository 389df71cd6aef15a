using System.Text;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Decoding.Mapping;

public sealed class SentTimeTests
{
    private static readonly DateTimeOffset Half = new(2012, 1, 15, 1, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2012-01-15T01:30:00.123456789Z", TimeFormat.Rfc3339, 123)]
    [InlineData("2012-01-15 09:30", TimeFormat.Rfc3339, 0)]
    [InlineData("1326591000", TimeFormat.EpochSeconds, 0)]
    [InlineData("1326591000.9999", TimeFormat.EpochSeconds, 999)]
    [InlineData("1.326591e9", TimeFormat.EpochSeconds, 0)]
    [InlineData("1326591000007", TimeFormat.EpochMilliseconds, 7)]
    [InlineData("1326591000007999", TimeFormat.EpochMicroseconds, 7)]
    [InlineData("1326591000007999999", TimeFormat.EpochNanoseconds, 7)]
    public void A_time_is_read_to_the_millisecond(string text, TimeFormat format, int milliseconds)
    {
        Assert.True(SentTime.TryRead(Encoding.UTF8.GetBytes(text), format, Some.Zone, out var at, out var period));
        Assert.Equal(Half.AddMilliseconds(milliseconds), at);
        Assert.Equal(0, period);
    }

    [Fact]
    public void An_interval_is_a_mean_that_begins_at_its_start()
    {
        Assert.True(SentTime.TryRead("2012-01-15T01:30:00Z/2012-01-15T02:00:00Z"u8, TimeFormat.Rfc3339, Some.Zone, out var at, out var period));
        Assert.Equal((Half, 1800), (at, period));
    }

    [Theory]
    [InlineData("", TimeFormat.EpochSeconds)]
    [InlineData("<5", TimeFormat.EpochSeconds)]
    [InlineData("1e28", TimeFormat.EpochSeconds)]
    [InlineData("-1e15", TimeFormat.EpochSeconds)]
    [InlineData("yesterday", TimeFormat.EpochMilliseconds)]
    [InlineData("1326591000", TimeFormat.Rfc3339)]
    [InlineData("2012-01-15T02:00:00Z/2012-01-15T01:30:00Z", TimeFormat.Rfc3339)]
    [InlineData("2012-01-15T02:00:00Z/", TimeFormat.Rfc3339)]
    [InlineData("0001-01-01T00:00:00Z/9999-12-31T00:00:00Z", TimeFormat.Rfc3339)]
    public void What_is_no_time_is_none(string text, TimeFormat format) =>
        Assert.False(SentTime.TryRead(Encoding.UTF8.GetBytes(text), format, Some.Zone, out _, out _));
}
