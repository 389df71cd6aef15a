using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.Deciding;

/// <summary>
/// Alerts that may belong to an incident but make none: those of open incidents, the open ones that stand alone, and of those that cleared alone the newest. Every
/// one of them may find its incident later, or lose it.
/// </summary>
internal sealed class RememberedJoiners
{
    private const int MostClearedAlone = 1000;

    private readonly Dictionary<long, Alert> _kept = [];
    private readonly SortedDictionary<long, Alert> _clearedAlone = [];

    public int Count => _kept.Count + _clearedAlone.Count;

    public IEnumerable<Alert> All => _kept.Values.Concat(_clearedAlone.Values);

    public bool Contains(long alert) => _kept.ContainsKey(alert) || _clearedAlone.ContainsKey(alert);

    /// <param name="isMember">Its incident is open.</param>
    public void Take(Alert alert, bool isMember)
    {
        Remove(alert.Id);
        if (isMember && Belonging.MayOnlyJoin(alert))
        {
            _kept[alert.Id] = alert;
        }
        else if (Belonging.StandsAlone(alert))
        {
            KeepAlone(alert);
        }
    }

    public void Remove(long alert)
    {
        _kept.Remove(alert);
        _clearedAlone.Remove(alert);
    }

    /// <summary>Which are forgotten must not hang on how the log was cut into batches: the lowest numbers.</summary>
    private void KeepAlone(Alert alert)
    {
        if (alert.IsOpen)
        {
            _kept[alert.Id] = alert;
            return;
        }

        _clearedAlone[alert.Id] = alert;
        if (_clearedAlone.Count > MostClearedAlone)
        {
            _clearedAlone.Remove(_clearedAlone.Keys.First());
        }
    }
}
