namespace WaterWatch.Deciding;

/// <summary>
/// When each station of a plan has to be looked at for silence next, so that a tick a second over ten thousand stations looks at the few that may be due. Each
/// time is the earliest at which anything of the station can be overdue: hearing it only puts that off. A draft that is dropped leaves times reckoned with what
/// it had heard, so that a station may then be looked at later by what it is allowed, never not at all.
/// </summary>
internal sealed class SilenceLooks(WatchPlan plan)
{
    private readonly WatchedStation[] _stations = [.. plan.Stations.Values.Where(s => s.Interval is not null)];
    private readonly DateTimeOffset[] _notBefore = new DateTimeOffset[plan.Stations.Values.Count(s => s.Interval is not null)];

    public WatchPlan Plan { get; } = plan;

    /// <summary>Looks at each station that may be due.</summary>
    /// <param name="look">Gives when to look again.</param>
    public void Due(DateTimeOffset now, Func<WatchedStation, DateTimeOffset> look)
    {
        for (var i = 0; i < _stations.Length; i++)
        {
            if (_notBefore[i] <= now)
            {
                _notBefore[i] = look(_stations[i]);
            }
        }
    }
}
