using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Tests.Storage;

public class PackingTests
{
    private static readonly decimal[] Extremes =
    [
        0m, 0.000m, -0.0m, 1m, -1m, 1.0m, 0.4080m, -0.0005m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 7.9228162514264337593543950335m, ulong.MaxValue, 4294967296m,
    ];

    private static readonly string?[] Marks = [null, "", "N", "T", "F", "L", "未知", "eight by"];

    [Fact]
    public void Readings_are_read_as_they_were_written()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var readings = Enumerable.Range(0, random.Next(200)).Select(_ => AnyReading(random, random.Next(50))).ToArray();
            var packed = new PackedWriter();
            ReadingsCodec.WriteBatch(packed, readings);
            AssertSame(readings, ReadingsCodec.Read(packed.Written));

            Reading[] ofOneSeries = [.. readings.Select(r => r with { Series = 7 }).OrderBy(r => r.TakenAt)];
            packed.Clear();
            ReadingsCodec.WriteSeries(packed, ofOneSeries);
            AssertSame(ofOneSeries, ReadingsCodec.Read(packed.Written));
        }
    }

    [Fact]
    public void A_sample_out_of_a_block_is_that_of_its_reading()
    {
        var random = new Random(5);
        var reading = AnyReading(random, 3);
        var packed = new PackedWriter();
        ReadingsCodec.WriteSeries(packed, [reading]);
        var reader = new ReadingsReader(packed.Written);

        Assert.True(reader.Next());
        Assert.Equal(Sample.Of(reading), reader.ToSample());
    }

    [Fact]
    public void What_a_batch_says_of_means_is_read_as_it_was_written_and_a_log_from_before_them_says_nothing()
    {
        var window = new MeanWindow(345_600, 3600, 5400);
        var batch = Batch(
            [new MeanWindowChanged(7, window, true, Some.Start), new MeanWindowChanged(100_000, window with { HoldSeconds = 1 }, false, default)],
            [
                new MeanEntered(3, new MeanEntry(0, 0.0050m, false), null),
                new MeanEntered(9, new MeanEntry(2.0m, 2.0m, true), new MeanEntry(0.1m, 0.1m, false)),
                new MeanEntered(9, null, new MeanEntry(-1, 1, false)),
            ]);
        var packed = new PackedWriter();
        ChangesCodec.Write(packed, batch);
        var read = ChangesCodec.Read(packed.Written);

        Assert.Equal(batch.MeanWindows, read.MeanWindows);
        Assert.Equal(batch.MeanEntries, read.MeanEntries);
        byte[] before = [1, .. packed.Written[1..]];
        Assert.Empty(ChangesCodec.Read(before).MeanWindows);
    }

    [Fact]
    public void The_buckets_of_a_series_are_read_as_they_were_written()
    {
        var random = new Random(3);
        var buckets = new MeanBuckets(new MeanWindow(86_400, 900, 1350), Some.Start.AddDays(2));
        for (var i = 0; i < 2000; i++)
        {
            buckets.Enter(Some.Start.AddMinutes(random.Next(10_000)), random.Next(2) * 600, new MeanEntry(random.Next(3) / 1000m, random.Next(3, 9) / 1000m, random.Next(20) == 0));
        }

        var packed = new PackedWriter();
        MeansCodec.WriteSeries(packed, new SeriesMeans([buckets]));
        MeansCodec.WriteSeries(packed, null);
        var from = new PackedReader(packed.Written);
        var read = MeansCodec.ReadSeries(ref from)!.Windows.Single();

        Assert.Equal((buckets.Window, buckets.BeginsAfter, buckets.NewestAt), (read.Window, read.BeginsAfter, read.NewestAt));
        Assert.Equal(buckets.Buckets, read.Buckets);
        Assert.Null(MeansCodec.ReadSeries(ref from));
        Assert.True(from.AtEnd);
    }

    [Fact]
    public void Bytes_that_are_cut_or_changed_never_do_worse_than_a_format_error()
    {
        var random = new Random(9);
        var packed = new PackedWriter();
        ReadingsCodec.WriteBatch(packed, [.. Enumerable.Range(0, 20).Select(_ => AnyReading(random, random.Next(50)))]);
        var bytes = packed.Written.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => ReadingsCodec.Read(bytes.AsSpan(0, length)));
        }

        for (var i = 0; i < 3000; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(bytes.Length)] = (byte)random.Next(256);
            var thrown = Record.Exception(() => ReadingsCodec.Read(changed));
            Assert.True(thrown is null or FormatException, thrown?.ToString());
        }
    }

    [Fact]
    public void A_year_of_quarter_hours_takes_few_bytes_for_a_reading()
    {
        var packed = new PackedWriter();
        var random = new Random(1);
        ReadingsCodec.WriteSeries(packed, [.. Enumerable.Range(0, 1000).Select(i => Some.Reading(1, Some.Start.AddMinutes(15 * i), random.Next(1, 100) / 10000m))]);

        Assert.InRange(packed.Length, 1, 7 * 1000);
    }

    private static Batch Batch(IReadOnlyList<MeanWindowChanged> windows, IReadOnlyList<MeanEntered> entries) =>
        SomeRiver.Next(new WatchState()) with { MeanWindows = windows, MeanEntries = entries };

    private static void AssertSame(IReadOnlyList<Reading> expected, IReadOnlyList<Reading> actual)
    {
        Assert.Equal(expected, actual);
        // Equality of decimals does not see their scale, nor the sign of a zero.
        Assert.Equal(expected.SelectMany(r => decimal.GetBits(r.Value.Value)), actual.SelectMany(r => decimal.GetBits(r.Value.Value)));
    }

    private static Reading AnyReading(Random random, int series)
    {
        var taken = random.Next(10) == 0 ? new DateTimeOffset(random.Next(1, 9999), 1, 1, 0, 0, 0, 1, TimeSpan.Zero) : Some.Start.AddMilliseconds(random.Next(-1_000_000, 1_000_000));
        return new Reading
        {
            Series = random.Next(20) == 0 ? int.MaxValue - random.Next(3) : series,
            TakenAt = taken,
            ReceivedAt = taken.AddMilliseconds(random.Next(0, 100_000)),
            RecordedAt = random.Next(20) == 0 ? DateTimeOffset.UnixEpoch.AddYears(-300) : Some.Start,
            Value = new Concentration(
                random.Next(3) == 0 ? Extremes[random.Next(Extremes.Length)] : new decimal(random.Next(), random.Next(2) * random.Next(), random.Next(5) == 0 ? random.Next() : 0, random.Next(2) == 0, (byte)random.Next(29)),
                (Unit)random.Next(12), (Qualifier)random.Next(3)),
            Mark = Mark.From(Marks[random.Next(Marks.Length)]),
            Flag = (QartodFlag)random.Next(10),
            FlagTests = (QartodTests)random.Next(32),
            Judged = (Judged)random.Next(4),
            Why = (JudgedWhy)random.Next(7),
            LimitRef = random.Next(3) == 0 ? "" : $"GB 3838-2002 {random.Next(5)}",
            IsCorrection = random.Next(2) == 0,
        };
    }
}
