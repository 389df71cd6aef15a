using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>Every series by its number; the numbers are given out without gaps, beginning with 1.</summary>
internal sealed class RememberedSeries
{
    private readonly List<SeriesState?> _series = [];

    // What each series is of, by its number, so that looking for one determinand does not walk over all that is remembered.
    private readonly List<(ushort Determinand, Fraction Fraction)> _kinds = [];

    /// <summary>The highest number; 0 while there is no series.</summary>
    public int Last => Math.Max(0, _series.Count - 1);

    /// <exception cref="ArgumentOutOfRangeException">No series has that number.</exception>
    public SeriesState ByNumber(int number) =>
        number > 0 && number < _series.Count && _series[number] is { } series ? series : throw new ArgumentOutOfRangeException(nameof(number), number, "no such series");

    /// <summary>The series with numbers above <paramref name="after"/>, in their order: all, or those of one determinand, one fraction, or one of both.</summary>
    public IEnumerable<SeriesState> After(int after, Determinand? determinand, Fraction? fraction)
    {
        for (var number = after + 1; number < _series.Count; number++)
        {
            var kind = _kinds[number];
            if ((determinand is null || determinand.Ordinal == kind.Determinand) && (fraction is null || fraction == kind.Fraction) && _series[number] is { } series)
            {
                yield return series;
            }
        }
    }

    /// <inheritdoc cref="WatchState.CopySeries(int, int, List{SeriesState})"/>
    public void Copy(int after, int count, List<SeriesState> into)
    {
        var copied = 0;
        for (var number = after + 1; number < _series.Count && copied < count; number++)
        {
            if (_series[number] is not { } series)
            {
                continue;
            }

            if (copied < into.Count)
            {
                into[copied].Become(series);
            }
            else
            {
                into.Add(series.Copy());
            }

            copied++;
        }

        into.RemoveRange(copied, into.Count - copied);
    }

    public void Add(SeriesState series)
    {
        while (_series.Count <= series.Number)
        {
            _series.Add(null);
            _kinds.Add(default);
        }

        _series[series.Number] = series;
        _kinds[series.Number] = ((ushort)series.Key.Determinand.Ordinal, series.Key.Fraction);
    }

    /// <summary>Takes over what a committed batch changed.</summary>
    /// <param name="partly">A snapshot of which some slices know the batch already; null when no series does.</param>
    public void Take(Batch batch, Snapshot? partly)
    {
        foreach (var changed in batch.MeanWindows)
        {
            if (partly is null || !Knows(partly, changed.Series, batch))
            {
                _series[changed.Series]!.Change(changed);
            }
        }

        var stated = 0;
        for (var i = 0; i < batch.Readings.Count; i++)
        {
            var reading = batch.Readings[i];
            var brought = stated < batch.MeanEntries.Count && batch.MeanEntries[stated].Reading == i ? batch.MeanEntries[stated++] : null;
            if (partly is null || !Knows(partly, reading.Series, batch))
            {
                var series = _series[reading.Series]!;
                series.Take(reading);
                series.Means?.Take(series.Key, reading.TakenAt, brought ?? new MeanEntered(i, MeanEntry.Of(reading), null));
            }
        }
    }

    private static bool Knows(Snapshot partly, int series, Batch batch) => partly.Slices.First(s => series <= s.LastSeries).BatchSeq >= batch.Seq;
}
