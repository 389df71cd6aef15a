using WaterWatch.Alerts;
using WaterWatch.Incidents;
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
    private readonly SortedDictionary<long, Incident> _incidents = [];
    private readonly Dictionary<string, FeedCondition> _feeds = [];
    private readonly HashSet<(SetAsideReason Reason, string PayloadHash)> _setAside = [];
    private readonly Queue<(SetAsideReason Reason, string PayloadHash)> _setAsideInOrder = [];

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

        foreach (var alert in snapshot.Alerts)
        {
            _alerts[alert.Key] = alert;
        }

        foreach (var incident in snapshot.Incidents)
        {
            _incidents[incident.Id] = incident;
        }

        foreach (var feed in snapshot.Feeds)
        {
            _feeds[feed.Feed] = feed;
        }

        foreach (var (reason, payloadHash) in snapshot.SetAside)
        {
            Remember(reason, payloadHash);
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

    /// <summary>The open ones, oldest first.</summary>
    public IReadOnlyDictionary<long, Incident> Incidents => _incidents;

    public IReadOnlyDictionary<string, FeedCondition> Feeds => _feeds;

    public SeriesState SeriesByNumber(int number) => _series[number];

    public bool IsSetAside(SetAsideReason reason, string payloadHash) => _setAside.Contains((reason, payloadHash));

    /// <summary>Takes over what a committed batch changed. The same for a batch just written and for one read from the log.</summary>
    public void Apply(Batch batch)
    {
        foreach (var opened in batch.Opened)
        {
            Add(new SeriesState(opened.Series, opened.Key));
        }

        foreach (var reading in batch.Readings)
        {
            var series = _series[reading.Series];
            series.Take(reading);
            series.Forget();
        }

        foreach (var heard in batch.Heard)
        {
            _heard[heard.Station] = heard;
        }

        foreach (var setAside in batch.SetAside)
        {
            Remember(setAside.Reason, setAside.PayloadHash);
            LastSetAsideId = Math.Max(LastSetAsideId, setAside.Id);
        }

        foreach (var alert in batch.Alerts)
        {
            LastAlertId = Math.Max(LastAlertId, alert.Id);
            if (alert.IsOpen)
            {
                _alerts[alert.Key] = alert;
            }
            else if (_alerts.TryGetValue(alert.Key, out var open) && open.Id == alert.Id)
            {
                _alerts.Remove(alert.Key);
            }
        }

        foreach (var incident in batch.Incidents)
        {
            LastIncidentId = Math.Max(LastIncidentId, incident.Id);
            if (incident.IsOpen)
            {
                _incidents[incident.Id] = incident;
            }
            else
            {
                _incidents.Remove(incident.Id);
            }
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
        Alerts = [.. _alerts.Values.OrderBy(a => a.Id)],
        Incidents = [.. _incidents.Values],
        Feeds = [.. _feeds.Values.OrderBy(f => f.Feed, StringComparer.Ordinal)],
        SetAside = [.. _setAsideInOrder],
    };

    private void Add(SeriesState series)
    {
        _series[series.Number] = series;
        _seriesByKey[series.Key] = series;
    }

    private void Remember(SetAsideReason reason, string payloadHash)
    {
        if (_setAside.Add((reason, payloadHash)))
        {
            _setAsideInOrder.Enqueue((reason, payloadHash));
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

    public required IReadOnlyList<(SetAsideReason Reason, string PayloadHash)> SetAside { get; init; }
}
