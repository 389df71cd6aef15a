using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>Reads the readings of a batch, of whichever kind (the block's first byte, which is also its version). Decimals keep their scale, instants are to the millisecond.</summary>
internal static class ReadingsCodec
{
    /// <summary>Reading by reading; written by schema 1.</summary>
    public const byte ArrivalOrder = 1;

    /// <summary>Blocks of one series, which schema 1 had in its index. None is left after the upgrade.</summary>
    public const byte OneSeries = 2;

    /// <summary><see cref="BatchColumns"/>.</summary>
    public const byte Columns = 3;

    /// <summary>A <see cref="BlockPacker"/>'s: readings of neighbouring series in the order of their sample times. In the index only.</summary>
    public const byte ManySeries = 4;

    /// <exception cref="FormatException">The bytes are not a block of readings.</exception>
    public static List<Reading> Read(ReadOnlySpan<byte> block)
    {
        var from = new PackedReader(block);
        return from.Byte() switch
        {
            ArrivalOrder => ReadArrivalOrder(ref from),
            Columns => BatchColumns.Read(ref from),
            var kind => throw new FormatException($"A block of readings of the unknown kind {kind}."),
        };
    }

    /// <summary>Each reading is the number of its aspect (one that is new follows in place), its series and its three times as differences from the reading before, and its decimal.</summary>
    private static List<Reading> ReadArrivalOrder(ref PackedReader from)
    {
        var count = from.Count();
        var readings = new List<Reading>(count);
        var aspects = new List<Aspect>();
        var (series, taken, received, recorded) = (0L, 0L, 0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var aspect = from.Varint();
            if (aspect == (ulong)aspects.Count)
            {
                aspects.Add(Aspect.Read(ref from));
            }
            else if (aspect > (ulong)aspects.Count)
            {
                throw new FormatException("A packed reading refers to what was not written.");
            }

            // The first is written as it is; its other two times from the one before them.
            series = unchecked(series + from.Signed());
            taken = unchecked(taken + from.Signed());
            received = unchecked((i == 0 ? taken : received) + from.Signed());
            recorded = unchecked((i == 0 ? received : recorded) + from.Signed());
            readings.Add(aspects[(int)aspect].ToReading(
                series is >= 0 and <= int.MaxValue ? (int)series : throw new FormatException("A packed series has a number that cannot be."), PackedReader.ToInstant(taken), PackedReader.ToInstant(received), PackedReader.ToInstant(recorded), from.Decimal()));
        }

        return from.AtEnd ? readings : throw new FormatException("A block of readings goes on after its last reading.");
    }
}
