using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>The alerts of open incidents at one station, the newest first as a rule.</summary>
internal sealed class Roll
{
    private readonly List<Alert> _alerts;
    private readonly List<long> _incidents = [];

    public Roll(string station)
    {
        Station = station;
        _alerts = [];
    }

    private Roll(Roll other)
    {
        Station = other.Station;
        _alerts = [.. other._alerts];
        _incidents = [.. other._incidents];
        NewestFiredAt = other.NewestFiredAt;
    }

    public string Station { get; }

    public List<Alert> Alerts => _alerts;

    /// <summary>Nothing here began later in event time.</summary>
    public DateTimeOffset NewestFiredAt { get; private set; }

    /// <summary>Those that have an alert here: usually one, so that a look at a station is a look at one alert.</summary>
    public List<long> Incidents => _incidents;

    public Roll Copy() => new(this);

    public void Put(Alert alert)
    {
        var at = _alerts.FindIndex(a => a.Id == alert.Id);
        var left = at < 0 ? null : _alerts[at].Incident;
        if (at < 0)
        {
            _alerts.Insert(0, alert);
        }
        else
        {
            _alerts[at] = alert;
        }

        NewestFiredAt = alert.FiredAt > NewestFiredAt ? alert.FiredAt : NewestFiredAt;
        if (alert.Incident is { } incident && !_incidents.Contains(incident))
        {
            _incidents.Add(incident);
        }

        Forget(left);
    }

    public void Remove(long alert)
    {
        var at = _alerts.FindIndex(a => a.Id == alert);
        if (at >= 0)
        {
            var left = _alerts[at].Incident;
            _alerts.RemoveAt(at);
            Forget(left);
        }
    }

    private void Forget(long? incident)
    {
        if (incident is { } left && !_alerts.Exists(a => a.Incident == left))
        {
            _incidents.Remove(left);
        }
    }
}

/// <summary>Which alerts of open incidents there are at each station of each river: known without any configuration, so that folding can keep it.</summary>
internal sealed class Rolls
{
    private readonly Dictionary<string, Dictionary<string, Roll>> _rivers = [];

    public IReadOnlyDictionary<string, Roll> Of(string river) => _rivers.GetValueOrDefault(river) ?? Empty;

    public void Put(string river, Alert alert)
    {
        var station = alert.Key.Station.Value;
        var stations = Stations(river);
        if (!stations.TryGetValue(station, out var roll))
        {
            stations[station] = roll = new Roll(station);
        }

        roll.Put(alert);
    }

    public void Put(string river, Roll roll) => Stations(river)[roll.Station] = roll;

    public void Remove(string river, Alert alert)
    {
        if (_rivers.TryGetValue(river, out var stations) && stations.TryGetValue(alert.Key.Station.Value, out var roll))
        {
            roll.Remove(alert.Id);
            if (roll.Alerts.Count == 0)
            {
                stations.Remove(roll.Station);
            }
        }
    }

    /// <summary>Wherever it is.</summary>
    public void Remove(Alert alert)
    {
        foreach (var river in _rivers.Keys)
        {
            Remove(river, alert);
        }
    }

    private static Dictionary<string, Roll> Empty { get; } = [];

    private Dictionary<string, Roll> Stations(string river)
    {
        if (!_rivers.TryGetValue(river, out var stations))
        {
            _rivers[river] = stations = [];
        }

        return stations;
    }
}

/// <summary>The rolls of one river by the places that its stations stand on, as one draft sees them: so that a walk along the river looks nothing up.</summary>
internal sealed class RiverRolls
{
    private readonly List<Roll>?[] _at;

    public RiverRolls(WatchedRiver river, IEnumerable<Roll> rolls)
    {
        River = river;
        _at = new List<Roll>?[river.Network.Places.Count];
        foreach (var roll in rolls)
        {
            Put(roll);
        }
    }

    public WatchedRiver River { get; }

    /// <summary>Those at a place; null where there are none.</summary>
    public List<Roll>? At(int place) => _at[place];

    /// <summary>In the order of the water.</summary>
    public IEnumerable<(Roll Roll, int Place)> All(int from = 0)
    {
        for (var place = from; place < _at.Length; place++)
        {
            foreach (var roll in _at[place] ?? [])
            {
                yield return (roll, place);
            }
        }
    }

    /// <summary>Takes the place of the station's roll as it was.</summary>
    public void Put(Roll roll)
    {
        if (River.TryPlace(roll.Station, out var place))
        {
            var here = _at[place] ??= [];
            var before = here.FindIndex(r => r.Station == roll.Station);
            if (before < 0)
            {
                here.Add(roll);
            }
            else
            {
                here[before] = roll;
            }
        }
    }
}
