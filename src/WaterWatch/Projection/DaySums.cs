using System.Globalization;
using System.Numerics;
using System.Text;
using WaterWatch.Readings;

namespace WaterWatch.Projection;

/// <summary>A day, by UTC, of one series of a station.</summary>
/// <param name="Series">Its tags but the station.</param>
internal readonly record struct SeriesDay(string Series, DateOnly Day) : IComparable<SeriesDay>
{
    public int CompareTo(SeriesDay other) => (Day, Series).CompareTo((other.Day, other.Series));
}

/// <summary>What a day comes to.</summary>
/// <param name="Checksum">Over time, value, judgement, flag and mark of each point; in any order.</param>
internal readonly record struct DaySum(long Count, ulong Checksum)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} (checksum {Checksum:x16})");
}

/// <summary>Counts and checksums of points by series and day, the same from the record and from a database.</summary>
internal sealed class DaySums
{
    private readonly Dictionary<SeriesDay, DaySum> _sums = [];

    public IReadOnlyDictionary<SeriesDay, DaySum> All => _sums;

    public void Add(string series, Reading reading) => Add(
        series, reading.TakenAt.ToUnixTimeMilliseconds() * 1_000_000, double.Parse(reading.Value.Digits, CultureInfo.InvariantCulture), (long)reading.Judged, (long)reading.Flag, LineWriter.Text(reading.Mark.ToString()));

    /// <param name="nanoseconds">Since 1970.</param>
    public void Add(string series, long nanoseconds, double value, long judged, long flag, string mark)
    {
        var key = new SeriesDay(series, DayOf(nanoseconds));
        var sum = _sums.GetValueOrDefault(key);
        var hash = Mixed((ulong)nanoseconds);
        hash = Mixed(hash ^ BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value));
        hash = Mixed(hash ^ (ulong)(judged * 16 + flag));
        foreach (var b in Encoding.UTF8.GetBytes(mark))
        {
            hash = Mixed(hash ^ b);
        }

        _sums[key] = new DaySum(sum.Count + 1, unchecked(sum.Checksum + hash));
    }

    public static DateOnly DayOf(long nanoseconds) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(nanoseconds / 1e6)).UtcDateTime);

    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output.</summary>
    private static ulong Mixed(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return BitOperations.RotateLeft(x ^ (x >> 31), 7);
        }
    }
}
