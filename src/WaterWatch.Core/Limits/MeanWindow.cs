namespace WaterWatch.Limits;

/// <summary>
/// A rolling window over one series, cut into buckets of equal width. A bucket is open at its start and closed at its end: a sample on the hour speaks for the
/// hour before it. The buckets are the resolution of the mean: a window ends with the bucket that its newest sample lies in.
/// </summary>
/// <param name="Seconds">The window's length.</param>
/// <param name="WidthSeconds">A bucket's.</param>
/// <param name="HoldSeconds">For how long a sample speaks: no bucket weighs more than its samples together, and an empty one takes the value before it no longer than this.</param>
public readonly record struct MeanWindow(int Seconds, int WidthSeconds, int HoldSeconds)
{
    private const int Day = 86_400;

    /// <summary>Late samples change means of the past: beyond the newest window this many buckets are kept for them, or a month's if that is less.</summary>
    private const int KeptForLateSamples = 300;

    private const int LongestHoldInBuckets = 100;

    /// <summary>The longest window there is: a leap year.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly int[] Widths = [60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, Day];

    /// <summary>How many buckets the window touches.</summary>
    public int Buckets => (Seconds + WidthSeconds - 1) / WidthSeconds;

    /// <summary>How many empty buckets a value is held into, begun ones too.</summary>
    public int HeldBuckets => (HoldSeconds + WidthSeconds - 1) / WidthSeconds;

    /// <summary>By how many buckets a window may end before the newest one and still be known whole.</summary>
    public int BucketsForLateSamples => Math.Min(KeptForLateSamples, 31 * Day / WidthSeconds);

    /// <summary>How many buckets are kept: at most about 400, whatever the window.</summary>
    public int KeptBuckets => HeldBuckets + Buckets + BucketsForLateSamples;

    /// <summary>
    /// The window of a limit. A bucket is about a ninety-sixth of it (a quarter of an hour of a day, an hour of four days; a day of a year), at least a minute, and no
    /// finer than samples are expected or than the periods are that they stand for.
    /// </summary>
    /// <param name="interval">How often a sample is expected; null when none is, and then a sample speaks for two buckets.</param>
    /// <param name="periodSeconds">What each reading is itself a mean over; 0 for a moment.</param>
    /// <returns>Null when readings over so long a period say nothing of so short a window.</returns>
    public static MeanWindow? For(TimeSpan window, TimeSpan? interval, int periodSeconds)
    {
        var seconds = SecondsOf(window);
        var expected = (int)Math.Min(interval?.TotalSeconds ?? 0, Longest.TotalSeconds);
        if (periodSeconds > seconds)
        {
            return null;
        }

        var width = Math.Min(Math.Max(WidthWithin(seconds / 96), WidthOfAtLeast(Math.Max(expected, periodSeconds))), seconds);
        var hold = expected > 0 ? Math.Min(1.5 * expected, (double)LongestHoldInBuckets * width) : 2 * width;
        return new MeanWindow(seconds, width, (int)hold);
    }

    /// <summary>The length of a limit's window, from a minute to a year.</summary>
    public static int SecondsOf(TimeSpan window) => (int)Math.Clamp(window.TotalSeconds, Widths[0], Longest.TotalSeconds);

    /// <summary>Whether a limit is one on means over this window.</summary>
    public bool IsOf(Limit limit) => limit.MeanOver is { } over && SecondsOf(over) == Seconds;

    /// <summary>The bucket that an instant lies in, counted from 1970.</summary>
    public int BucketAt(DateTimeOffset at) => BucketAtSecond(SecondOf(at));

    /// <summary>When a bucket ends.</summary>
    public DateTimeOffset EndOf(int bucket) => DateTimeOffset.UnixEpoch.AddSeconds((long)bucket * WidthSeconds);

    /// <summary>For how many seconds the samples of a bucket speak together; those that stand for a period for as long as it is at least.</summary>
    internal long Speaks(in MeanBucket bucket) => Math.Max(bucket.Weight, (long)bucket.Samples * HoldSeconds);

    /// <summary>The second, counted from 1970, that an instant lies in or ends: seconds, like buckets, are open at their start.</summary>
    internal static long SecondOf(DateTimeOffset at) => Ceiling(at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);

    internal int BucketAtSecond(long second) => (int)Ceiling(second, WidthSeconds);

    private static int WidthWithin(int seconds)
    {
        var width = Widths[0];
        foreach (var wider in Widths)
        {
            width = wider <= seconds ? wider : width;
        }

        return width;
    }

    private static int WidthOfAtLeast(int seconds)
    {
        foreach (var width in Widths)
        {
            if (width >= seconds)
            {
                return width;
            }
        }

        return (seconds + Day - 1) / Day * Day;
    }

    private static long Ceiling(long number, long by) => number > 0 ? (number - 1) / by + 1 : number / by;
}
