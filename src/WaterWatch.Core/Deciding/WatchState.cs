using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Everything that is remembered between batches: the fold of the log. Only <see cref="Apply"/> changes it, with a batch that is already on disk;
/// it reads no configuration, so that a changed limit cannot rewrite the past.
/// </summary>
public sealed class WatchState
{
    /// <summary>How many set-aside payloads are recognised when they come again.</summary>
    public const int SetAsideRemembered = 10_000;

    private readonly Dictionary<SeriesKey, SeriesState> _seriesByKey = [];
    private readonly Dictionary<int, SeriesState> _series = [];
    private readonly Dictionary<string, StationHeard> _heard = [];
    private readonly Dictionary<AlertKey, Alert> _alerts = [];
    private readonly Dictionary<long, Alert> _members = [];
    private readonly Dictionary<(string Station, Determinand Determinand, Fraction Fraction), List<SeriesState>> _instruments = [];
    private readonly SortedDictionary<long, Incident> _incidents = [];
    private readonly Dictionary<string, FeedCondition> _feeds = [];
    private readonly HashSet<(SetAsideReason Reason, string Fingerprint)> _setAside = [];
    private readonly Queue<(SetAsideReason Reason, string Fingerprint)> _setAsideInOrder = [];

    public WatchState()
    {
    }

    public WatchState(Snapshot snapshot)
    {
        BatchSeq = snapshot.BatchSeq;
        Head = snapshot.Head;
        RawHash = snapshot.RawHash;
        ConfigurationHash = snapshot.ConfigurationHash;
        LastAlertId = snapshot.LastAlertId;
        LastIncidentId = snapshot.LastIncidentId;
        LastSetAsideId = snapshot.LastSetAsideId;
        foreach (var series in snapshot.Series)
        {
            Add(series.Copy());
        }

        foreach (var heard in snapshot.Heard)
        {
            _heard[heard.Station] = heard;
        }

        foreach (var incident in snapshot.Incidents)
        {
            _incidents[incident.Id] = incident;
        }

        foreach (var alert in snapshot.Alerts)
        {
            Take(alert);
        }

        foreach (var feed in snapshot.Feeds)
        {
            _feeds[feed.Feed] = feed;
        }

        foreach (var (reason, fingerprint) in snapshot.SetAside)
        {
            Remember(reason, fingerprint);
        }
    }

    /// <summary>The newest batch that was applied.</summary>
    public long BatchSeq { get; private set; }

    public ChainHead Head { get; private set; } = ChainHead.Start;

    /// <summary>The newest raw block's hash.</summary>
    public string RawHash { get; private set; } = ChainHead.Start.Hash;

    public string ConfigurationHash { get; private set; } = "";

    public long LastAlertId { get; private set; }

    public long LastIncidentId { get; private set; }

    public long LastSetAsideId { get; private set; }

    public IReadOnlyDictionary<SeriesKey, SeriesState> Series => _seriesByKey;

    public IReadOnlyDictionary<string, StationHeard> Heard => _heard;

    /// <summary>The open ones.</summary>
    public IReadOnlyDictionary<AlertKey, Alert> Alerts => _alerts;

    /// <summary>The alerts of open incidents by number, cleared ones too: a later alert may still join by them.</summary>
    public IReadOnlyDictionary<long, Alert> Members => _members;

    /// <summary>The open ones, oldest first.</summary>
    public IReadOnlyDictionary<long, Incident> Incidents => _incidents;

    public IReadOnlyDictionary<string, FeedCondition> Feeds => _feeds;

    /// <summary>When a sample of a determinand last came in at a station, by any of its instruments; null when none ever did.</summary>
    public DateTimeOffset? LastReceived(string station, Determinand determinand, Fraction fraction)
    {
        DateTimeOffset? last = null;
        foreach (var series in _instruments.GetValueOrDefault((station, determinand, fraction)) ?? [])
        {
            last = series.Kept > 0 && !(last >= series.LastReceivedAt) ? series.LastReceivedAt : last;
        }

        return last;
    }

    public SeriesState SeriesByNumber(int number) => _series[number];

    public bool IsSetAside(SetAsideReason reason, string fingerprint) => _setAside.Contains((reason, fingerprint));

