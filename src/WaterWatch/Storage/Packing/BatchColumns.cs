using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Packs the readings of a batch by column, exactly and in their order. Readings that follow one another with the same three times (those of one message) are a run, whose
/// times are written once; each reading is compared with the one at the same place in the run before, since stations name what they measure in the same order. So what
/// says nothing new is a zero, and the columns are squeezed to little more than the digits that changed.
/// </summary>
internal sealed class BatchColumns
{
    /// <summary>Kept for the next batch, so that none makes garbage of its size.</summary>
    private readonly PackedWriter _runs = new();
    private readonly PackedWriter _taken = new();
    private readonly PackedWriter _received = new();
    private readonly PackedWriter _recorded = new();
    private readonly PackedWriter _series = new();
    private readonly PackedWriter _aspectNumbers = new();
    private readonly PackedWriter _heads = new();
    private readonly PackedWriter _numbers = new();
    private readonly AspectTable _aspects = new();
    private readonly List<RunPlace> _run = [];
    private readonly List<RunPlace> _runBefore = [];

    public void Write(PackedWriter to, IReadOnlyList<Reading> readings)
    {
        Clear();
        var unit = TakenUnit.Of(readings);
        var (times, series) = (default(RunTimes), 0);
        for (var from = 0; from < readings.Count;)
        {
            var now = RunTimes.Of(readings[from]);
            var end = from + 1;
            while (end < readings.Count && RunTimes.Of(readings[end]) == now)
            {
                end++;
            }

            _runs.Count(end - from);
            _taken.Signed((now.Taken - times.Taken) / unit.Milliseconds());
            _received.Signed(now.Received - times.Received);
            _recorded.Signed(now.Recorded - times.Recorded);
            times = now;
            for (; from < end; from++)
            {
                Add(readings[from], ref series);
            }

            RunEnds();
        }

        to.Byte(ReadingsCodec.Columns);
        to.Count(readings.Count);
        to.Byte((byte)unit);
        _aspects.Write(to);
        foreach (var column in (ReadOnlySpan<PackedWriter>)[_runs, _taken, _received, _recorded, _series, _aspectNumbers, _heads, _numbers])
        {
            to.Bytes(column.Written);
        }
    }

    /// <exception cref="FormatException">The bytes are not such a block.</exception>
    public static List<Reading> Read(ref PackedReader from)
    {
        var count = from.Count();
        var unit = ((TakenUnit)from.Byte()).Milliseconds();
        var aspects = AspectTable.Read(ref from);
        var runs = new PackedReader(from.Bytes());
        var takenSteps = new PackedReader(from.Bytes());
        var receivedSteps = new PackedReader(from.Bytes());
        var recordedSteps = new PackedReader(from.Bytes());
        var columns = new ReadingColumns(new PackedReader(from.Bytes()), new PackedReader(from.Bytes()), new PackedReader(from.Bytes()), new PackedReader(from.Bytes()), aspects);
        if (!from.AtEnd)
        {
            throw new FormatException("A block of readings goes on after its last reading.");
        }

        var readings = new List<Reading>(count);
        var times = default(RunTimes);
        while (readings.Count < count)
        {
            var length = runs.Number();
            if (length == 0 || length > count - readings.Count)
            {
                throw new FormatException("A run of readings is longer than its block.");
            }

            times = unchecked(new RunTimes(times.Taken + (takenSteps.Signed() * unit), times.Received + receivedSteps.Signed(), times.Recorded + recordedSteps.Signed()));
            columns.ReadRun(length, times, readings);
        }

        return readings;
    }

    private void Clear()
    {
        foreach (var column in (ReadOnlySpan<PackedWriter>)[_runs, _taken, _received, _recorded, _series, _aspectNumbers, _heads, _numbers])
        {
            column.Clear();
        }

        _aspects.Clear();
        _run.Clear();
        _runBefore.Clear();
    }

    private void Add(Reading reading, ref int series)
    {
        var before = _run.Count < _runBefore.Count ? _runBefore[_run.Count] : RunPlace.None;
        var now = new RunPlace(reading.Series - (long)series, _aspects.NumberOf(Aspect.Of(reading)), Digits.Of(reading.Value.Value));
        _series.Signed(now.SeriesStep - before.SeriesStep);
        _aspectNumbers.Count(now.Aspect == before.Aspect ? 0 : now.Aspect + 1);
        now.Digits.WriteHead(_heads, before.Digits);
        now.Digits.WriteNumber(_numbers, before.Digits, reading.Value.Value);
        series = reading.Series;
        _run.Add(now);
    }

