using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Tests.Storage;

/// <summary>The index by series holds what the batches hold, whatever came late, twice or again, and however its blocks were merged.</summary>
public class IndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void After_any_order_of_coming_and_any_merges_the_index_equals_the_batches(int seed)
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        var random = new Random(seed);
        for (var step = 0; step < 120; step++)
        {
            river.Commit(AnyReadings(random, step));
            _ = random.Next(3) == 0 && log.IndexStep(force: true);
        }

        Assert.Contains(Tiers(directory), tier => tier >= 2);
        AssertHolds(log, river);
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
        using var again = LogReader.Open(directory.Path);
        Assert.Equal(log.Reader.StreamReadings(AllOf(river)).Select(r => r.Reading), again.StreamReadings(AllOf(river)).Select(r => r.Reading));
    }

    [Fact]
    public void A_process_killed_anywhere_between_its_transactions_loses_nothing_and_has_nothing_twice()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        var random = new Random(5);
        using var copies = new Copies();
        log.BeforeIndexWrites = () => copies.Take(directory, river.Written.Count, random);
        for (var step = 0; step < 40; step++)
        {
            river.Commit(AnyReadings(random, step));
            log.IndexStep(force: true);
        }

        Assert.True(copies.All.Count > 40);
        foreach (var (copy, batches) in copies.All)
        {
            using var recovered = WatchLog.Open(copy.Path);
            var expected = river.Written.Take(batches).SelectMany(b => b.Readings).OrderBy(r => r.TakenAt).ThenBy(r => r.RecordedAt).ThenBy(r => r.Series);
            Assert.Equal(expected, recovered.Reader.StreamReadings(AllOf(river)).Select(r => r.Reading));
            recovered.IndexStep(force: true);
            Assert.Equal(expected, recovered.Reader.StreamReadings(AllOf(river)).Select(r => r.Reading));
            Assert.Null(Audit.Verify(copy.Path).FirstBroken);
        }
    }

    [Fact]
    public void A_changed_byte_in_any_block_is_named()
    {
        using var directory = new DataDirectory();
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            var random = new Random(6);
            for (var step = 0; step < 12; step++)
            {
                river.Commit(AnyReadings(random, step));
                log.IndexStep(force: true);
            }
        }

        using var connection = Connection.OpenWriting(directory.Database, "NORMAL");
        var (id, length) = (connection.Number("SELECT max(id) FROM reading_block"), connection.Number("SELECT length(body) FROM reading_block ORDER BY id DESC LIMIT 1"));
        connection.Execute("CREATE TABLE kept AS SELECT id, body FROM reading_block");
        for (var at = 1L; at <= length; at += 7)
        {
            connection.Execute($"UPDATE reading_block SET body = CAST(substr(body, 1, {at - 1}) || x'{(at % 2 == 0 ? "00" : "5A")}' || substr(body, {at + 1}) AS BLOB) WHERE id = {id}");
            var isChanged = connection.Number($"SELECT count(*) FROM reading_block r JOIN kept k USING (id) WHERE r.body IS NOT k.body") == 1;
            Assert.Equal(isChanged, Audit.Verify(directory.Path).FirstBroken?.StartsWith($"index block {id}: it cannot be read", StringComparison.Ordinal) ?? false);
            connection.Execute($"UPDATE reading_block SET body = (SELECT body FROM kept WHERE kept.id = reading_block.id) WHERE id = {id}");
        }
    }

    [Fact]
    public void A_damaged_block_keeps_nothing_from_being_committed_and_no_service_from_starting()
    {
        using var directory = new DataDirectory();
        var random = new Random(7);
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            river.Commit(AnyReadings(random, 0));
            log.IndexStep(force: true);
            using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
            {
                connection.Execute("UPDATE reading_block SET body = X'00'");
            }

            var damage = 0;
            for (var step = 1; step < 20; step++)
            {
                river.Commit(AnyReadings(random, step));
                var found = Record.Exception(() => log.IndexStep(force: true));
                Assert.True(found is null or StorageException { IsDamage: true }, $"{found}");
                damage += found is null ? 0 : 1;
                Assert.Equal(0, log.TailCount);
            }

            Assert.NotEqual(0, damage);
            log.MostInTail = 0;
            river.Commit(AnyReadings(random, 20));
            river.Commit(AnyReadings(random, 21));
        }

        using var again = WatchLog.Open(directory.Path);
        Assert.Equal(22, again.NewestBatch);
    }

    [Fact]
    public void A_sample_of_long_ago_belongs_to_another_span_than_todays()
    {
        Assert.NotEqual(BlockPlace.SpanOf(Some.Start.ToUnixTimeMilliseconds()), BlockPlace.SpanOf(Some.Start.AddDays(-65).ToUnixTimeMilliseconds()));
        Assert.Equal((-1, 0), (BlockPlace.SpanOf(-1), BlockPlace.SpanOf(0)));
    }

    private static Reading[] AnyReadings(Random random, int step) =>
    [
        .. Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
        {
            // Few different times and values, so that there are corrections and repeats; now and then one from long ago or from a wrong clock.
            var back = random.Next(10) == 0 ? random.Next(2000) * 24 * 60 : random.Next(20) * 15;
            return Some.Reading(random.Next(1, 900), Some.Start.AddMinutes((15 * step) - back), random.Next(1, 5) / 1000m, Some.Start.AddDays(1).AddMinutes(step), random.Next(2) == 0);
        }),
    ];

    private static ReadingsQuery AllOf(SomeRiver river) => new([.. river.State.Series.Select(s => s.Number)]);

    private static void AssertHolds(WatchLog log, SomeRiver river)
    {
        var written = river.Written.SelectMany(b => b.Readings).ToArray();
        Assert.Equal(written.OrderBy(r => r.TakenAt).ThenBy(r => r.RecordedAt).ThenBy(r => r.Series), log.Reader.StreamReadings(AllOf(river)).Select(r => r.Reading));
        foreach (var sample in written.GroupBy(r => (r.Series, r.TakenAt)))
        {
            Assert.Equal(sample.Select(Sample.Of), log.Held(sample.Key.Series, sample.Key.TakenAt));
        }
    }

    private static List<long> Tiers(DataDirectory directory)
    {
        using var connection = Connection.OpenReading(directory.Database);
        using var rows = connection.Prepare("SELECT DISTINCT tier FROM reading_block");
        var tiers = new List<long>();
        while (rows.Step())
        {
            tiers.Add(rows.Int(0));
        }

        return tiers;
    }

    private sealed class Copies : IDisposable
    {
        public List<(DataDirectory Copy, int Batches)> All { get; } = [];

        /// <summary>Now and then, since each copy is a whole log.</summary>
        public void Take(DataDirectory directory, int batches, Random random)
        {
            if (random.Next(3) == 0)
            {
                All.Add((directory.CopyAsKilled(), batches));
            }
        }

        public void Dispose() => All.ForEach(c => c.Copy.Dispose());
    }
}
