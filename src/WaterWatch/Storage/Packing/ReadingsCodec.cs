using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Packs readings into one block of bytes, exactly: decimals with their scale, instants to the millisecond, order kept. A block begins with its kind
/// (<see cref="ArrivalOrder"/> or <see cref="OneSeries"/>, which are also its version), the number of readings and, when all are of one, the series; each reading is the number of its
/// <see cref="Aspect"/> (one that is new follows in place), its series as a difference, three times as differences from what is expected, and its decimal.
/// </summary>
internal static class ReadingsCodec
{
    /// <summary>A batch: neighbours come from one message, so each time is expected to be that of the reading before.</summary>
    public const byte ArrivalOrder = 1;

    /// <summary>One series in order of sample time: steps and delays are expected to be those of the reading before.</summary>
    public const byte OneSeries = 2;

    public static void WriteBatch(PackedWriter to, IReadOnlyList<Reading> readings) => Write(to, ArrivalOrder, readings);

    public static void WriteSeries(PackedWriter to, IReadOnlyList<Reading> readings) => Write(to, OneSeries, readings);

    /// <exception cref="FormatException">The bytes are not a block of readings.</exception>
    public static List<Reading> Read(ReadOnlySpan<byte> block)
    {
        var reader = new ReadingsReader(block);
        var readings = new List<Reading>(reader.Count);
        while (reader.Next())
        {
            readings.Add(reader.ToReading());
        }

        return readings;
    }

    private static void Write(PackedWriter to, byte kind, IReadOnlyList<Reading> readings)
    {
        to.Byte(kind);
        to.Count(readings.Count);
        var aspects = new Dictionary<Aspect, int>();
        var lastAspect = default(Aspect);
        var lastNumber = -1;
        var times = default(ExpectedTimes);
        long series = kind == OneSeries && readings.Count > 0 ? readings[0].Series : 0;
        if (kind == OneSeries)
        {
            to.Signed(series);
        }

        for (var i = 0; i < readings.Count; i++)
        {
            var reading = readings[i];
            var aspect = Aspect.Of(reading);
            if (lastNumber >= 0 && aspect == lastAspect)
            {
                to.Count(lastNumber);
            }
            else
            {
                lastNumber = WriteAspect(to, aspects, aspect);
                lastAspect = aspect;
            }

            if (kind == ArrivalOrder)
            {
                to.Signed(reading.Series - series);
                series = reading.Series;
            }

            var (taken, received, recorded) = (
                reading.TakenAt.ToUnixTimeMilliseconds(), reading.ReceivedAt.ToUnixTimeMilliseconds(), reading.RecordedAt.ToUnixTimeMilliseconds());
            to.Signed(taken - times.Taken(kind));
            to.Signed(received - times.Received(kind, taken));
            to.Signed(recorded - times.Recorded(kind, received));
            times.Saw(taken, received, recorded);
            to.Decimal(reading.Value.Value);
        }
    }

    private static int WriteAspect(PackedWriter to, Dictionary<Aspect, int> aspects, in Aspect aspect)
    {
        if (aspects.TryGetValue(aspect, out var number))
        {
            to.Count(number);
            return number;
        }

        number = aspects.Count;
        aspects.Add(aspect, number);
        to.Count(number);
        aspect.Write(to);
        return number;
    }
}

/// <summary>What the next reading's times are expected to be, in milliseconds since 1970; the writer and the reader must see the same ones.</summary>
internal struct ExpectedTimes
{
    private long _taken;
    private long _received;
    private long _recorded;
    private long _step;
    private bool _any;

    public readonly long Taken(byte kind) => kind == ReadingsCodec.OneSeries ? _taken + _step : _taken;

    public readonly long Received(byte kind, long taken) => kind == ReadingsCodec.OneSeries ? taken + (_received - _taken) : _any ? _received : taken;

    public readonly long Recorded(byte kind, long received) => kind == ReadingsCodec.OneSeries ? received + (_recorded - _received) : _any ? _recorded : received;

    public void Saw(long taken, long received, long recorded)
    {
        _step = _any ? taken - _taken : 0;
        _taken = taken;
        _received = received;
        _recorded = recorded;
        _any = true;
    }
}
