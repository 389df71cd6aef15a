using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>Whole lists, read page by page.</summary>
internal static class LogPages
{
    private const int PageSize = 10_000;

    /// <summary>Every entry of an incident's timeline, in the order of recording.</summary>
    /// <param name="asKnownAt">Only what was recorded by then; null for all.</param>
    public static IEnumerable<TimelineEntry> WholeTimeline(this LogReader log, long incident, DateTimeOffset? asKnownAt = null) =>
        Pages(cursor => log.Timeline(new TimelineQuery { Incident = incident, AsKnownAt = asKnownAt, Limit = PageSize, Cursor = cursor }));

    /// <summary>Every entry of some kinds, in the order of recording.</summary>
    public static IEnumerable<TimelineEntry> WholeTimeline(this LogReader log, IReadOnlyList<EntryKind> kinds) =>
        Pages(cursor => log.Timeline(new TimelineQuery { Kinds = kinds, Limit = PageSize, Cursor = cursor }));

    /// <summary>The newest entries that are news of the river, newest first: a quiet hour's seal pushes none of them out.</summary>
    public static IReadOnlyList<TimelineEntry> News(this LogReader log, int count) =>
        log.Timeline(new TimelineQuery { Without = TimelineEntry.KindsOfTheRecord, IsNewestFirst = true, Limit = count }).Items;

    /// <summary>Newest first; read as far as they are asked for.</summary>
    public static IEnumerable<Incident> AllIncidents(this LogReader log) => Pages(cursor => log.Incidents(new IncidentsQuery { Cursor = cursor }));

    private static IEnumerable<T> Pages<T>(Func<string?, Page<T>> read)
    {
        for (var page = read(null); ; page = read(page.Next))
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Next is null)
            {
                yield break;
            }
        }
    }
}
