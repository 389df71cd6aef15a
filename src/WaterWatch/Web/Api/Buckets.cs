using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary>Gathers readings into spans of time, for charts over long periods.</summary>
internal static class Buckets
{
    /// <param name="readings">In the order of their sample times.</param>
    public static IEnumerable<BucketItem> Of(IEnumerable<ReadingOf> readings, TimeSpan every)
    {
        var open = new Dictionary<SeriesKey, Bucket>();
        foreach (var (key, reading) in readings)
        {
            var start = new DateTimeOffset(reading.TakenAt.UtcTicks - (reading.TakenAt.UtcTicks % every.Ticks), TimeSpan.Zero);
            if (open.TryGetValue(key, out var bucket) && bucket.Start != start)
            {
                yield return bucket.ToItem(key, every);
                bucket = null;
            }

            bucket ??= open[key] = new Bucket(start);
            bucket.Add(reading);
        }

        foreach (var (key, bucket) in open)
        {
            yield return bucket.ToItem(key, every);
        }
    }

    private sealed class Bucket(DateTimeOffset start)
    {
        private const double Beyond = 1e27;
        private const double Largest = 7.9e28;

        private long _count;
        private decimal _sum;
        private double _roughSum;
        private bool _isBeyondDecimals;
        private decimal _min = decimal.MaxValue;
        private decimal _max = decimal.MinValue;
        private QartodFlag _flag;

        public DateTimeOffset Start => start;

        public void Add(Reading reading)
        {
            _count++;
            _roughSum += (double)reading.Value.Value;

            // One absurd number must not take the chart from everybody: beyond what decimals can add up, the mean is rough.
            _isBeyondDecimals |= Math.Abs(_roughSum) > Beyond;
            _sum += _isBeyondDecimals ? 0 : reading.Value.Value;
            _min = Math.Min(_min, reading.Value.Value);
            _max = Math.Max(_max, reading.Value.Value);
            _flag = reading.Flag > _flag ? reading.Flag : _flag;
        }

        private decimal Mean => _isBeyondDecimals ? (decimal)Math.Clamp(_roughSum / _count, -Largest, Largest) : _sum / _count;

        public BucketItem ToItem(SeriesKey key, TimeSpan every) => new(
            key.Station.Value, key.Source, key.Determinand.Key, Words.Of(key.Fraction), start, (long)every.TotalSeconds, _count, _min, Mean, _max,
            key.Determinand.Unit.Symbol(), (int)_flag);
    }
}
