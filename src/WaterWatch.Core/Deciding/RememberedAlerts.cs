using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>The open alerts, and those that were cleared not long ago.</summary>
public sealed class RememberedAlerts
{
    /// <summary>For how long a cleared alert's changes of side count for the next of its key, in event time …</summary>
    public static readonly TimeSpan ClearedFor = TimeSpan.FromDays(7);

    /// <summary>… and of how many at most.</summary>
    private const int MostCleared = 1000;

    private readonly Dictionary<AlertKey, Alert> _open = [];
    private readonly Dictionary<AlertKey, Alert> _cleared = [];
    private readonly Dictionary<string, int> _openAt = [];

    public IReadOnlyDictionary<AlertKey, Alert> Open => _open;

    /// <summary>Of keys of which none is open: how they changed sides tells whether the next one flaps.</summary>
    public IReadOnlyDictionary<AlertKey, Alert> Cleared => _cleared;

    /// <summary>Whether anything at all is open at a station.</summary>
    public bool HasOpen(string station) => _openAt.ContainsKey(station);

    internal void Take(Alert alert)
    {
        if (alert.IsOpen)
        {
            CountOpen(alert.Key.Station.Value, _open.ContainsKey(alert.Key) ? 0 : 1);
            _open[alert.Key] = alert;
            _cleared.Remove(alert.Key);
            return;
        }

        if (_open.TryGetValue(alert.Key, out var open) && open.Id == alert.Id)
        {
            _open.Remove(alert.Key);
            CountOpen(alert.Key.Station.Value, -1);
        }

        // An older one, of which only the incident has changed, is not the one that was cleared last.
        if (alert.Sides.Count > 0 && !_open.ContainsKey(alert.Key) && !(_cleared.GetValueOrDefault(alert.Key)?.Id > alert.Id))
        {
            _cleared[alert.Key] = alert;
            ForgetOldest();
        }
    }

    /// <summary>The one that was cleared first, by event time: which are kept must not hang on how the log was cut into batches.</summary>
    private void ForgetOldest()
    {
        if (_cleared.Count > MostCleared)
        {
            _cleared.Remove(_cleared.Values.MinBy(a => (a.ChangedAt, a.Id))!.Key);
        }
    }

    private void CountOpen(string station, int change)
    {
        var count = _openAt.GetValueOrDefault(station) + change;
        if (count == 0)
        {
            _openAt.Remove(station);
        }
        else
        {
            _openAt[station] = count;
        }
    }
}
