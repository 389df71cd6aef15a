using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>What is remembered of one station: when it was last heard, and its series. One look-up a message finds all of it.</summary>
public sealed class StationState
{
    // Nearly every series is of the station's only instrument and of single samples: those stand in a table by determinand and fraction.
    private SlotTable<SeriesState> _usual = SlotTable<SeriesState>.Empty;
    private readonly List<SeriesState> _others = [];

    /// <summary>Null when nothing was heard of it yet.</summary>
    public StationHeard? Heard { get; internal set; }

    /// <summary>Null when the station has no such series.</summary>
    public SeriesState? Find(string source, Determinand determinand, Fraction fraction, int periodSeconds)
    {
        if (source.Length == 0 && periodSeconds == 0)
        {
            return _usual[determinand.Slot(fraction)];
        }

        foreach (var series in _others)
        {
            var key = series.Key;
            if (key.Determinand == determinand && key.Fraction == fraction && key.PeriodSeconds == periodSeconds && key.Source == source)
            {
                return series;
            }
        }

        return null;
    }

    /// <summary>When a sample of a determinand last came in, by any of the station's instruments and by the laboratory.</summary>
    internal Received LastReceived(Determinand determinand, Fraction fraction)
    {
        var last = default(Received);
        if (_usual[determinand.Slot(fraction)] is { WasSent: true } usual)
        {
            last = last.With(usual.Key, usual.LastReceivedAt);
        }

        foreach (var series in _others)
        {
            if (series.Key.Determinand == determinand && series.Key.Fraction == fraction && series.WasSent)
            {
                last = last.With(series.Key, series.LastReceivedAt);
            }
        }

        return last;
    }

    /// <summary>The series of a determinand, whatever their fractions, sources and periods.</summary>
    public IEnumerable<SeriesState> SeriesOf(Determinand determinand)
    {
        var place = 0;
        while (NextOf(determinand, ref place) is { } series)
        {
            yield return series;
        }
    }

    /// <summary>The same one by one, null after the last: a walk for every reading whose limit depends on the water, so without garbage.</summary>
    /// <param name="place">0 to begin with.</param>
    public SeriesState? NextOf(Determinand determinand, ref int place)
    {
        const int fractions = 2;
        while (place < fractions)
        {
            if (_usual[determinand.Slot((Fraction)place++)] is { } usual)
            {
                return usual;
            }
        }

        while (place - fractions < _others.Count)
        {
            if (_others[place++ - fractions] is var other && other.Key.Determinand == determinand)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>Shows a search all that is remembered of a determinand.</summary>
    internal void Show(Determinand determinand, ref CompanionSearch search)
    {
        var place = 0;
        while (NextOf(determinand, ref place) is { } series)
        {
            search.BeginSeries();
            for (var age = 0; age < series.Count; age++)
            {
                search.See(series.FromNewest(age));
            }
        }
    }

    /// <summary>Every series of the station, in no order that means anything.</summary>
    public IEnumerable<SeriesState> Series => _usual.Items.Concat(_others);

    internal void Add(SeriesState series)
    {
        if (series.Key is { Source.Length: 0, PeriodSeconds: 0 })
        {
            _usual = _usual.With(series.Key.Determinand.Slot(series.Key.Fraction), series);
        }
        else
        {
            _others.Add(series);
        }
    }
}
