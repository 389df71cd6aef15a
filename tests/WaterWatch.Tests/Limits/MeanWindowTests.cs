using WaterWatch.Limits;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

public sealed class MeanWindowTests
{
    [Theory]
    //          window h  interval min  width s  hold s  buckets
    [InlineData(1, 0, 60, 120, 60)]
    [InlineData(1, 15, 900, 1350, 4)]
    [InlineData(1, 60, 3600, 5400, 1)]
    [InlineData(1, 240, 3600, 21_600, 1)]
    [InlineData(24, 15, 900, 1350, 96)]
    [InlineData(24, 7, 900, 630, 96)]
    [InlineData(96, 0, 3600, 7200, 96)]
    [InlineData(96, 240, 14_400, 21_600, 24)]
    [InlineData(30 * 24, 60, 21_600, 5400, 120)]
    [InlineData(365 * 24, 60, 86_400, 5400, 365)]
    [InlineData(365 * 24, 7 * 24 * 60, 7 * 86_400, 907_200, 53)]
    [InlineData(365 * 24, 30 * 24 * 60, 30 * 86_400, 3_888_000, 13)]
    public void A_bucket_is_a_sensible_part_of_the_window_and_no_finer_than_the_samples(int windowHours, int intervalMinutes, int width, int hold, int buckets)
    {
        var window = MeanWindow.For(TimeSpan.FromHours(windowHours), intervalMinutes == 0 ? null : TimeSpan.FromMinutes(intervalMinutes), 0)!.Value;

        Assert.Equal((windowHours * 3600, width, hold, buckets), (window.Seconds, window.WidthSeconds, window.HoldSeconds, window.Buckets));
    }

    [Fact]
    public void Whatever_the_window_at_most_about_400_buckets_are_kept() => Assert.All(
        from minutes in Enumerable.Range(0, 2000).Select(i => 1 + i * 263.5)
        from interval in (int[])[0, 1, 15, 60, 240, 1440, 20_000]
        select MeanWindow.For(TimeSpan.FromMinutes(minutes), interval == 0 ? null : TimeSpan.FromMinutes(interval), 0)!.Value,
        window => Assert.InRange(window.KeptBuckets, 1, 500));

    [Fact]
    public void Readings_that_are_means_themselves_make_no_finer_buckets_and_no_shorter_windows()
    {
        Assert.Equal(3600, MeanWindow.For(TimeSpan.FromHours(4), TimeSpan.FromMinutes(15), 3600)!.Value.WidthSeconds);
        Assert.Null(MeanWindow.For(TimeSpan.FromHours(1), null, 3601));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.001, 1)]
    [InlineData(3600, 1)]
    [InlineData(3600.001, 2)]
    [InlineData(-0.001, 0)]
    [InlineData(-3600, -1)]
    public void A_sample_on_the_hour_speaks_for_the_hour_before_it(double secondsSince1970, int bucket)
    {
        var window = MeanWindow.For(TimeSpan.FromHours(4), TimeSpan.FromHours(1), 0)!.Value;

        Assert.Equal(bucket, window.BucketAt(DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(secondsSince1970 * 1000))));
    }

    [Fact]
    public void A_bucket_ends_where_its_last_sample_can_be()
    {
        var window = MeanWindow.For(TimeSpan.FromHours(4), TimeSpan.FromHours(1), 0)!.Value;

        Assert.Equal(Some.At(3), window.EndOf(window.BucketAt(Some.At(3))));
        Assert.Equal(Some.At(4), window.EndOf(window.BucketAt(Some.At(3).AddMilliseconds(1))));
    }
}
