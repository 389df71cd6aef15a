using System.Diagnostics.CodeAnalysis;
using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Storage;

/// <summary>The series of the log by number and by station; of two hundred thousand, a question after one station looks at a few. Safe for several threads.</summary>
internal sealed class SeriesTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<int>> _ofStation = [];
    private readonly List<SeriesKey?> _keys = [];

    public int Count { get; private set; }

    public void Add(IReadOnlyList<SeriesOpened> opened)
    {
        if (opened.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var (number, key) in opened)
            {
                Add(number, key);
            }
        }
    }

    public bool TryGet(int number, [NotNullWhen(true)] out SeriesKey? key)
    {
        lock (_lock)
        {
            key = number >= 0 && number < _keys.Count ? _keys[number] : null;
            return key is not null;
        }
    }

    public SeriesKey this[int number] => TryGet(number, out var key) ? key : throw new FormatException($"A reading names series {number}, which nothing opened.");

    /// <summary>Every station that has a series, by name.</summary>
    public IReadOnlyList<string> Stations
    {
        get
        {
            lock (_lock)
            {
                return [.. _ofStation.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<SeriesOpened> OfStation(string station)
    {
        lock (_lock)
        {
            return _ofStation.TryGetValue(station, out var numbers) ? [.. numbers.Order().Select(n => new SeriesOpened(n, _keys[n]!))] : [];
        }
    }

    private void Add(int number, SeriesKey key)
    {
        while (_keys.Count <= number)
        {
            _keys.Add(null);
        }

        if (_keys[number] is not null)
        {
            return;
        }

        _keys[number] = key;
        Count++;
        if (!_ofStation.TryGetValue(key.Station.Value, out var numbers))
        {
            _ofStation.Add(key.Station.Value, numbers = []);
        }

        numbers.Add(number);
    }
}
