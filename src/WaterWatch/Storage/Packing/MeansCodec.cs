using WaterWatch.Deciding;
using WaterWatch.Limits;

namespace WaterWatch.Storage.Packing;

/// <summary>Packs what a batch says of rolling means, and the buckets of a series for the snapshot. Both are two bytes or one where no limit asks for a mean.</summary>
internal static class MeansCodec
{
    private const byte HighIsLow = 1;
    private const byte SamplesAreWeight = 2;
    private const byte HasLowerBounds = 4;

    public static void WriteChanges(PackedWriter to, Batch batch)
    {
        to.Count(batch.MeanWindows.Count);
        foreach (var (series, window, isOpen, beginsAfter) in batch.MeanWindows)
        {
            to.Count(series);
            WriteWindow(to, window);
            to.Byte(isOpen ? (byte)1 : (byte)0);
            to.Instant(beginsAfter);
        }

        to.Count(batch.MeanEntries.Count);
        foreach (var (reading, entry, replaces) in batch.MeanEntries)
        {
            to.Count(reading);
            WriteEntry(to, entry);
            WriteEntry(to, replaces);
        }
    }

    /// <exception cref="FormatException">The bytes are not what a batch says of means.</exception>
    public static (IReadOnlyList<MeanWindowChanged> Windows, IReadOnlyList<MeanEntered> Entries) ReadChanges(ref PackedReader from)
    {
        var windows = new MeanWindowChanged[from.Count()];
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = new MeanWindowChanged(from.Number(), ReadWindow(ref from), from.Byte() != 0, from.Instant());
        }

        var entries = new MeanEntered[from.Count()];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new MeanEntered(from.Number(), ReadEntry(ref from), ReadEntry(ref from));
        }

        return (windows, entries);
    }

    public static void WriteSeries(PackedWriter to, SeriesMeans? means)
    {
        to.Count(means?.Windows.Count ?? 0);
        foreach (var window in means?.Windows ?? [])
        {
            WriteWindow(to, window.Window);
            to.Instant(window.BeginsAfter);
            to.Instant(window.NewestAt);
            to.Count(window.Buckets.Count);
            var number = 0;
            foreach (var bucket in window.Buckets)
            {
                to.Signed((long)bucket.Number - number);
                number = bucket.Number;
                WriteBucket(to, bucket);
            }
        }
    }

    /// <exception cref="FormatException">The bytes are not the windows of a series.</exception>
    public static SeriesMeans? ReadSeries(ref PackedReader from)
    {
        var windows = new MeanBuckets[from.Count()];
        for (var i = 0; i < windows.Length; i++)
        {
            var window = ReadWindow(ref from);
            var (beginsAfter, newestAt) = (from.Instant(), from.Instant());
            var buckets = new MeanBucket[from.Count()];
            var number = 0;
            for (var b = 0; b < buckets.Length; b++)
            {
                number = (int)(number + from.Signed());
                buckets[b] = ReadBucket(ref from, number);
            }

            windows[i] = new MeanBuckets(window, beginsAfter, newestAt, buckets);
        }

        return windows.Length == 0 ? null : new SeriesMeans(windows);
    }

    private static void WriteWindow(PackedWriter to, MeanWindow window)
    {
        to.Count(window.Seconds);
        to.Count(window.WidthSeconds);
        to.Count(window.HoldSeconds);
    }

    private static MeanWindow ReadWindow(ref PackedReader from) =>
        new MeanWindow(from.Number(), from.Number(), from.Number()) is { Seconds: > 0, WidthSeconds: > 0 } window ? window : throw new FormatException("A packed window has no length.");

    private static void WriteEntry(PackedWriter to, MeanEntry? entry)
    {
        to.Byte(entry is null ? (byte)0 : entry.Value.IsLowerBound ? (byte)2 : (byte)1);
        if (entry is { } brought)
        {
            to.Decimal(brought.Low);
            to.Decimal(brought.High);
        }
    }

    private static MeanEntry? ReadEntry(ref PackedReader from) =>
        from.Byte() is > 0 and var kind ? new MeanEntry(from.Decimal(), from.Decimal(), kind == 2) : null;

    private static void WriteBucket(PackedWriter to, in MeanBucket bucket)
    {
        var isOne = bucket.High == bucket.Low && bucket.High.Scale == bucket.Low.Scale;
        to.Byte((byte)((isOne ? HighIsLow : 0) | (bucket.Samples == bucket.Weight ? SamplesAreWeight : 0) | (bucket.LowerBounds > 0 ? HasLowerBounds : 0)));
        to.Count(bucket.Weight);
        if (bucket.Samples != bucket.Weight)
        {
            to.Count(bucket.Samples);
        }

        if (bucket.LowerBounds > 0)
        {
            to.Count(bucket.LowerBounds);
        }

        to.Decimal(bucket.Low);
        if (!isOne)
        {
            to.Decimal(bucket.High);
        }
    }

    private static MeanBucket ReadBucket(ref PackedReader from, int number)
    {
        var marks = from.Byte();
        var weight = from.Number();
        var samples = (marks & SamplesAreWeight) != 0 ? weight : from.Number();
        var lowerBounds = (marks & HasLowerBounds) != 0 ? from.Number() : 0;
        var low = from.Decimal();
        return new MeanBucket(number, weight, samples, lowerBounds, low, (marks & HighIsLow) != 0 ? low : from.Decimal());
    }
}
