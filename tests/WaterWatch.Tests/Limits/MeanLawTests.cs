using WaterWatch.Limits;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

/// <summary>What holds of buckets whatever comes, and in whatever order; drawn by lot with fixed seeds.</summary>
public sealed class MeanLawTests
{
    private static readonly string[] Values = ["0", "0.0005", "0.00123456789", "0.005", "0.02", "0.4075", "<0.0005", "<0.01", ">0.02", "1000000000000000000", "79228162514264337593543950335", "0.0000000000000000001"];
    private static readonly int[] Periods = [0, 0, 600, 3600];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_in_which_readings_and_their_corrections_come_never_shows(int seed)
    {
        var random = new Random(seed);
        var period = Periods[random.Next(Periods.Length)];
        var samples = Samples(random, 300);
        var inOrder = Open(seed, period);
        foreach (var sample in samples)
        {
            sample.PutInto(inOrder, period);
        }

        var shuffled = Open(seed, period);
        foreach (var (sample, version) in Shuffled(random, samples))
        {
            sample.PutInto(shuffled, period, version);
        }

        AssertSame(inOrder, shuffled);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_working_copy_says_what_the_state_will_say_and_leaves_it_alone(int seed)
    {
        var random = new Random(seed);
        var samples = Samples(random, 200);
        var whole = Open(seed, 0);
        var before = Open(seed, 0);
        foreach (var sample in samples[..100])
        {
            sample.PutInto(whole, 0);
            sample.PutInto(before, 0);
        }

        var untouched = before.Copy();
        var draft = before.ToDraft();
        foreach (var sample in samples[100..])
        {
            sample.PutInto(whole, 0);
            sample.PutInto(draft, 0);
        }

        AssertSame(untouched, before);
        Assert.Equal((whole.NewestAt, whole.Oldest), (draft.NewestAt, draft.Oldest));
        Assert.All(
            Enumerable.Range(whole.FirstKnownEnd, whole.Newest - whole.FirstKnownEnd + 1),
            end => Assert.Equal(RollingMean.At(whole, end), RollingMean.At(draft, end)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_mean_is_what_a_clerk_with_all_samples_reckons(int seed)
    {
        var random = new Random(seed);
        var buckets = Open(seed, 0);
        var samples = Samples(random, 200);
        foreach (var sample in samples)
        {
            sample.PutInto(buckets, 0);
        }

        var byBucket = samples.Where(s => s.Versions[^1] is not null)
            .GroupBy(s => buckets.Window.BucketAt(s.At), s => s.Versions[^1]!.Value.Low)
            .ToDictionary(g => g.Key, g => (g.Average(), g.LongCount()));
        for (var end = buckets.FirstKnownEnd; end <= buckets.Newest; end++)
        {
            var (low, coverage) = Reckon(buckets.Window, end, byBucket);
            var mean = RollingMean.At(buckets, end);
            Assert.Equal((Math.Round(low, 9), Math.Round(coverage, 9)), (Math.Round(mean.Low, 9), Math.Round(mean.Coverage, 9)));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Raising_a_value_never_lowers_a_mean(int seed)
    {
        var random = new Random(seed);
        var samples = Samples(random, 100);
        var (lower, higher) = (Open(seed, 0), Open(seed, 0));
        foreach (var sample in samples)
        {
            sample.PutInto(lower, 0);
            (sample with { Versions = [.. sample.Versions.Select(v => v is { } entry ? entry with { Low = entry.Low + 0.001m } : v)] }).PutInto(higher, 0);
        }

        Assert.All(Enumerable.Range(lower.FirstKnownEnd, lower.Newest - lower.FirstKnownEnd + 1), end => Assert.True(RollingMean.At(lower, end).Low <= RollingMean.At(higher, end).Low));
    }

    /// <summary>Bucket by bucket from the samples themselves: each one's mean where it speaks or is held.</summary>
    private static (decimal Low, decimal Coverage) Reckon(MeanWindow window, int end, Dictionary<int, (decimal Mean, long Samples)> byBucket)
    {
        var (sum, covered, width) = (0m, 0L, (long)window.WidthSeconds);
        for (var bucket = end - window.Buckets + 1; bucket <= end; bucket++)
        {
            var speaker = bucket;
            while (!byBucket.ContainsKey(speaker) && (bucket - speaker - 1) * width < window.HoldSeconds)
            {
                speaker--;
            }

            if (!byBucket.TryGetValue(speaker, out var spoken))
            {
                continue;
            }

            var speaks = speaker == bucket ? spoken.Samples * window.HoldSeconds : Math.Max(0, window.HoldSeconds - (bucket - speaker - 1) * width);
            var inside = Math.Min(width, bucket * width - end * width + window.Seconds);
            var weight = Math.Min(speaks, width) * inside / width;
            sum += spoken.Mean * weight;
            covered += weight;
        }

        return covered == 0 ? default : (sum / covered, (decimal)covered / window.Seconds);
    }

    private static MeanBuckets Open(int seed, int period) => (seed % 4) switch
    {
        0 => SomeMeans.Open(TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), Math.Min(period, 600)),
        1 => SomeMeans.Open(TimeSpan.FromHours(24), TimeSpan.FromMinutes(7), period),
        2 => SomeMeans.Open(TimeSpan.FromDays(4), null, period),
        _ => SomeMeans.Open(TimeSpan.FromDays(60), TimeSpan.FromHours(1), period),
    };

    private static Drawn[] Samples(Random random, int count)
    {
        var minutes = Enumerable.Range(0, 40_000).ToArray();
        random.Shuffle(minutes);
        return
        [
            .. minutes.Take(count).Order().Select(minute => new Drawn(
                Some.At(0).AddMinutes(minute / (1 + random.Next(4) * random.Next(4))),
                [.. Enumerable.Range(0, random.Next(4) == 0 ? 3 : 1).Select(_ => random.Next(8) == 0 ? (MeanEntry?)null : SomeMeans.Entry(Values[random.Next(Values.Length)]))]))
                .DistinctBy(s => s.At),
        ];
    }

    /// <summary>All versions of all samples in any order, but those of one sample in theirs.</summary>
    private static IEnumerable<(Drawn Sample, int Version)> Shuffled(Random random, Drawn[] samples)
    {
        var order = samples.SelectMany(s => s.Versions.Select(_ => s)).ToArray();
        random.Shuffle(order);
        var next = new Dictionary<Drawn, int>();
        return order.Select(s => (s, next[s] = next.GetValueOrDefault(s, -1) + 1));
    }

    private static void AssertSame(MeanBuckets expected, MeanBuckets actual)
    {
        Assert.Equal((expected.NewestAt, expected.Oldest), (actual.NewestAt, actual.Oldest));
        Assert.Equal(expected.Buckets, actual.Buckets);
    }

    private sealed record Drawn(DateTimeOffset At, IReadOnlyList<MeanEntry?> Versions)
    {
        public void PutInto(MeanBuckets buckets, int period)
        {
            for (var version = 0; version < Versions.Count; version++)
            {
                PutInto(buckets, period, version);
            }
        }

        public void PutInto(MeanBuckets buckets, int period, int version)
        {
            if (version > 0 && Versions[version - 1] is { } before)
            {
                buckets.Leave(At, period, before);
            }

            if (Versions[version] is { } entry)
            {
                buckets.Enter(At, period, entry);
            }
        }
    }
}
