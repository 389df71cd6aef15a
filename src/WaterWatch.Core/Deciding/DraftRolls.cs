namespace WaterWatch.Deciding;

/// <summary>The rolls of the rivers as they stand in a draft: those that it changes are copied first, the others are the state's.</summary>
internal sealed class DraftRolls(Rolls before)
{
    private readonly Rolls _changed = new();
    private readonly Dictionary<string, RiverRolls> _byPlace = [];

    /// <summary>Those of a river, by place.</summary>
    public RiverRolls Of(WatchedRiver river)
    {
        if (!_byPlace.TryGetValue(river.Id, out var rolls) || !ReferenceEquals(rolls.River, river))
        {
            var changed = _changed.Of(river.Id);
            _byPlace[river.Id] = rolls = new RiverRolls(river, before.Of(river.Id).Values.Where(r => !changed.ContainsKey(r.Station)).Concat(changed.Values));
        }

        return rolls;
    }

    /// <summary>A station's roll, to be changed.</summary>
    public Roll ForChange(string river, string station)
    {
        if (!_changed.Of(river).TryGetValue(station, out var roll))
        {
            roll = before.Of(river).TryGetValue(station, out var known) ? known.Copy() : new Roll(station);
            _changed.Put(river, roll);
            if (_byPlace.TryGetValue(river, out var rolls))
            {
                rolls.Put(roll);
            }
        }

        return roll;
    }
}