    private void RunEnds()
    {
        _runBefore.Clear();
        _runBefore.AddRange(_run);
        _run.Clear();
    }

    /// <summary>The columns that have a value for each reading, while they are read.</summary>
    private ref struct ReadingColumns(PackedReader series, PackedReader aspectNumbers, PackedReader heads, PackedReader numbers, Aspect[] aspects)
    {
        private readonly List<RunPlace> _run = [];
        private readonly List<RunPlace> _before = [];
        private PackedReader _series = series;
        private PackedReader _aspectNumbers = aspectNumbers;
        private PackedReader _heads = heads;
        private PackedReader _numbers = numbers;
        private int _lastSeries;

        public void ReadRun(int length, RunTimes times, List<Reading> into)
        {
            var (taken, received, recorded) = (PackedReader.ToInstant(times.Taken), PackedReader.ToInstant(times.Received), PackedReader.ToInstant(times.Recorded));
            for (var i = 0; i < length; i++)
            {
                var place = Next(i < _before.Count ? _before[i] : RunPlace.None, out var value);
                _run.Add(place);
                into.Add(aspects[place.Aspect].ToReading(_lastSeries, taken, received, recorded, value));
            }

            _before.Clear();
            _before.AddRange(_run);
            _run.Clear();
        }

        private RunPlace Next(RunPlace before, out decimal value)
        {
            var step = unchecked(before.SeriesStep + _series.Signed());
            var series = unchecked(_lastSeries + step);
            _lastSeries = series is >= 0 and <= int.MaxValue ? (int)series : throw new FormatException("A packed series has a number that cannot be.");
            var aspect = _aspectNumbers.Number();
            aspect = aspect == 0 ? before.Aspect : aspect - 1;
            if (aspect < 0 || aspect >= aspects.Length)
            {
                throw new FormatException("A packed reading refers to what was not written.");
            }

            var head = Digits.ReadHead(ref _heads, before.Digits.Head);
            return new RunPlace(step, aspect, Digits.ReadNumber(ref _numbers, head, before.Digits, out value));
        }
    }

    /// <summary>What the reading at the same place of the next run is compared with.</summary>
    private readonly record struct RunPlace(long SeriesStep, int Aspect, Digits Digits)
    {
        public static RunPlace None { get; } = new(0, -1, Digits.None);
    }

    /// <summary>Milliseconds since 1970.</summary>
    private readonly record struct RunTimes(long Taken, long Received, long Recorded)
    {
        public static RunTimes Of(Reading reading) =>
            new(reading.TakenAt.ToUnixTimeMilliseconds(), reading.ReceivedAt.ToUnixTimeMilliseconds(), reading.RecordedAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>The finest time that the sample times of a block need: most stations sample at a full minute or second.</summary>
internal enum TakenUnit : byte
{
    Millisecond,
    Second,
    Minute,
}

internal static class TakenUnits
{
    extension(TakenUnit)
    {
        public static TakenUnit Of(IReadOnlyList<Reading> readings)
        {
            var unit = TakenUnit.Minute;
            for (var i = 0; i < readings.Count && unit != TakenUnit.Millisecond; i++)
            {
                unit = unit.Fit(readings[i].TakenAt.ToUnixTimeMilliseconds());
            }

            return unit;
        }
    }

    /// <summary>The same, or the finer one that a time needs.</summary>
    public static TakenUnit Fit(this TakenUnit unit, long milliseconds)
    {
        while (milliseconds % unit.Milliseconds() != 0)
        {
            unit--;
        }

        return unit;
    }

    /// <exception cref="FormatException">There is no such unit.</exception>
    public static long Milliseconds(this TakenUnit unit) => unit switch
    {
        TakenUnit.Millisecond => 1,
        TakenUnit.Second => 1000,
        TakenUnit.Minute => 60_000,
        _ => throw new FormatException($"A unit of time {(byte)unit} is not known."),
    };
}
