using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>The samples of one series within a time, counted; of each sample only the newest version.</summary>
/// <param name="Exceeding">Over a limit as they were judged when they came.</param>
/// <param name="Flagged">Suspect, failed or missing by the quality tests.</param>
/// <param name="NotJudged">There is a limit, and nobody can say whether they keep it: marked, censored across it, hardness missing and the like.</param>
/// <param name="Highest">Of those that exceed; null when none does.</param>
/// <param name="Lowest">The same, for limits that are lower ends.</param>
public sealed record SeriesTally(SeriesKey Key, long Samples, long Exceeding, long Flagged, long NotJudged, Reading? Highest, Reading? Lowest);

/// <summary>Counts a series straight out of blocks and tail, without an object for a reading: a day may have a million.</summary>
internal sealed class TallyScan(IndexLook look)
{
    private readonly SeriesColumns _columns = new();
    private long _samples;
    private long _exceeding;
    private long _flagged;
    private long _notJudged;
    private int _highest = -1;
    private int _lowest = -1;

    /// <param name="from">Milliseconds since 1970.</param>
    /// <param name="to">The sample time before which to stop.</param>
    public SeriesTally Count(int series, SeriesKey key, long from, long to)
    {
        foreach (var block in look.Blocks(series, from, to))
        {
            look.Read(block, series, _columns);
        }

        var tail = look.Tail(series);
        for (var i = 0; i < tail.Count; i++)
        {
            _columns.Add(tail.Taken[i], tail.Received[i], tail.Recorded[i], _columns.Aspects.NumberOf(tail.Aspects[tail.AspectNumbers[i]]), tail.Values[i]);
        }

        _columns.Sort();
        var taken = _columns.Taken;
        for (var i = 0; i < taken.Length; i++)
        {
            // The versions of one sample stand in the order of their coming.
            var isNewest = i + 1 == taken.Length || taken[i + 1] != taken[i];
            if (isNewest && taken[i] >= from && taken[i] < to)
            {
                Take(i);
            }
        }

        return new SeriesTally(key, _samples, _exceeding, _flagged, _notJudged, ReadingAt(series, _highest), ReadingAt(series, _lowest));
    }

    private void Take(int i)
    {
        var aspect = _columns.Aspects[_columns.AspectNumbers[i]];
        _samples++;
        _flagged += aspect.Flag is QartodFlag.Suspect or QartodFlag.Fail or QartodFlag.Missing ? 1 : 0;
        _notJudged += aspect.Judged == Judged.CannotBeJudged || aspect is { Judged: Judged.NotJudged, Why: not (JudgedWhy.None or JudgedWhy.NoLimit) } ? 1 : 0;
        if (aspect.Judged != Judged.Exceeds)
        {
            return;
        }

        _exceeding++;
        _highest = _highest < 0 || _columns.Values[i] > _columns.Values[_highest] ? i : _highest;
        _lowest = _lowest < 0 || _columns.Values[i] < _columns.Values[_lowest] ? i : _lowest;
    }

    private Reading? ReadingAt(int series, int i) => i < 0 ? null : _columns.ToReading(series, i);
}
