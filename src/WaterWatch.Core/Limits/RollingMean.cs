namespace WaterWatch.Limits;

/// <summary>The mean over one window.</summary>
/// <param name="Low">With <c>&lt;x</c> as 0, in the determinand's unit.</param>
/// <param name="High">With <c>&lt;x</c> as x; the same as <paramref name="Low"/> when nothing in it is censored.</param>
/// <param name="IsLowerBound">Something in it is known to be at least its number only, so the true mean may be higher than both.</param>
/// <param name="Coverage">The share of the window that samples speak for, 0 to 1.</param>
/// <param name="Samples">How many lie in it.</param>
public readonly record struct RollingMean(decimal Low, decimal High, bool IsLowerBound, decimal Coverage, int Samples)
{
    /// <summary>
    /// The time-weighted mean over the window that ends with a bucket. Every bucket that holds something weighs its width, but no more than its samples speak for; an empty
    /// one takes the last value before it for as long as that is held; the rest of the window is not covered and weighs nothing. So a hundred samples in an hour weigh no more
    /// than that hour.
    /// </summary>
    /// <param name="end">The number of the window's last bucket.</param>
    public static RollingMean At(MeanBuckets buckets, int end)
    {
        var window = buckets.Window;
        var sum = new Sum(window, end);
        foreach (ref readonly var bucket in buckets.Between(sum.FirstThatSpeaks, end))
        {
            sum.Add(bucket);
        }

        return sum.ToMean();
    }

    /// <summary>How many buckets of a window hold a mean over a limit of their own: two of them are two samples that bear the whole out.</summary>
    public static int BucketsOver(MeanBuckets buckets, int end, Limit limit)
    {
        var over = 0;
        foreach (ref readonly var bucket in buckets.Between(end - buckets.Window.Buckets + 1, end))
        {
            over += limit.Sense == LimitSense.AtMost ? bucket.LowMean > limit.Bound ? 1 : 0 : bucket.HighMean < limit.Bound ? 1 : 0;
        }

        return over;
    }

    /// <summary>Adds up buckets in order, in seconds of the window.</summary>
    private ref struct Sum(MeanWindow window, int end)
    {
        private readonly long _start = (long)end * window.WidthSeconds - window.Seconds;
        private readonly long _end = (long)end * window.WidthSeconds;
        private decimal _low;
        private decimal _high;
        private long _covered;
        private int _samples;
        private bool _isLowerBound;
        private MeanBucket _last;

        /// <summary>The oldest bucket whose value may still be held when the window begins.</summary>
        public readonly int FirstThatSpeaks => end - window.Buckets + 1 - window.HeldBuckets;

        public void Add(in MeanBucket bucket)
        {
            var begins = (bucket.Number - 1L) * window.WidthSeconds;
            HoldUntil(begins);
            _last = bucket;
            Weigh(bucket, begins, begins + window.WidthSeconds, window.Speaks(bucket));
            _samples += bucket.Number > end - window.Buckets ? bucket.Samples : 0;
        }

        public RollingMean ToMean()
        {
            HoldUntil(_end);
            return _covered == 0
                ? default
                : new RollingMean(_low / _covered, _high / _covered, _isLowerBound, (decimal)_covered / window.Seconds, _samples);
        }

        /// <summary>The last bucket's value, over the empty time after it.</summary>
        private void HoldUntil(long until)
        {
            var from = (long)_last.Number * window.WidthSeconds;
            if (!_last.IsEmpty && from < until)
            {
                Weigh(_last, from, Math.Min(until, from + window.HoldSeconds), window.HoldSeconds);
            }
        }

        /// <param name="speaks">For how many of the seconds the bucket's samples speak.</param>
        private void Weigh(in MeanBucket bucket, long from, long to, long speaks)
        {
            // Only the window's oldest bucket, and a value held into it, can lie partly before it.
            var inside = to - Math.Max(from, _start);
            if (inside <= 0)
            {
                return;
            }

            var weight = Math.Min(speaks, to - from) * inside / (to - from);
            _low += bucket.LowMean * weight;
            _high += (bucket.Low == bucket.High ? bucket.LowMean : bucket.HighMean) * weight;
            _covered += weight;
            _isLowerBound |= bucket.LowerBounds > 0;
        }
    }
}
