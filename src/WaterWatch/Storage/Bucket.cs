using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>One span of time while its samples are added.</summary>
internal sealed class Bucket(long start)
{
    private const double Beyond = 1e27;
    private const double Largest = 7.9e28;

    /// <summary>Digits of a mean behind those of its values: more only pretend.</summary>
    private const int MorePlaces = 3;

    private readonly long[] _flags = new long[(int)QartodFlag.Missing + 1];
    private long _count;
    private long _used;
    private long _marked;
    private long _censored;
    private decimal _sum;
    private double _roughSum;
    private bool _isBeyondDecimals;
    private decimal _min = decimal.MaxValue;
    private decimal _max = decimal.MinValue;
    private int _places;

    /// <summary>Milliseconds since 1970.</summary>
    public long Start => start;

    public void Add(decimal value, in Aspect aspect)
    {
        _count++;
        _flags[Math.Min((int)aspect.Flag, _flags.Length - 1)]++;
        _marked += aspect.Mark.IsOutOfService ? 1 : 0;
        if (aspect.Mark.IsOutOfService || aspect.Flag is QartodFlag.Fail or QartodFlag.Missing)
        {
            return;
        }

        _used++;
        _censored += aspect.Qualifier != Qualifier.None || aspect.Mark == Mark.AboveRange ? 1 : 0;
        _roughSum += (double)value;

        // One absurd number must not take the chart from everybody: beyond what decimals can add up, the mean is rough.
        _isBeyondDecimals |= Math.Abs(_roughSum) > Beyond;
        _sum += _isBeyondDecimals ? 0 : value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        _places = Math.Max(_places, value.Scale);
    }

    public BucketOf ToBucket(SeriesKey key, long length) => new(
        key, PackedReader.ToInstant(start), TimeSpan.FromMilliseconds(length), _count, _count - _used, _marked, _censored,
        _used == 0 ? null : _min, _used == 0 ? null : Mean, _used == 0 ? null : _max, (QartodFlag)Array.FindLastIndex(_flags, f => f > 0),
        new FlagCounts(_flags[(int)QartodFlag.Good], _flags[(int)QartodFlag.NotEvaluated], _flags[(int)QartodFlag.Suspect], _flags[(int)QartodFlag.Fail], _flags[(int)QartodFlag.Missing]));

    private decimal Mean => _isBeyondDecimals
        ? (decimal)Math.Clamp(_roughSum / _used, -Largest, Largest)
        : Math.Round(_sum / _used, Math.Min(28, _places + MorePlaces));
}
