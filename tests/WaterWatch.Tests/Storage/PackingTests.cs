using WaterWatch.Deciding;
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