    /// <summary>Takes over what a committed batch changed. The same for a batch just written and for one read from the log.</summary>
    public void Apply(Batch batch)
    {
        foreach (var opened in batch.Opened)
        {
            Add(new SeriesState(opened.Series, opened.Key));
        }

        foreach (var changed in batch.MeanWindows)
        {
            _series[changed.Series].Change(changed, batch.RecordedAt);
        }

        TakeReadings(batch);
        foreach (var heard in batch.Heard)
        {
            _heard[heard.Station] = heard;
        }

        foreach (var setAside in batch.SetAside)
        {
            Remember(setAside.Reason, setAside.Fingerprint);
            LastSetAsideId = Math.Max(LastSetAsideId, setAside.Id);
        }

        // Incidents first: which alerts are worth remembering depends on which incidents are open.
        foreach (var incident in batch.Incidents)
        {
            Take(incident);
        }

        foreach (var alert in batch.Alerts)
        {
            LastAlertId = Math.Max(LastAlertId, alert.Id);
            Take(alert);
        }

        foreach (var feed in batch.Feeds)
        {
            _feeds[feed.Feed] = feed;
        }

        Head = batch.Entries.Count == 0 ? Head : new ChainHead(batch.Entries[^1].Seq, batch.Entries[^1].Hash);
        RawHash = batch.RawHash;
        ConfigurationHash = batch.ConfigurationHash.Length == 0 ? ConfigurationHash : batch.ConfigurationHash;
        BatchSeq = batch.Seq;
    }

    /// <summary>All of it as plain values, for writing to disk; later changes do not show in it.</summary>
    public Snapshot ToSnapshot() => new()
    {
        BatchSeq = BatchSeq,
        Head = Head,
        RawHash = RawHash,
        ConfigurationHash = ConfigurationHash,
        LastAlertId = LastAlertId,
        LastIncidentId = LastIncidentId,
        LastSetAsideId = LastSetAsideId,
        Series = [.. _series.Values.OrderBy(s => s.Number).Select(s => s.Copy())],
        Heard = [.. _heard.Values.OrderBy(h => h.Station, StringComparer.Ordinal)],
        Alerts = [.. _alerts.Values.Union(_members.Values).OrderBy(a => a.Id)],
        Incidents = [.. _incidents.Values],
        Feeds = [.. _feeds.Values.OrderBy(f => f.Feed, StringComparer.Ordinal)],
        SetAside = [.. _setAsideInOrder],
    };

    private void Add(SeriesState series)
    {
        _series[series.Number] = series;
        _seriesByKey[series.Key] = series;
        var what = (series.Key.Station.Value, series.Key.Determinand, series.Key.Fraction);
        if (!_instruments.TryGetValue(what, out var same))
        {
            _instruments[what] = same = [];
        }

        same.Add(series);
    }

    private void TakeReadings(Batch batch)
    {
        var stated = 0;
        for (var i = 0; i < batch.Readings.Count; i++)
        {
            var reading = batch.Readings[i];
            var series = _series[reading.Series];
            series.Take(reading);
            if (series.Means is { } means)
            {
                var isStated = stated < batch.MeanEntries.Count && batch.MeanEntries[stated].Reading == i;
                means.Take(series.Key, reading.TakenAt, isStated ? batch.MeanEntries[stated++] : new MeanEntered(i, MeanEntry.Of(reading), null, default));
            }
        }
    }

    private void Take(Incident incident)
    {
        LastIncidentId = Math.Max(LastIncidentId, incident.Id);
        if (incident.IsOpen)
        {
            _incidents[incident.Id] = incident;
            return;
        }

        _incidents.Remove(incident.Id);
        foreach (var alert in incident.Alerts)
        {
            _members.Remove(alert);
        }
    }

    private void Take(Alert alert)
    {
        if (alert.IsOpen)
        {
            _alerts[alert.Key] = alert;
        }
        else if (_alerts.TryGetValue(alert.Key, out var open) && open.Id == alert.Id)
        {
            _alerts.Remove(alert.Key);
        }

        if (alert.Incident is { } incident && _incidents.ContainsKey(incident))
        {
            _members[alert.Id] = alert;
        }
    }

    private void Remember(SetAsideReason reason, string fingerprint)
    {
        if (_setAside.Add((reason, fingerprint)))
        {
            _setAsideInOrder.Enqueue((reason, fingerprint));
            if (_setAsideInOrder.Count > SetAsideRemembered)
            {
                _setAside.Remove(_setAsideInOrder.Dequeue());
            }
        }
    }
}

/// <summary>A <see cref="WatchState"/> as plain values at one batch.</summary>
public sealed record Snapshot
{
    public required long BatchSeq { get; init; }

    public required ChainHead Head { get; init; }

    public required string RawHash { get; init; }

    public required string ConfigurationHash { get; init; }

    public required long LastAlertId { get; init; }

    public required long LastIncidentId { get; init; }

    public required long LastSetAsideId { get; init; }

    public required IReadOnlyList<SeriesState> Series { get; init; }

    public required IReadOnlyList<StationHeard> Heard { get; init; }

    public required IReadOnlyList<Alert> Alerts { get; init; }

    public required IReadOnlyList<Incident> Incidents { get; init; }

    public required IReadOnlyList<FeedCondition> Feeds { get; init; }

    public required IReadOnlyList<(SetAsideReason Reason, string Fingerprint)> SetAside { get; init; }
}
