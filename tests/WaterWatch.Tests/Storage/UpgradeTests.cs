using System.IO.Compression;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Storage;

/// <summary>Files/schema-1.db.gz is the log that the program of schema 1 made of <see cref="SomeRiver"/>: twenty batches, indexed, a snapshot, ten batches more.</summary>
public class UpgradeTests
{
    private const string Head = "5:7d0361a65383";
    private const decimal Sum = 71.6399m;
    private static readonly int[] s_series = [1, 2, 3, 4, 5];

    [Fact]
    public void A_log_of_schema_1_opens_with_all_that_it_held()
    {
        using var directory = OfSchema1();
        using (var log = WatchLog.Open(directory.Path))
        {
            Assert.Equal(30, log.NewestBatch);
            Assert.StartsWith(Head, $"{log.Restore().Head}", StringComparison.Ordinal);
            Assert.Equal(150, log.TailCount);
            Assert.Equal(WatchLogTests.AsText(log.RestoreFromBeginning().ToSnapshot()), WatchLogTests.AsText(log.Restore().ToSnapshot()));
            log.IndexStep(force: true);
            var readings = log.Reader.StreamReadings(new ReadingsQuery(s_series)).ToArray();
            Assert.Equal((150, Sum), (readings.Length, readings.Sum(r => r.Reading.Value.Value)));

            var river = new SomeRiver(log);
            river.Flow(3, seed: 9);
        }

        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
    }

    [Fact]
    public void Whoever_only_reads_says_that_a_log_of_schema_1_is_to_be_upgraded_first()
    {
        using var directory = OfSchema1();

        Assert.Contains("written by an older WaterWatch (schema 1", Assert.Throws<StorageException>(() => LogReader.Open(directory.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("written by an older WaterWatch (schema 1", Audit.Verify(directory.Path).FirstBroken, StringComparison.Ordinal);
    }

    internal static DataDirectory OfSchema1()
    {
        var directory = new DataDirectory();
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Repository.Root, "tests", "WaterWatch.Tests", "Storage", "Files", "schema-1.db.gz")), CompressionMode.Decompress);
        using var file = File.Create(directory.Database);
        packed.CopyTo(file);
        return directory;
    }
}
