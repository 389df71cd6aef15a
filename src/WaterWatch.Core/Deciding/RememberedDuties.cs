using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The duties of open incidents; those of closed ones are on the timeline.</summary>
internal sealed class RememberedDuties
{
    private readonly SortedDictionary<long, Duty> _duties = [];

    public IReadOnlyDictionary<long, Duty> Open => _duties;

    /// <summary>The number of the newest duty there ever was.</summary>
    public long LastId { get; set; }

    public void Take(Duty duty, bool isOfOpenIncident)
    {
        LastId = Math.Max(LastId, duty.Id);
        if (isOfOpenIncident)
        {
            _duties[duty.Id] = duty;
        }
        else
        {
            _duties.Remove(duty.Id);
        }
    }

    public void Closed(long incident)
    {
        foreach (var duty in _duties.Values.Where(d => d.Incident == incident).ToList())
        {
            _duties.Remove(duty.Id);
        }
    }
}
