using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Projection;

/// <summary>How many were told of an incident and how many were not, counted on from the entry where the last count ended.</summary>
internal sealed class ToldCounts(LogReader log)
{
    private const int MostIncidents = 10_000;

    private const int AtOnce = 10_000;

    private static readonly EntryKind[] s_kinds = [EntryKind.NotificationSent, EntryKind.NotTold];

    private readonly Dictionary<long, (long Through, long Told, long NotTold)> _counts = [];

    public (long Told, long NotTold) Of(long incident)
    {
        if (_counts.Count > MostIncidents)
        {
            _counts.Clear();
        }

        var (through, told, notTold) = _counts.GetValueOrDefault(incident);
        for (var isMore = true; isMore;)
        {
            var page = log.Timeline(new TimelineQuery { Incident = incident, Kinds = s_kinds, Limit = AtOnce, Cursor = Cursor.Of(through) });
            foreach (var entry in page.Items)
            {
                through = entry.Seq;
                (told, notTold) = entry.Kind == EntryKind.NotificationSent ? (told + 1, notTold) : (told, notTold + 1);
            }

            isMore = page.Next is not null;
        }

        _counts[incident] = (through, told, notTold);
        return (told, notTold);
    }
}
