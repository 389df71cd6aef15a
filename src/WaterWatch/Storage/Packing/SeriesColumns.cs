using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Readings of one series as columns, for merging and for gathering: no object for a reading. Times are milliseconds since 1970, aspects numbers in <see cref="Aspects"/>.
/// Used again after <see cref="Clear"/>.
/// </summary>
internal sealed class SeriesColumns
{
    private long[] _taken = new long[64];
    private long[] _received = new long[64];
    private long[] _recorded = new long[64];
    private int[] _aspects = new int[64];
    private decimal[] _values = new decimal[64];
    private bool _isInOrder = true;

    public AspectTable Aspects { get; } = new();

    public int Count { get; private set; }

    public ReadOnlySpan<long> Taken => _taken.AsSpan(0, Count);

    public ReadOnlySpan<long> Received => _received.AsSpan(0, Count);

    public ReadOnlySpan<long> Recorded => _recorded.AsSpan(0, Count);

    public ReadOnlySpan<int> AspectNumbers => _aspects.AsSpan(0, Count);

    public ReadOnlySpan<decimal> Values => _values.AsSpan(0, Count);

    /// <summary>Drops the readings; the numbers of aspects stay.</summary>
    public void Clear()
    {
        Count = 0;
        _isInOrder = true;
    }

    public void Add(long taken, long received, long recorded, int aspect, decimal value)
    {
        Reserve(1);
        _isInOrder &= Count == 0 || taken >= _taken[Count - 1];
        (_taken[Count], _received[Count], _recorded[Count], _aspects[Count], _values[Count]) = (taken, received, recorded, aspect, value);
        Count++;
    }

    public Reading ToReading(int series, int i) => Aspects[_aspects[i]].ToReading(
        series, PackedReader.ToInstant(_taken[i]), PackedReader.ToInstant(_received[i]), PackedReader.ToInstant(_recorded[i]), _values[i]);

    public Sample ToSample(int i) => Aspects[_aspects[i]].ToSample(PackedReader.ToInstant(_taken[i]), _values[i]);

    /// <summary>Orders by sample time; those of one sample time stay in the order of their coming.</summary>
    public void Sort()
    {
        if (_isInOrder)
        {
            return;
        }

        var order = new int[Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => (_taken[a], a).CompareTo((_taken[b], b)));
        Order(ref _taken, order);
        Order(ref _received, order);
        Order(ref _recorded, order);
        Order(ref _aspects, order);
        Order(ref _values, order);
        _isInOrder = true;
    }

    private static void Order<T>(ref T[] column, int[] order)
    {
        var ordered = new T[column.Length];
        for (var i = 0; i < order.Length; i++)
        {
            ordered[i] = column[order[i]];
        }

        column = ordered;
    }

    private void Reserve(int more)
    {
        if (Count + more <= _taken.Length)
        {
            return;
        }

        var length = Math.Max(_taken.Length * 2, Count + more);
        Array.Resize(ref _taken, length);
        Array.Resize(ref _received, length);
        Array.Resize(ref _recorded, length);
        Array.Resize(ref _aspects, length);
        Array.Resize(ref _values, length);
    }
}
