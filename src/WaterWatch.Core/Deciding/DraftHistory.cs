using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What a batch found over its limit in history that a file brought: so long ago that nobody is called. It raises no alert and touches none, since an alert of years ago that nobody was
/// told of must not stand where the next exceedance of now would be told as the first; it is judged and kept like every reading, and the timeline says what was over, by how much, and why
/// nobody was told.
/// </summary>
internal sealed class DraftHistory
{
    private readonly OrderedDictionary<AlertKey, Exceeded> _exceeded = [];

    public void See(AlertKey key, in Observation seen)
    {
        if (seen.IsOver)
        {
            _exceeded[key] = _exceeded.TryGetValue(key, out var before) ? before.With(seen) : new Exceeded(seen, 1, seen.TakenAt, seen.TakenAt);
        }
    }

    /// <param name="after">What is younger than that is no history.</param>
    public void Note(Draft draft, TimeSpan after)
    {
        foreach (var (key, exceeded) in _exceeded)
        {
            draft.Note(new TimelineEntry
            {
                At = exceeded.FirstAt,
                Kind = EntryKind.HistoryExceeded,
                Station = key.Station.Value,
                By = Decider.Service,
                Data = FactsOf(key, exceeded, after),
            });
        }

        _exceeded.Clear();
    }

    private static Dictionary<string, string> FactsOf(AlertKey key, in Exceeded exceeded, TimeSpan after)
    {
        var peak = exceeded.Peak;
        var facts = new Dictionary<string, string>
        {
            ["condition"] = key.Condition.ToString(),
            ["determinand"] = key.Determinand!.Key,
            ["fraction"] = Facts.Name(key.Fraction),
            ["unit"] = key.Determinand.Unit.Symbol(),
            ["count"] = Facts.Number(exceeded.Count),
            ["from"] = Instants.Format(exceeded.FirstAt),
            ["until"] = Instants.Format(exceeded.LastAt),
            ["value"] = peak.Value.Sign + peak.Value.Digits,
            ["taken_at"] = Instants.Format(peak.TakenAt),
            ["older_than_h"] = Facts.Number((decimal)after.TotalHours),
        };
        if (key.MeanSeconds > 0)
        {
            facts["mean_over_s"] = Facts.Number(key.MeanSeconds);
        }

        if (peak.Limit is { } limit)
        {
            facts["limit"] = limit.ToString(CultureInfo.InvariantCulture);
            facts["limit_ref"] = peak.LimitRef;
            facts["ratio"] = Facts.Number(peak.Ratio);
            facts["over"] = Facts.Number(Math.Max(0, peak.Ratio - 1));
        }

        return facts;
    }

    /// <param name="Peak">The worst of them.</param>
    private readonly record struct Exceeded(Observation Peak, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt)
    {
        public Exceeded With(in Observation seen) => new(
            seen.Position > Peak.Position ? seen : Peak, Count + 1, seen.TakenAt < FirstAt ? seen.TakenAt : FirstAt, seen.TakenAt > LastAt ? seen.TakenAt : LastAt);
    }
}
