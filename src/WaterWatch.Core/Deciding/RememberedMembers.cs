using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>The alerts of open incidents, cleared ones too, since a later alert may still join by them; and those that may still find their incident.</summary>
internal sealed class RememberedMembers
{
    private readonly Dictionary<long, Alert> _all = [];

    public IReadOnlyDictionary<long, Alert> All => _all;

    /// <summary>The same by river and station.</summary>
    public Rolls Rolls { get; } = new();

    public RememberedJoiners Joiners { get; } = new();

    /// <param name="incident">The one that it is in, when that is open.</param>
    public void Take(Alert alert, Incident? incident)
    {
        Joiners.Take(alert, incident is not null);
        if (incident is not null)
        {
            _all[alert.Id] = alert;
            Rolls.Put(incident.River, alert);
        }
        else if (Belonging.StandsAlone(alert) && _all.Remove(alert.Id))
        {
            Rolls.Remove(alert);
        }
    }

    public void Closed(Incident incident)
    {
        foreach (var alert in incident.Alerts)
        {
            if (_all.Remove(alert, out var member))
            {
                Joiners.Remove(alert);
                Rolls.Remove(incident.River, member);
            }
        }
    }
}
