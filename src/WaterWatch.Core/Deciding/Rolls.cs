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
    private readonly Dictionary<string, RiverRolls> _byPlace = [];

    /// <summary>Those of a river, by place; made once for as long as the configuration of the river is the same, and kept in step.</summary>
    public RiverRolls ByPlace(WatchedRiver river)
    {
        if (!_byPlace.TryGetValue(river.Id, out var rolls) || !ReferenceEquals(rolls.River, river))
        {
            _byPlace[river.Id] = rolls = new RiverRolls(river);
            foreach (var roll in Of(river.Id).Values)
            {
                rolls.Put(roll);
            }
        }

        return rolls;
    }

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
        _byPlace.GetValueOrDefault(river)?.Put(roll);
    }

    public void Remove(string river, Alert alert)
    {
        if (_rivers.TryGetValue(river, out var stations) && stations.TryGetValue(alert.Key.Station.Value, out var roll))
        {
            roll.Remove(alert.Id);
            if (roll.Alerts.Count == 0)
            {
                stations.Remove(roll.Station);
                _byPlace.GetValueOrDefault(river)?.Remove(roll);
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

/// <summary>The rolls of one river by the places that its stations stand on: so that a walk along the river looks nothing up.</summary>
/// <param name="before">Those that hold where nothing was put here; null for none.</param>
internal sealed class RiverRolls(WatchedRiver river, RiverRolls? before = null)
{
    private readonly List<Roll>?[] _at = before is null ? new List<Roll>?[river.Network.Places.Count] : [];
    private readonly Dictionary<int, List<Roll>> _changed = [];
    private readonly HashSet<long> _incidents = [];
    private int _mostIncidents = 64;
    private DateTimeOffset _newestFiredAt;
    private bool _hasPlaced;

    public WatchedRiver River => river;

    /// <summary>Whether there may be an alert that a person has put where it is.</summary>
    public bool MayHavePlaced => _hasPlaced || before is { MayHavePlaced: true };

    /// <summary>Nothing on the river began later in event time.</summary>
    public DateTimeOffset NewestFiredAt => before is null || before.NewestFiredAt < _newestFiredAt ? _newestFiredAt : before.NewestFiredAt;

    /// <summary>Those at a place; null where there are none.</summary>
    public List<Roll>? At(int place) => before is null ? _at[place] : _changed.TryGetValue(place, out var changed) ? changed : before.At(place);

    /// <summary>Whether there may be alerts of an incident that is meant. Mostly all alerts of a river are of one or two: if those are not meant, no walk need look for them.</summary>
    public bool MayHave(Func<long, bool> isOfInterest)
    {
        foreach (var incident in _incidents)
        {
            if (isOfInterest(incident))
            {
                return true;
            }
        }

        return before is not null && before.MayHave(isOfInterest);
    }

    /// <summary>In the order of the water.</summary>
    public IEnumerable<(Roll Roll, int Place)> All()
    {
        for (var place = 0; place < river.Network.Places.Count; place++)
        {
            foreach (var roll in At(place) ?? [])
            {
                yield return (roll, place);
            }
        }
    }

    /// <summary>Takes the place of the station's roll as it was.</summary>
    public void Put(Roll roll)
    {
        See(roll);
        if (!river.TryPlace(roll.Station, out var place))
        {
            return;
        }

        var here = ForChange(place);
        var known = here.FindIndex(r => r.Station == roll.Station);
        if (known < 0)
        {
            here.Add(roll);
        }
        else
        {
            here[known] = roll;
        }

        if (before is null && _incidents.Count > _mostIncidents)
        {
            LookAgain();
        }
    }

    public void Remove(Roll roll)
    {
        if (river.TryPlace(roll.Station, out var place))
        {
            ForChange(place).RemoveAll(r => r.Station == roll.Station);
        }
    }

    private void See(Roll roll)
    {
        _incidents.UnionWith(roll.Incidents);
        _hasPlaced |= roll.Alerts.Exists(a => a.IsPlaced);
        _newestFiredAt = roll.NewestFiredAt > _newestFiredAt ? roll.NewestFiredAt : _newestFiredAt;
    }

    /// <summary>What is gone is forgotten once there may be as much of it as of what is there.</summary>
    private void LookAgain()
    {
        _incidents.Clear();
        (_hasPlaced, _newestFiredAt) = (false, default);
        foreach (var (roll, _) in All())
        {
            See(roll);
        }

        _mostIncidents = Math.Max(64, 2 * _incidents.Count);
    }

    private List<Roll> ForChange(int place)
    {
        if (before is null)
        {
            return _at[place] ??= [];
        }

        if (!_changed.TryGetValue(place, out var here))
        {
            _changed[place] = here = [.. before.At(place) ?? []];
        }

        return here;
    }
}
