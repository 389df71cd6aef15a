using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Periods;

/// <summary>Of each sample its newest version, in the order of the sample times.</summary>
internal static class NewestVersions
{
    /// <summary>All series of a station that measure what is wanted.</summary>
    public static IEnumerable<ReadingOf> Of(LogReader log, WatchedStation station, DateTimeOffset from, DateTimeOffset to, Func<Determinand, bool> isWanted) =>
        Of(log, [.. log.SeriesOf(station.Station.Id.Value).Where(s => isWanted(s.Key.Determinand)).Select(s => s.Series)], from, to);

    /// <param name="to">The sample time before which to stop.</param>
    public static IEnumerable<ReadingOf> Of(LogReader log, IReadOnlyList<int> series, DateTimeOffset from, DateTimeOffset to)
    {
        // Versions of one sample come in the order of their recording, with those of other series of the same time between them.
        var atOneTime = new Dictionary<SeriesKey, ReadingOf>();
        DateTimeOffset? at = null;
        foreach (var reading in series.Count == 0 ? [] : log.StreamReadings(new ReadingsQuery(series) { From = from, To = to }))
        {
            if (at != reading.Reading.TakenAt)
            {
                foreach (var newest in atOneTime.Values)
                {
                    yield return newest;
                }

                atOneTime.Clear();
                at = reading.Reading.TakenAt;
            }

            atOneTime[reading.Key] = reading;
        }

        foreach (var newest in atOneTime.Values)
        {
            yield return newest;
        }
    }
}
