using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>
/// Says when it is time to write how things stand, and writes it: stations, rivers and incidents each minute and soon after each change, the service every ten seconds. What was not written while the database was away
/// is a gap: nobody recorded it, and unknown is what the dashboards then show. Used by one thread.
/// </summary>
/// <param name="look">Gives how everything stands now.</param>
/// <param name="metrics">The text of <c>/metrics</c>.</param>
internal sealed class PresentWriter(Func<CancellationToken, Task<Present>> look, LogReader log, Func<string> metrics, TimeProvider clock)
{
    private static readonly TimeSpan s_standsEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_changesEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_serviceEvery = TimeSpan.FromSeconds(10);

    /// <summary>The pipeline stands still for a look, which with many stations takes its time: after a change the next comes not before so many times as long.</summary>
    private const int RestsForEachLook = 50;

    private readonly PresentLines _lines = new(new ToldCounts(log).Of);
    private readonly Dictionary<long, Incident> _closed = [];
    private DateTimeOffset _stoodAt;
    private DateTimeOffset _servedAt;
    private TimeSpan _rest = s_changesEvery;
    private bool _hasChanged;

    public bool IsDue => StandsIsDue || ServiceIsDue;

    private bool StandsIsDue => clock.GetUtcNow() - _stoodAt is var since && (since >= s_standsEvery || _hasChanged && since >= _rest);

    private bool ServiceIsDue => clock.GetUtcNow() - _servedAt >= s_serviceEvery;

    /// <summary>Of a backlog only the end is written down as the present.</summary>
    public void Note(Batch batch)
    {
        _hasChanged |= batch.Alerts.Count > 0 || batch.Incidents.Count > 0;
        foreach (var incident in batch.Incidents)
        {
            if (!incident.IsOpen)
            {
                _closed[incident.Id] = incident;
            }
        }
    }

    public async Task WriteAsync(LineWriter lines, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (StandsIsDue)
        {
            var began = clock.GetTimestamp();
            _lines.Write(await look(cancellation), lines);
            var rest = clock.GetElapsedTime(began) * RestsForEachLook;
            _rest = rest > s_changesEvery ? rest : s_changesEvery;
            foreach (var closed in _closed.Values)
            {
                _lines.WriteClosed(closed, now, lines);
            }

            _closed.Clear();
            (_stoodAt, _hasChanged) = (now, false);
        }

        if (ServiceIsDue)
        {
            ServiceLines.Write(metrics(), Environment.MachineName, now, lines);
            _servedAt = now;
        }
    }
}
