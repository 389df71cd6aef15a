namespace WaterWatch.Storage.Packing;

/// <summary>
/// Packs readings of neighbouring series into blocks of the index: for each series a section with its columns in turn (sample time, delay until received, until recorded,
/// aspect, head, digits), each value as the difference from what the one before lets expect. A directory with the lengths of the sections comes first, so that one series is
/// found without reading the others. Series that one message brings have the same times: only the first of them has them written.
/// </summary>
/// <param name="most">Readings after which a block is full and the next begins.</param>
/// <param name="packed">Told of each block; its body is good until that returns.</param>
internal sealed class BlockPacker(int most, BlockPacker.Handler packed)
{
    public delegate void Handler(PackedBlock block);

    /// <summary>In a section's first byte: its times are those of the section before.</summary>
    public const byte SameTimes = 0x80;

    private readonly PackedWriter _directory = new();
    private readonly PackedWriter _sections = new();
    private readonly PackedWriter _block = new();
    private readonly AspectTable _aspects = new();
    private long[] _timesBefore = [];
    private int _series;
    private int _firstSeries;
    private int _sectionCount;
    private int _count;
    private long _firstTakenAt;
    private long _lastTakenAt;

    /// <summary>Adds some of a series' readings, which are in the order of their sample times. Series come in the order of their numbers.</summary>
    public void Add(int series, SeriesColumns readings, int from, int end)
    {
        while (from < end)
        {
            var to = Math.Min(end, from + most - _count);
            AddSection(series, readings, from, to);
            from = to;
            if (_count == most)
            {
                End();
            }
        }
    }

    /// <summary>Ends the block that is open, if one is.</summary>
    public void End()
    {
        if (_count == 0)
        {
            return;
        }

        _block.Clear();
        _block.Byte(ReadingsCodec.ManySeries);
        _aspects.Write(_block);
        _block.Count(_sectionCount);
        _block.Bytes(_directory.Written);
        _block.Bytes(_sections.Written);
        packed(new PackedBlock(_firstSeries, _series, _firstTakenAt, _lastTakenAt, _count, _block.Written));
        _directory.Clear();
        _sections.Clear();
        _aspects.Clear();
        _timesBefore = [];
        (_sectionCount, _count, _series) = (0, 0, 0);
    }

    private void AddSection(int series, SeriesColumns readings, int from, int to)
    {
        var taken = readings.Taken[from..to];
        (_firstTakenAt, _lastTakenAt) = _count == 0 ? (taken[0], taken[^1]) : (Math.Min(_firstTakenAt, taken[0]), Math.Max(_lastTakenAt, taken[^1]));
        _firstSeries = _count == 0 ? series : _firstSeries;
        var begin = _sections.Length;
        WriteTimes(taken, readings.Received[from..to], readings.Recorded[from..to]);
        WriteAspects(readings.Aspects, readings.AspectNumbers[from..to]);
        WriteValues(readings.Values[from..to]);
        _directory.Count(series - _series);
        _directory.Count(to - from);
        _directory.Count(_sections.Length - begin);
        _series = series;
        _sectionCount++;
        _count += to - from;
    }

    private void WriteTimes(ReadOnlySpan<long> taken, ReadOnlySpan<long> received, ReadOnlySpan<long> recorded)
    {
        if (AreTimesOfBefore(taken, received, recorded))
        {
            _sections.Byte(SameTimes);
            return;
        }

        var unit = TakenUnit.Minute;
        foreach (var at in taken)
        {
            unit = unit.Fit(at);
        }

        _sections.Byte((byte)unit);
        var (before, step, milliseconds) = (0L, 0L, unit.Milliseconds());
        for (var i = 0; i < taken.Length; i++)
        {
            _sections.Signed((taken[i] - before - step) / milliseconds);
            step = i == 0 ? 0 : taken[i] - before;
            before = taken[i];
        }

        WriteDelays(taken, received);
        WriteDelays(received, recorded);
    }

    private bool AreTimesOfBefore(ReadOnlySpan<long> taken, ReadOnlySpan<long> received, ReadOnlySpan<long> recorded)
    {
        var count = taken.Length;
        var before = _timesBefore.AsSpan();
        if (before.Length == 3 * count && taken.SequenceEqual(before[..count]) && received.SequenceEqual(before[count..(2 * count)]) && recorded.SequenceEqual(before[(2 * count)..]))
        {
            return true;
        }

        _timesBefore = [.. taken, .. received, .. recorded];
        return false;
    }

    private void WriteDelays(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        var before = 0L;
        for (var i = 0; i < from.Length; i++)
        {
            var delay = to[i] - from[i];
            _sections.Signed(delay - before);
            before = delay;
        }
    }

    private void WriteAspects(AspectTable aspects, ReadOnlySpan<int> numbers)
    {
        var (before, beforeHere) = (-1, -1);
        foreach (var number in numbers)
        {
            var here = number == before ? beforeHere : _aspects.NumberOf(aspects[number]);
            _sections.Count(here == beforeHere ? 0 : here + 1);
            (before, beforeHere) = (number, here);
        }
    }

    private void WriteValues(ReadOnlySpan<decimal> values)
    {
        var before = Digits.None;
        foreach (var value in values)
        {
            var digits = Digits.Of(value);
            digits.WriteHead(_sections, before);
            before = digits;
        }

        before = Digits.None;
        foreach (var value in values)
        {
            var digits = Digits.Of(value);
            digits.WriteNumber(_sections, before, value);
            before = digits;
        }
    }
}

/// <summary>A block of the index as it goes into its row, before it is squeezed. Times are milliseconds since 1970.</summary>
internal readonly ref struct PackedBlock(int firstSeries, int lastSeries, long firstTakenAt, long lastTakenAt, int count, ReadOnlySpan<byte> body)
{
    public int FirstSeries { get; } = firstSeries;

    public int LastSeries { get; } = lastSeries;

    public long FirstTakenAt { get; } = firstTakenAt;

    public long LastTakenAt { get; } = lastTakenAt;

    public int Count { get; } = count;

    public ReadOnlySpan<byte> Body { get; } = body;
}
