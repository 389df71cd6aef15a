using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// The series that a batch in the making touches. The objects are used again by the next batch of the same state: there is one draft at a time, and
/// millions of them a minute need not become garbage.
/// </summary>
internal sealed class DraftSeries
{
    private readonly List<SeriesDraft> _touched = [];
    private readonly Stack<SeriesDraft> _free = [];
    private readonly Dictionary<SeriesKey, SeriesDraft> _new = [];
    private ILookup<string, SeriesDraft> _byStation = Array.Empty<SeriesDraft>().ToLookup(t => "");
    private int _byStationCount;
    private int _lastKnown;

    /// <summary>Forgets the batch before, whether it was written or dropped.</summary>
    /// <param name="lastKnown">The highest number that a series of the state has.</param>
    public DraftSeries Begin(int lastKnown)
    {
        foreach (var touched in _touched)
        {
            touched.End();
            _free.Push(touched);
        }

        _touched.Clear();
        _byStationCount = 0;
        _byStation = Array.Empty<SeriesDraft>().ToLookup(t => "");
        _new.Clear();
        _lastKnown = lastKnown;
        return this;
    }

    public SeriesDraft Of(SeriesState known) => known.Draft ??= Take(known.Number, known.Key, known);

    /// <summary>A series that the state does not know.</summary>
    public SeriesDraft New(SeriesKey key, out bool isFirst)
    {
        isFirst = !_new.TryGetValue(key, out var series);
        return series ?? (_new[key] = Take(_lastKnown + _new.Count + 1, key, null));
    }

    /// <summary>When a sample of a determinand came in at a station with this batch.</summary>
    public Received LastReceived(string station, Determinand determinand, Fraction fraction)
    {
        if (_byStationCount != _touched.Count)
        {
            _byStation = _touched.ToLookup(t => t.Key.Station.Value);
            _byStationCount = _touched.Count;
        }

        var last = default(Received);
        foreach (var series in _byStation[station])
        {
            last = series.Key.Determinand == determinand && series.Key.Fraction == fraction && series.LastReceivedAt is { } at ? last.With(series.Key, at) : last;
        }

        return last;
    }

    private SeriesDraft Take(int number, SeriesKey key, SeriesState? known)
    {
        var draft = _free.TryPop(out var used) ? used.Reuse(number, key, known) : new SeriesDraft(number, key, known);
        _touched.Add(draft);
        return draft;
    }
}
