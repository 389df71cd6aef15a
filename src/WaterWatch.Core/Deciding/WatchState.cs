using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Everything that is remembered between batches: the fold of the log. Only <see cref="Apply"/> changes it, with a batch that is already on disk;
/// it reads no configuration, so that a changed limit cannot rewrite the past.
/// </summary>
public sealed class WatchState : ICompanions
{
    private readonly RememberedSeries _series = new();
    private readonly Dictionary<string, StationState> _stations = [];
    private readonly DraftSeries _draftSeries = new();
    private readonly DraftStations _draftStations = new();

    /// <summary>The snapshot that this state began with, until the log has brought all of its slices to the same batch; null otherwise.</summary>
    private Snapshot? _catchUp;
    private readonly RememberedAlerts _alerts = new();
    private readonly RememberedFlatRuns _flatRuns = new();
    private readonly RememberedMembers _members = new();
    private readonly SortedDictionary<long, Incident> _incidents = [];
    private readonly Dictionary<string, FeedCondition> _feeds = [];
    private readonly RememberedDuties _duties = new();
    private readonly RememberedDams _dams = new();
    private readonly RememberedSetAside _setAside = new();
    private readonly RememberedTellings _tellings = new();
    private readonly RememberedRounds _rounds = new();
    private readonly RememberedSplits _splits = new();
    private SilenceLooks _silenceLooks = new(WatchPlan.Empty);

    public WatchState()
    {
    }

