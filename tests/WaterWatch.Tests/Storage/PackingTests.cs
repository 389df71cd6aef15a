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
            new BatchColumns().Write(packed, readings);
            AssertSame(readings, ReadingsCodec.Read(packed.Written));
        }
    }

    [Fact]
    public void Bytes_that_are_cut_or_changed_never_do_worse_than_a_format_error()
    {
        var random = new Random(9);
        var packed = new PackedWriter();
        new BatchColumns().Write(packed, [.. Enumerable.Range(0, 20).Select(_ => AnyReading(random, random.Next(50)))]);
        AssertOnlyFormatErrors(packed.Written.ToArray(), bytes => ReadingsCodec.Read(bytes), random);
    }

    [Fact]
    public void Readings_of_many_series_come_out_of_a_block_by_series_and_sample_time()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var readings = Enumerable.Range(0, random.Next(1, 300)).Select(_ => AnyReading(random, random.Next(12))).ToArray();
            var expected = readings.OrderBy(r => r.Series).ThenBy(r => r.TakenAt).ToArray();
            var blocks = Pack(readings, most: random.Next(1, 100));

            AssertSame(expected, [.. blocks.SelectMany(ReadAll)]);
            Assert.All(readings.Select(r => r.Series).Distinct(), series => AssertSame([.. expected.Where(r => r.Series == series)], [.. blocks.SelectMany(b => ReadOne(b, series))]));
        }
    }

    [Fact]
    public void Series_that_one_message_brings_have_their_times_once()
    {
        Reading[] Many(int series) => [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Range(1, series).Select(s => Some.Reading(s, Some.Start.AddMinutes(15 * i), 0.001m) with
        {
            ReceivedAt = Some.Start.AddMinutes(15 * i).AddMilliseconds(new Random(i).Next(5000)),
        }))];
        var (one, ten) = (Pack(Many(1), int.MaxValue).Single().Length, Pack(Many(10), int.MaxValue).Single().Length);

        // Nothing but an aspect, a head and a digit that are as before.
        Assert.InRange(ten - one, 9 * 200 * 3, 9 * 200 * 3 + 9 * 10);
    }

    [Fact]
    public void A_block_that_is_cut_or_changed_never_does_worse_than_a_format_error()
    {
        var random = new Random(4);
        var block = Pack([.. Enumerable.Range(0, 40).Select(_ => AnyReading(random, random.Next(5)))], int.MaxValue).Single();
        AssertOnlyFormatErrors(block, b => ReadAll(b), random);
    }

    [Fact]
    public void What_was_squeezed_is_opened_as_it_was_and_any_changed_byte_is_seen()
    {
        var random = new Random(2);
        using var squeezer = new Squeezer();
        using var unsqueezer = new Unsqueezer();
        foreach (var length in (int[])[0, 1, 2, 7, 8, 9, 100, 5000, 300_000])
        {
            var content = new byte[length];
            random.NextBytes(content.AsSpan(0, length / 3));
            var squeezed = squeezer.Squeeze(content).ToArray();
            Assert.Equal(content, unsqueezer.Open(squeezed).ToArray());
            for (var i = 0; i < Math.Min(squeezed.Length, 200); i++)
            {
                var changed = squeezed.ToArray();
                changed[squeezed.Length - 1 - i] ^= (byte)(1 << random.Next(7));
                var opened = Record.Exception(() => Assert.NotEqual(content, unsqueezer.Open(changed).ToArray()));
                Assert.True(opened is null or FormatException, opened?.ToString());
            }
        }
    }

    [Fact]
    public void Noise_that_cannot_be_compressed_grows_by_a_few_bytes_only()
    {
        var noise = new byte[1000];
        new Random(1).NextBytes(noise);
        using var squeezer = new Squeezer();

        Assert.Equal(noise.Length + 7, squeezer.Squeeze(noise).Length);
    }

    [Fact]
    public void The_checksum_is_the_one_that_others_reckon_too() => Assert.Equal(0xE3069283u, Squeezed.Checksum("123456789"u8));

    [Fact]
    public void Changes_of_the_version_before_telling_are_read_without_it()
    {
        var batch = SomeRiver.Next(new WatchState()) with { Duties = [Some.Duty(1, 1)], ConfigurationHash = "c0ffee" };
        var packed = new PackedWriter();
        ChangesCodec.Write(packed, batch);

        // Version 2 ended before the counts of escalations, notifications, what people make of who is told, and rounds.
        var old = packed.Written[..^4].ToArray();
        old[0] = 2;

        var changes = ChangesCodec.Read(old);
        Assert.Equal(("c0ffee", 1, 0, 0), (changes.ConfigurationHash, changes.Duties.Count, changes.Escalations.Count, changes.Notifications.Count));
    }

    private static List<byte[]> Pack(Reading[] readings, int most)
    {
        var blocks = new List<byte[]>();
        var packer = new BlockPacker(most, block => blocks.Add(block.Body.ToArray()));
        foreach (var series in readings.GroupBy(r => r.Series).OrderBy(g => g.Key))
        {
            var columns = new SeriesColumns();
            foreach (var r in series)
            {
                columns.Add(
                    r.TakenAt.ToUnixTimeMilliseconds(), r.ReceivedAt.ToUnixTimeMilliseconds(), r.RecordedAt.ToUnixTimeMilliseconds(), columns.Aspects.NumberOf(Aspect.Of(r)), r.Value.Value);
            }

            columns.Sort();
            packer.Add(series.Key, columns, 0, columns.Count);
        }

        packer.End();
        return blocks;
    }

    private static Reading[] ReadAll(byte[] block)
    {
        var reader = new BlockReader().Open(block);
        return [.. Enumerable.Range(0, reader.Sections.Count).SelectMany(section => Read(reader, section))];
    }

    private static Reading[] ReadOne(byte[] block, int series)
    {
        var reader = new BlockReader().Open(block);
        return reader.Find(series) is var section and >= 0 ? Read(reader, section) : [];
    }

    private static Reading[] Read(BlockReader reader, int section)
    {
        var columns = new SeriesColumns();
        reader.Read(section, columns);
        return [.. Enumerable.Range(0, columns.Count).Select(i => columns.ToReading(reader.Sections[section].Series, i))];
    }

    private static void AssertOnlyFormatErrors(byte[] bytes, Func<byte[], object> read, Random random)
    {
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => read(bytes[..length]));
        }

        for (var i = 0; i < 3000; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(bytes.Length)] = (byte)random.Next(256);
            var thrown = Record.Exception(() => read(changed));
            Assert.True(thrown is null or FormatException, thrown?.ToString());
        }
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
