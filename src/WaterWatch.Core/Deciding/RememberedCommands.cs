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

        if (command.IsUsual && command.State is CommandState.Sent or CommandState.Withheld)
        {
            _intervals.Remove(command.Station);
        }
        else
        {
            _intervals[command.Station] = command;
        }
    }
}
