using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The part of a draft that orders: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftCommands(RememberedCommands remembered)
{
    private readonly SortedDictionary<long, StationCommand> _changed = [];
    private readonly Dictionary<string, StationCommand> _intervals = [];

    /// <summary>As they stand after the batch.</summary>
    public IReadOnlyCollection<StationCommand> Changed => _changed.Values;

    public long LastId { get; private set; } = remembered.LastId;

    public bool HasIntervals => remembered.HasIntervals || _intervals.Count > 0;

    /// <summary>The newest interval that a station was told of; null when it samples as usual.</summary>
    public StationCommand? IntervalOf(string station) => _intervals.GetValueOrDefault(station) ?? remembered.IntervalOf(station);

    /// <summary>Stations that were told to sample otherwise than usual.</summary>
    public IEnumerable<string> Stations => remembered.Intervals.Concat(_intervals.Values).Select(c => c.Station).Distinct();

    /// <summary>Not yet sent nor given up; null when there is none of that number.</summary>
    public StationCommand? Pending(long id) =>
        (_changed.GetValueOrDefault(id) ?? remembered.Pending.GetValueOrDefault(id)) is { State: CommandState.Queued } pending ? pending : null;

    public void Put(StationCommand command)
    {
        _changed[command.Id] = command;
        LastId = Math.Max(LastId, command.Id);
        if (command.SampleEvery is not null && !(IntervalOf(command.Station)?.Id > command.Id))
        {
            _intervals[command.Station] = command;
        }
    }
}
