using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The part of a state that remembers commands: those still to be sent, and how often each station was told to sample.</summary>
public sealed class RememberedCommands
{
    private readonly SortedDictionary<long, StationCommand> _pending = [];
    private readonly Dictionary<string, StationCommand> _intervals = [];

    /// <summary>Still to be sent, by number: at most one interval a station, and orders to sample of the last hour.</summary>
    public IReadOnlyDictionary<long, StationCommand> Pending => _pending;

    public long LastId { get; set; }

    /// <summary>All that is remembered, by number.</summary>
    public IEnumerable<StationCommand> All => _pending.Values.Union(_intervals.Values).OrderBy(c => c.Id);

    /// <summary>The newest interval of each station that is not known to sample as usual.</summary>
    public IEnumerable<StationCommand> Intervals => _intervals.Values;

    public bool HasIntervals => _intervals.Count > 0;

    /// <inheritdoc cref="Intervals"/>
    public StationCommand? IntervalOf(string station) => _intervals.GetValueOrDefault(station);

    /// <summary>Those that may be sent by then, oldest first.</summary>
    public List<StationCommand> DueBy(DateTimeOffset at, int most) => [.. _pending.Values.Where(c => c.NextTryAt is null || c.NextTryAt <= at).Take(most)];

    public void Take(IReadOnlyList<StationCommand> commands)
    {
        foreach (var command in commands)
        {
            Take(command);
        }
    }

    private void Take(StationCommand command)
    {
        LastId = Math.Max(LastId, command.Id);
        _pending.Remove(command.Id);
        if (command.State == CommandState.Queued)
        {
            _pending[command.Id] = command;
        }

        // What was replaced is no station's newest any more.
        if (command.SampleEvery is null || _intervals.TryGetValue(command.Station, out var newest) && newest.Id > command.Id)
        {
            return;
        }

        if (command.IsUsual && command.State != CommandState.Queued)
        {
            _intervals.Remove(command.Station);
        }
        else
        {
            _intervals[command.Station] = command;
        }
    }
}

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