    public WatchState(Snapshot snapshot)
    {
        _catchUp = snapshot.Slices.Any(s => s.BatchSeq < snapshot.BatchSeq) ? snapshot : null;
        BatchSeq = snapshot.Slices.Select(s => s.BatchSeq).Append(snapshot.BatchSeq).Min();
        Head = snapshot.Head;
        RawHash = snapshot.RawHash;
        ConfigurationHash = snapshot.ConfigurationHash;
        LastAlertId = snapshot.LastAlertId;
        LastIncidentId = snapshot.LastIncidentId;
        LastSetAsideId = snapshot.LastSetAsideId;
        _duties.LastId = snapshot.LastDutyId;
        foreach (var series in snapshot.Series)
        {
            Add(series.Copy());
        }

        foreach (var heard in snapshot.Heard)
        {
            StationOf(heard.Station).Heard = heard;
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

        foreach (var duty in snapshot.Duties)
        {
            _duties.Take(duty, _incidents.ContainsKey(duty.Incident));
        }

        (_tellings.LastEscalationId, _tellings.LastNotificationId) = (snapshot.LastEscalationId, snapshot.LastNotificationId);
        _tellings.Take(snapshot.Escalations, snapshot.Notifications);
        OnCall.Take(snapshot.Made, snapshot.LastMadeId);
        _rounds.Take(snapshot.Rounds);
        _splits.Take(snapshot.Splits);
        Commands.Take(snapshot.Commands);
        Commands.LastId = snapshot.LastCommandId;
        foreach (var operation in snapshot.DamOperations)
        {
            _dams.Take(operation);
        }

        foreach (var (reason, fingerprint) in snapshot.SetAside)
        {
            _setAside.Take(reason, fingerprint);
        }

        _flatRuns.Take(snapshot.FlatRuns);

        foreach (var (sender, at) in snapshot.SetAsideTimes)
        {
            _setAside.Take(sender, at);
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

    public long LastDutyId => _duties.LastId;

    /// <summary>Every series, in the order of their numbers.</summary>
    public IEnumerable<SeriesState> Series => _series.After(0, null, null);

    /// <inheritdoc cref="RememberedSeries.After"/>
    public IEnumerable<SeriesState> SeriesAfter(int after, Determinand? determinand, Fraction? fraction) => _series.After(after, determinand, fraction);

    /// <summary>The highest number that a series has; 0 while there is none.</summary>
    public int LastSeries => _series.Last;

    /// <summary>What is remembered of a station; null when nothing came from it yet.</summary>
    public StationState? Station(string id) => _stations.GetValueOrDefault(id);

    public SeriesState? Find(SeriesKey key) => Station(key.Station.Value)?.Find(key.Source, key.Determinand, key.Fraction, key.PeriodSeconds);

    /// <summary>The open ones.</summary>
    public IReadOnlyDictionary<AlertKey, Alert> Alerts => _alerts.Open;

    /// <summary>Alerts that were cleared not long ago, of keys of which none is open: how they changed sides tells whether the next one flaps.</summary>
    public IReadOnlyDictionary<AlertKey, Alert> Cleared => _alerts.Cleared;

    /// <summary>The runs of samples alike that reach as far back as a series is remembered, by the series' number.</summary>
    public IReadOnlyDictionary<int, FlatRun> FlatRuns => _flatRuns.All;

    /// <summary>The alerts of open incidents by number, cleared ones too: a later alert may still join by them.</summary>
    public IReadOnlyDictionary<long, Alert> Members => _members.All;

    /// <summary>The open ones, oldest first.</summary>
    public IReadOnlyDictionary<long, Incident> Incidents => _incidents;

    public IReadOnlyDictionary<string, FeedCondition> Feeds => _feeds;

    /// <summary>Those of open incidents, oldest first.</summary>
    public IReadOnlyDictionary<long, Duty> Duties => _duties.Open;

    /// <summary>Who is being told of what, oldest first.</summary>
    public IReadOnlyDictionary<long, Escalation> Escalations => _tellings.Escalations;

    /// <summary>Null when nobody is being told of it.</summary>
    public Escalation? EscalationOf(Subject subject) => _tellings.Of(subject);

    /// <summary>What people are told of an alert as a part of.</summary>
    public Subject SubjectOf(Alert alert, WatchPlan plan) =>
        alert.Incident is { } id && _incidents.TryGetValue(id, out var incident) ? Subject.Of(incident) : new Subject(null, NewsOfBatch.RiverOf(plan, alert), alert.Key.Condition);

    /// <summary>Notifications that have still to be sent, oldest first.</summary>
    public IReadOnlyDictionary<long, Notification> Pending => _tellings.Pending;

    /// <summary>The newest walk over the record; null when there was none.</summary>
    public ChainCheck? ChainCheck => _rounds.ChainCheck;

    internal RememberedTellings Tellings => _tellings;

    /// <summary>What people have made, while the service runs, of who is told.</summary>
    public RememberedOnCall OnCall { get; } = new();

    internal RememberedRounds Rounds => _rounds;

    internal RememberedSplits Splits => _splits;

    /// <summary>What stations are ordered to do.</summary>
    public RememberedCommands Commands { get; } = new();

    /// <summary><see cref="Members"/> by river and station.</summary>
    internal Rolls Rolls => _members.Rolls;

    /// <summary>Those that may belong to an incident but make none: looked at again whenever the incidents change.</summary>
    internal RememberedJoiners Joiners => _members.Joiners;

    /// <summary>The newest that people did at the dams of a river, by the time that they did it.</summary>
    public IReadOnlyList<DamOperation> DamOperations(string river) => _dams.Of(river);

    /// <exception cref="ArgumentOutOfRangeException">No series has that number.</exception>
    public SeriesState SeriesByNumber(int number) => _series.ByNumber(number);

    public Companion Of(WatchedStation station, Determinand of, DateTimeOffset at)
    {
        var search = new CompanionSearch(at);
        Station(station.Station.Id.Value)?.Show(of, ref search);
        return search.By(station, of);
    }

    public bool HasOpenAlerts(string station) => _alerts.HasOpen(station);

    /// <summary>No part of what is remembered, only of how it is looked through: begins anew with each plan.</summary>
    internal SilenceLooks LooksFor(WatchPlan plan) => _silenceLooks.Plan == plan ? _silenceLooks : _silenceLooks = new SilenceLooks(plan);

    public RememberedSetAside SetAside => _setAside;

    /// <summary>Takes over what a committed batch changed. The same for a batch just written and for one read from the log.</summary>
    public void Apply(Batch batch)
    {
        if (_catchUp is { } snapshot)
        {
            if (batch.Seq <= snapshot.BatchSeq)
            {
                CatchUp(batch, snapshot);
                return;
            }

            _catchUp = null;
        }

        foreach (var opened in batch.Opened)
        {
            Add(new SeriesState(opened.Series, opened.Key));
        }

        _series.Take(batch, null);
        foreach (var heard in batch.Heard)
        {
            StationOf(heard.Station).Heard = heard;
        }

        foreach (var setAside in batch.SetAside)
        {
            _setAside.Take(setAside.Reason, setAside.Fingerprint);
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

        foreach (var duty in batch.Duties)
        {
            _duties.Take(duty, _incidents.ContainsKey(duty.Incident));
        }

        _tellings.Take(batch.Escalations, batch.Notifications);
        OnCall.Take(batch.Made);
        _rounds.Take(batch.Rounds);
        _splits.Take(batch.Splits);
        _rounds.TakeSeal(batch, hasBlock: batch.RawHash != RawHash);
        Commands.Take(batch.Commands);
        foreach (var operation in batch.DamOperations)
        {
            _dams.Take(operation);
        }

        _flatRuns.Take(batch.FlatRuns);

        foreach (var entry in batch.Entries)
        {
            _setAside.Take(entry);
        }

        Head = batch.Entries.Count == 0 ? Head : new ChainHead(batch.Entries[^1].Seq, batch.Entries[^1].Hash);
        RawHash = batch.RawHash;
        ConfigurationHash = batch.ConfigurationHash.Length == 0 ? ConfigurationHash : batch.ConfigurationHash;
        BatchSeq = batch.Seq;
    }

    /// <summary>For the next draft, which ends the one before: a state has one at a time.</summary>
    internal (DraftSeries Series, DraftStations Stations) BeginDraft() => (_draftSeries.Begin(LastSeries), _draftStations.Begin());

    /// <summary>
    /// Copies of some series as they are now, for a snapshot that is taken slice by slice, so that no batch waits for a copy of all: <see cref="Snapshot.Slices"/>
    /// remembers at which batch each was taken, and the log brings them together at the next start.
    /// </summary>
    /// <param name="after">The number of the last series that was copied before; 0 at first.</param>
    /// <param name="into">Holds the copies and nothing else afterwards; the objects that it held before are used again.</param>
    public void CopySeries(int after, int count, List<SeriesState> into) => _series.Copy(after, count, into);

    /// <inheritdoc cref="CopySeries(int, int, List{SeriesState})"/>
    public IReadOnlyList<SeriesState> CopySeries(int after, int count)
    {
        var copies = new List<SeriesState>();
        CopySeries(after, count, copies);
        return copies;
    }

    /// <summary>All of it as plain values, for writing to disk; later changes do not show in it.</summary>
    public Snapshot ToSnapshot() => ToSnapshotWithout() with
    {
        Series = CopySeries(0, int.MaxValue),
        Slices = [new SeriesSlice(LastSeries, BatchSeq)],
    };

    /// <summary>All but the series: the last part of a snapshot that is taken slice by slice.</summary>
    public Snapshot ToSnapshotWithout() => new()
    {
        BatchSeq = BatchSeq,
        Head = Head,
        RawHash = RawHash,
        ConfigurationHash = ConfigurationHash,
        LastAlertId = LastAlertId,
        LastIncidentId = LastIncidentId,
        LastSetAsideId = LastSetAsideId,
        LastDutyId = LastDutyId,
        Series = [],
        Slices = [],
        Heard = [.. _stations.Values.Select(s => s.Heard).OfType<StationHeard>().OrderBy(h => h.Station, StringComparer.Ordinal)],
        Alerts = [.. _alerts.Open.Values.Union(_members.All.Values).Union(_alerts.Cleared.Values).Union(_members.Joiners.All).OrderBy(a => a.Id)],
        Incidents = [.. _incidents.Values],
        Feeds = [.. _feeds.Values.OrderBy(f => f.Feed, StringComparer.Ordinal)],
        Duties = [.. _duties.Open.Values],
        LastEscalationId = _tellings.LastEscalationId,
        LastNotificationId = _tellings.LastNotificationId,
        Escalations = [.. _tellings.Escalations.Values],
        Notifications = [.. _tellings.Pending.Values],
        LastMadeId = OnCall.LastId,
        Made = OnCall.All,
        Rounds = _rounds.All,
        Splits = [.. _splits.All],
        LastCommandId = Commands.LastId,
        Commands = [.. Commands.All],
        DamOperations = [.. _dams.All],
        SetAside = [.. _setAside.InOrder],
        FlatRuns = [.. _flatRuns.All.Values.OrderBy(r => r.Series)],
        SetAsideTimes = [.. _setAside.Times],
    };

    /// <summary>A batch that the snapshot's last part knows already: only series whose slice was taken before it have still to learn of it.</summary>
    private void CatchUp(Batch batch, Snapshot snapshot)
    {
        _series.Take(batch, snapshot);
        BatchSeq = batch.Seq;
    }

    private void Add(SeriesState series)
    {
        _series.Add(series);
        StationOf(series.Key.Station.Value).Add(series);
    }

    private StationState StationOf(string id)
    {
        if (!_stations.TryGetValue(id, out var station))
        {
            _stations[id] = station = new StationState();
        }

        return station;
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
        _duties.Closed(incident.Id);
        _members.Closed(incident);
    }

    private void Take(Alert alert)
    {
        _alerts.Take(alert);
        _members.Take(alert, alert.Incident is { } id ? _incidents.GetValueOrDefault(id) : null);
    }
}
