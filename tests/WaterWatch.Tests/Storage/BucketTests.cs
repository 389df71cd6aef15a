using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Tests.Storage;

public class BucketTests
{
    private static readonly int[] s_one = [1];
    private static readonly int[] s_all = [1, 2, 3];

    [Fact]
    public void A_span_has_the_least_the_mean_and_the_most_of_its_samples()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Commit(At(0, 0.0010m), At(15, 0.0030m), At(30, 0.0025m), At(60, 0.0040m));

        foreach (var _ in BothPlaces(log))
        {
            var buckets = log.Reader.Buckets(new BucketsQuery(s_one) { Every = TimeSpan.FromHours(1) }).Items;
            Assert.Equal([(3L, 0.0010m, 0.0021667m, 0.0030m), (1L, 0.0040m, 0.0040m, 0.0040m)], buckets.Select(b => (b.Count, b.Min!.Value, b.Mean!.Value, b.Max!.Value)));
            Assert.Equal([Some.Start, Some.Start.AddHours(1)], buckets.Select(b => b.Start));
        }
    }

    [Fact]
    public void An_error_code_and_what_an_instrument_out_of_service_sends_are_counted_and_in_no_number()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Commit(
            At(0, 0.002m), At(15, -9999m) with { Flag = QartodFlag.Fail }, At(30, 0.9m) with { Mark = Mark.From("C") }, At(45, 0.004m) with { Flag = QartodFlag.Suspect },
            At(60, -9999m) with { Flag = QartodFlag.Fail });

        foreach (var _ in BothPlaces(log))
        {
            var buckets = log.Reader.Buckets(new BucketsQuery(s_one) { Every = TimeSpan.FromHours(1) }).Items;
            Assert.Equal((4L, 2L, 1L, 0.002m, 0.003m, 0.004m), (buckets[0].Count, buckets[0].LeftOut, buckets[0].Marked, buckets[0].Min, buckets[0].Mean, buckets[0].Max));
            Assert.Equal((new FlagCounts(2, 0, 1, 1, 0), QartodFlag.Fail), (buckets[0].Flags, buckets[0].Gravest));
            Assert.Equal((1L, 1L, null, null, null), (buckets[1].Count, buckets[1].LeftOut, buckets[1].Min, buckets[1].Mean, buckets[1].Max));
        }
    }

    [Fact]
    public void A_bound_counts_with_its_number_and_is_said_to_be_one()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Commit(
            At(0, 0.0005m) with { Value = new Concentration(0.0005m, Unit.MilligramPerLitre, Qualifier.Below) }, At(15, 2.0m) with { Mark = Mark.AboveRange }, At(30, 0.001m));

        var bucket = Assert.Single(log.Reader.Buckets(new BucketsQuery(s_one) { Every = TimeSpan.FromHours(1) }).Items);
        Assert.Equal((3L, 2L, 0.0005m, 2.0m), (bucket.Count, bucket.Censored, bucket.Min, bucket.Max));
    }

    [Fact]
    public void Only_the_newest_version_of_a_sample_counts_or_the_newest_that_was_known()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Commit(Some.Reading(1, Some.Start, 0.4m, Some.Start.AddMinutes(1)));
        log.IndexStep(force: true);
        river.Commit(Some.Reading(1, Some.Start, 0.004m, Some.Start.AddHours(2), correction: true));

        foreach (var _ in BothPlaces(log))
        {
            var query = new BucketsQuery(s_one) { Every = TimeSpan.FromDays(1) };
            Assert.Equal((1L, 0.004m), Assert.Single(log.Reader.Buckets(query).Items) is var now ? (now.Count, now.Max) : default);
            Assert.Equal((1L, 0.4m), Assert.Single(log.Reader.Buckets(query with { AsKnownAt = Some.Start.AddHours(1) }).Items) is var then ? (then.Count, then.Max) : default);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Pages_of_buckets_are_the_same_as_all_at_once(int limit)
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        for (var part = 0; part < 5; part++)
        {
            river.Flow(20, seed: part);
            _ = part < 4 && log.IndexStep(force: true);
        }

        var every = TimeSpan.FromHours(2);
        foreach (var query in (BucketsQuery[])[new(s_all) { Every = every }, new(s_all) { Points = 9 }, new(s_all) { Every = every, From = Some.Start.AddHours(3), To = Some.Start.AddHours(9) }])
        {
            var all = log.Reader.Buckets(query).Items;
            var walked = new List<BucketOf>();
            for (var part = query with { Limit = limit }; ;)
            {
                var page = log.Reader.Buckets(part);
                walked.AddRange(page.Items);
                if (page.Next is null)
                {
                    break;
                }

                Assert.Equal(limit, page.Items.Count);
                part = part with { Cursor = page.Next };
            }

            Assert.Equal(all, walked);
            var newest = NewestVersions(river).Where(r => s_all.Contains(r.Series) && r.TakenAt >= (query.From ?? r.TakenAt) && r.TakenAt < (query.To ?? DateTimeOffset.MaxValue)).ToArray();
            Assert.Equal((newest.Length, newest.Min(r => r.Value.Value), newest.Max(r => r.Value.Value)), ((int)all.Sum(b => b.Count), all.Min(b => b.Min), all.Max(b => b.Max)));
        }
    }

    [Fact]
    public void As_many_points_as_asked_for_cover_all_samples()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(200);
        log.IndexStep(force: true);
        var samples = NewestVersions(river).Count(r => r.Series == 1);
        for (var points = 1; points < 40; points++)
        {
            var buckets = log.Reader.Buckets(new BucketsQuery(s_one) { Points = points }).Items;
            Assert.InRange(buckets.Count, 1, points);
            Assert.Equal(samples, buckets.Sum(b => b.Count));
        }

        Assert.Empty(log.Reader.Buckets(new BucketsQuery(s_one) { Points = 10, From = Some.Start.AddYears(5) }).Items);
        Assert.Throws<ArgumentException>(() => log.Reader.Buckets(new BucketsQuery(s_one) { Points = 10, Cursor = "1.2" }));
    }

    [Fact]
    public void Absurd_numbers_leave_a_rough_mean()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Commit(At(0, decimal.MaxValue), At(1, decimal.MaxValue), At(2, decimal.MinValue), At(3, 1m));

        var bucket = Assert.Single(log.Reader.Buckets(new BucketsQuery(s_one) { Every = TimeSpan.FromHours(1) }).Items);
        Assert.Equal((decimal.MinValue, decimal.MaxValue), (bucket.Min, bucket.Max));
        Assert.InRange(bucket.Mean!.Value, 1.9e28m, 2.1e28m);
    }

    private static Reading At(int minutes, decimal value) => Some.Reading(1, Some.Start.AddMinutes(minutes), value);

    private static Reading[] NewestVersions(SomeRiver river) =>
        [.. river.Written.SelectMany(b => b.Readings).GroupBy(r => (r.Series, r.TakenAt)).Select(versions => versions.Last())];

    /// <summary>Once with the readings in the tail and once in blocks.</summary>
    private static IEnumerable<bool> BothPlaces(WatchLog log)
    {
        yield return false;
        yield return log.IndexStep(force: true);
    }
}
