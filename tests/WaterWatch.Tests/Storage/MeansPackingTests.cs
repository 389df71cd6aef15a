using System.Text.Json;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Storage;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Tests.Storage;

public class MeansPackingTests
{
    private static readonly MeanWindow FourDays = new(345_600, 3600, 5400);

    [Fact]
    public void What_a_batch_says_of_means_is_read_as_it_was_written()
    {
        MeanWindowChanged[] windows = [new(7, FourDays, true, Some.Start), new(100_000, FourDays with { HoldSeconds = 1 }, false, default)];
        MeanEntered[] entries =
        [
            new(3, new MeanEntry(0, 0.0050m, false), null),
            new(9, new MeanEntry(2.0m, 2.0m, true), new MeanEntry(0.1m, 0.1m, false)),
            new(9, null, new MeanEntry(-1, 1, false)),
        ];
        var packed = new PackedWriter();
        MeansCodec.WriteChanges(packed, SomeRiver.Next(new WatchState()) with { MeanWindows = windows, MeanEntries = entries });
        var from = new PackedReader(packed.Written);
        var read = MeansCodec.ReadChanges(ref from);

        Assert.Equal(windows, read.Windows);
        Assert.Equal(entries, read.Entries);
        Assert.True(from.AtEnd);
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
    public void A_log_with_means_is_restored_from_the_beginning_from_a_snapshot_and_from_its_slices()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        var slice = (Series: (IReadOnlyList<SeriesState>)[], river.State.BatchSeq);
        for (var day = 0; day < 40; day++)
        {
            var readings = Enumerable.Range(1, 4).Select(n => Some.Reading(n, Some.Start.AddHours(6 * day), 0.001m * (day % 9))).ToArray();
            var batch = SomeRiver.Next(river.State, readings);
            river.Commit(batch with
            {
                MeanWindows = day == 0 ? [new(1, FourDays, true, default), new(3, FourDays, true, default)] : day == 30 ? [new(1, FourDays, false, default), new(4, FourDays, true, default)] : [],
                MeanEntries = day % 5 == 4 ? [new(0, null, null), new(2, new MeanEntry(0.5m, 0.5m, true), null)] : [],
            });
            slice = day == 20 ? (river.State.CopySeries(0, 2), river.State.BatchSeq) : slice;
        }

        var rest = river.State.CopySeries(2, int.MaxValue);
        log.SaveSnapshot(river.State.ToSnapshotWithout() with
        {
            Series = [.. slice.Series, .. rest],
            Slices = [new SeriesSlice(2, slice.BatchSeq), new SeriesSlice(river.State.LastSeries, river.State.BatchSeq)],
        });

        var live = AsText(river.State);
        Assert.Contains("Buckets", live, StringComparison.Ordinal);
        Assert.Equal(live, AsText(log.RestoreFromBeginning()));
        Assert.Equal(live, AsText(log.Restore()));
        Assert.True(Audit.Verify(directory.Path).IsIntact);
    }

    private static string AsText(WatchState state) => JsonSerializer.Serialize(state.ToSnapshot());
}
