using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>The rolls of the rivers as they stand in a draft: those that it changes are copied first, the others are the state's.</summary>
internal sealed class DraftRolls(Rolls before)
{
    private readonly Dictionary<(string River, string Station), Roll> _changed = [];
    private readonly Dictionary<string, RiverRolls> _byPlace = [];

    /// <summary>Those of a river, by place.</summary>
    public RiverRolls Of(WatchedRiver river)
    {
        if (!_byPlace.TryGetValue(river.Id, out var rolls) || !ReferenceEquals(rolls.River, river))
        {
            _byPlace[river.Id] = rolls = new RiverRolls(river, before.ByPlace(river));
            foreach (var (of, roll) in _changed)
            {
                if (of.River == river.Id)
                {
                    rolls.Put(roll);
                }
            }
        }

        return rolls;
    }

    public void Put(string river, Alert alert)
    {
        var roll = ForChange(river, alert.Key.Station.Value);
        roll.Put(alert);
        _byPlace.GetValueOrDefault(river)?.Put(roll);
    }

    public void Remove(string river, Alert alert)
    {
        var roll = ForChange(river, alert.Key.Station.Value);
        roll.Remove(alert.Id);
        _byPlace.GetValueOrDefault(river)?.Put(roll);
    }

    private Roll ForChange(string river, string station)
    {
        if (!_changed.TryGetValue((river, station), out var roll))
        {
            _changed[(river, station)] = roll = before.Of(river).TryGetValue(station, out var known) ? known.Copy() : new Roll(station);
        }

        return roll;
    }
}
