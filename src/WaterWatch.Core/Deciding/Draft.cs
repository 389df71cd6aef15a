using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// The working copy of one batch: reads fall through to the state, writes stay here. Turned into a <see cref="Batch"/> and applied once that is on disk,
/// or dropped whole. The state itself is never touched.
/// </summary>
public sealed class Draft : ICompanions
{
    private readonly WatchState _state;
    private readonly IReadOnlyDictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>> _held;
    private readonly DraftSeries _series;
    private readonly List<Sample> _versions = [];
    private readonly Dictionary<AlertKey, Alert> _openAlerts = [];
    private readonly SortedDictionary<long, Alert> _alerts = [];
    private readonly RememberedJoiners _joiners = new();
    private readonly SortedDictionary<long, Incident> _incidents = [];
    private readonly DraftStations _stations;
    private readonly Dictionary<string, FeedCondition> _feeds = [];
    private readonly DraftRolls _rolls;
    private readonly SortedDictionary<long, Duty> _duties = [];
    private readonly Dictionary<long, long> _gravest = [];
    private readonly SortedDictionary<int, FlatRun> _flatRuns = [];
    private readonly List<(string Sender, DateTimeOffset At)> _setAsideTimes = [];
    private readonly HashSet<(SetAsideReason, string)> _setAsideSeen = [];
    private readonly List<SeriesOpened> _opened = [];
    private readonly List<Reading> _readings = [];
    private readonly List<MeanWindowChanged> _meanWindows = [];
    private readonly List<MeanEntered> _meanEntries = [];
    private readonly List<SetAside> _setAside = [];
    private readonly List<TimelineEntry> _entries = [];
    private readonly ReadOnlyMemory<byte> _rawBlock;
    private ChainHead _head;
    private string _configurationHash = "";

    /// <param name="held">What the log holds of samples that the state has forgotten, looked up beforehand.</param>
    /// <param name="rawBlock">The batch's messages; empty when there are none.</param>
    public Draft(
        WatchState state,
        IReadOnlyDictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>> held,
        ReadOnlyMemory<byte> rawBlock,
        DateTimeOffset recordedAt)
    {
        _state = state;
        _held = held;
        _rawBlock = rawBlock;
        (_series, _stations) = state.BeginDraft();
        _head = state.Head;
        RecordedAt = Instants.Trim(recordedAt);
        RawHash = rawBlock.IsEmpty ? state.RawHash : Chain.HashOfBlock(state.RawHash, rawBlock.Span);
        (LastAlertId, LastIncidentId, LastSetAsideId) = (state.LastAlertId, state.LastIncidentId, state.LastSetAsideId);
        (Commands, Splits, Dams) = (new DraftCommands(state.Commands), new DraftSplits(state.Splits), new DraftDams(state));
        (LastDutyId, Tellings, OnCall, Rounds, _rolls) = (state.LastDutyId, new DraftTellings(state.Tellings), new DraftOnCall(state.OnCall), new DraftRounds(state.Rounds), new DraftRolls(state.Rolls));
    }

    public DateTimeOffset RecordedAt { get; }

    /// <summary>The number that its batch will have.</summary>
    internal long BatchSeq => _state.BatchSeq + 1;

    /// <summary>Over what the batch before recorded beside messages and timeline, as the log computes it; empty where there is none.</summary>
    public string RecordHash { get; init; } = "";

    /// <summary>The newest raw block's hash, this batch's included: incident entries name it.</summary>
    public string RawHash { get; }

    public string ConfigurationHash => _configurationHash.Length == 0 ? _state.ConfigurationHash : _configurationHash;

    public long LastAlertId { get; private set; }

    public long LastIncidentId { get; private set; }

    public long LastSetAsideId { get; private set; }

    public long LastDutyId { get; private set; }

    /// <summary>The newest entry of the timeline, this draft's included.</summary>
    public ChainHead Head => _head;

    internal IReadOnlyList<TimelineEntry> Entries => _entries;

    /// <summary>Who is told of it.</summary>
    internal DraftTellings Tellings { get; }

    /// <summary>What people have made of silences, maintenance windows and overrides.</summary>
    internal DraftOnCall OnCall { get; }

    /// <summary>What stations are ordered to do.</summary>
    internal DraftCommands Commands { get; }

    internal DraftRounds Rounds { get; }

    /// <summary>What was over its limit long ago.</summary>
    internal DraftHistory History { get; } = new();

    internal DraftSplits Splits { get; }

    internal DraftDams Dams { get; }

    /// <summary>Whether any alert may belong to an incident but makes none: without, nobody need look for those that the incidents' changes concern.</summary>
    internal bool HasJoiners => _joiners.Count > 0 || _state.Joiners.Count > 0;

    /// <summary>What was counted and is not on disk: how many duplicates, repeats and so on; for the metrics.</summary>
    public DraftCounts Counts { get; } = new();

    /// <summary>A station with what this batch has brought of it.</summary>
    internal StationDraft Station(string id) => _stations.Find(id) ?? _stations.Add(id, _state.Station(id), _state.HasOpenAlerts(id));

    /// <inheritdoc cref="Station(string)"/>
    /// <param name="known">What the state remembers of it, as it was looked up when the message was read.</param>
    internal StationDraft Station(string id, StationState? known) => _stations.Find(id) ?? _stations.Add(id, known, _state.HasOpenAlerts(id));

    public SeriesDraft Series(SeriesKey key) => Series(Station(key.Station.Value).Known, key);

    /// <summary>The same without looking for the station once more.</summary>
    /// <param name="station">The key's.</param>
    public SeriesDraft Series(StationState? station, SeriesKey key)
    {
        if (station?.Find(key.Source, key.Determinand, key.Fraction, key.PeriodSeconds) is { } known)
        {
            return _series.Of(known);
        }

        var series = _series.New(key, out var isFirst);
        if (isFirst)
        {
            _opened.Add(new SeriesOpened(series.Number, key));
        }

        return series;
    }

    /// <summary>All versions held of the sample taken then, remembered or looked up, this batch's included; good until the next call.</summary>
    public List<Sample> VersionsAt(SeriesDraft series, DateTimeOffset takenAt)
    {
        _versions.Clear();
        if (_held.Count > 0 && _held.TryGetValue((series.Key, takenAt), out var held))
        {
            _versions.AddRange(held);
        }

        series.AddVersionsAt(takenAt, _versions);
        return _versions;
    }

    public void Keep(SeriesDraft series, Reading reading)
    {
        series.Take(reading);
        _readings.Add(reading);
    }

    /// <summary>Opens or closes a window for the means of a series.</summary>
    internal void Put(SeriesDraft series, MeanWindow window, bool isOpen, DateTimeOffset beginsAfter = default)
    {
        var changed = new MeanWindowChanged(series.Number, window, isOpen, beginsAfter);
        series.Change(changed);
        _meanWindows.Add(changed);
    }

    /// <summary>Puts the reading that was kept last into the means of its series, in place of the version before it.</summary>
    internal void Enter(SeriesDraft series, SeriesMeans means, MeanEntry? entry, MeanEntry? replaces)
    {
        var reading = _readings[^1];
        var entered = new MeanEntered(_readings.Count - 1, entry, replaces);
        means.Take(series.Key, reading.TakenAt, entered);
        if (replaces is not null || entry != MeanEntry.Of(reading))
        {
            _meanEntries.Add(entered);
        }
    }

    /// <summary>When a station was last heard, this batch included; null when it never was.</summary>
    public StationHeard? Heard(string station) => _stations.Find(station) is { } changed ? changed.Heard : _state.Station(station)?.Heard;

    /// <summary>The run of samples alike that a series is in and is recorded; null when there is none.</summary>
    public FlatRun? FlatRunOf(int series) =>
        (_flatRuns.TryGetValue(series, out var changed) ? changed : _state.FlatRuns.GetValueOrDefault(series)) is { SinceAt: not null } run ? run : null;

    public void Put(FlatRun run) => _flatRuns[run.Series] = run;

    /// <summary>When each station is to be looked at for silence next.</summary>
    internal SilenceLooks LooksFor(WatchPlan plan) => _state.LooksFor(plan);

    public FeedCondition? Feed(string feed) => _feeds.GetValueOrDefault(feed) ?? _state.Feeds.GetValueOrDefault(feed);

    public void Put(FeedCondition feed) => _feeds[feed.Feed] = feed;

    /// <summary>The last alert of a key, when it was cleared not long ago and none is open since; null when there is none.</summary>
    public Alert? Cleared(AlertKey key) => _openAlerts.TryGetValue(key, out var changed) ? changed.IsOpen ? null : changed : _state.Cleared.GetValueOrDefault(key);

    /// <summary>The open alert of a key; null when there is none.</summary>
    public Alert? OpenAlert(AlertKey key) =>
        _openAlerts.TryGetValue(key, out var changed) ? changed.IsOpen ? changed : null : _state.Alerts.GetValueOrDefault(key);

    public IEnumerable<Alert> OpenAlerts() =>
        _state.Alerts.Values.Where(a => !_openAlerts.ContainsKey(a.Key)).Concat(_openAlerts.Values.Where(a => a.IsOpen)).OrderBy(a => a.Id);

    /// <summary>Alerts that may belong to an incident but make none, as far as they are remembered: in one, or alone.</summary>
    internal IEnumerable<Alert> Joiners() =>
        _state.Joiners.All.Where(a => !_alerts.ContainsKey(a.Id)).Concat(_joiners.All).Where(a => a.Incident is not { } id || OpenIncident(id) is not null);

    internal bool IsJoiner(long alert) => (_alerts.ContainsKey(alert) ? _joiners : _state.Joiners).Contains(alert);

    public IReadOnlyList<Alert> OpenAlerts(Condition condition) => [.. OpenAlerts().Where(a => a.Key.Condition == condition)];

    public void Put(Alert alert)
    {
        // An older alert of the key, of which only the incident changes, says nothing of the one that came after it.
        var newest = _openAlerts.GetValueOrDefault(alert.Key) ?? _state.Alerts.GetValueOrDefault(alert.Key) ?? _state.Cleared.GetValueOrDefault(alert.Key);
        if (newest is null || newest.Id <= alert.Id)
        {
            _openAlerts[alert.Key] = alert;
        }

        if (Belonging.StandsAlone(alert) && Member(alert.Id)?.Incident is { } left)
        {
            _rolls.Remove(Incident(left)!.River, alert);
        }

        Station(alert.Key.Station.Value).Alerted();
        _alerts[alert.Id] = alert;
        LastAlertId = Math.Max(LastAlertId, alert.Id);
        var incident = alert.Incident is { } id ? OpenIncident(id) : null;
        _joiners.Take(alert, incident is not null);
        if (incident is not null)
        {
            _rolls.Put(incident.River, alert);
        }
    }

    /// <summary>The alerts of an incident as they stand in this draft, cleared ones too.</summary>
    public IEnumerable<Alert> MembersOf(Incident incident) => incident.Alerts.Select(Member).OfType<Alert>();

    /// <summary>An alert of an open incident; null when it is none.</summary>
    public Alert? Member(long alert) => _alerts.GetValueOrDefault(alert) ?? _state.Members.GetValueOrDefault(alert);

    /// <summary>An alert that this draft raised or changed; null for others.</summary>
    internal Alert? Changed(long alert) => _alerts.GetValueOrDefault(alert);

    /// <summary>The alerts of open incidents on a river, by place, as they stand in this draft.</summary>
    internal RiverRolls RollsOf(WatchedRiver river) => _rolls.Of(river);

    /// <summary>The level of an incident's gravest alert. Who that was is remembered: as a rule it still is, and then none of the others need be looked at.</summary>
    public Level LevelOf(Incident incident)
    {
        if (_gravest.TryGetValue(incident.Id, out var known) && Member(known) is { } was && was.Incident == incident.Id && was.Level >= incident.Level)
        {
            return was.Level;
        }

        var gravest = default(Alert);
        foreach (var member in MembersOf(incident))
        {
            gravest = gravest is null || member.Level > gravest.Level ? member : gravest;
            if (gravest.Level >= incident.Level && gravest.Level > Level.Compliant)
            {
                break;
            }
        }

        _gravest[incident.Id] = gravest?.Id ?? 0;
        return gravest?.Level ?? Level.Compliant;
    }

    /// <summary>When a sample of a determinand last came in at a station, this batch's included.</summary>
    internal Received LastReceived(string station, Determinand determinand, Fraction fraction) =>
        (_state.Station(station)?.LastReceived(determinand, fraction) ?? default).With(_series.LastReceived(station, determinand, fraction));

    /// <summary>As the state says it, this batch's samples included.</summary>
    public Companion Of(WatchedStation station, Determinand of, DateTimeOffset at)
    {
        var search = new CompanionSearch(at);
        var id = station.Station.Id.Value;
        var here = Station(id).Known;
        var place = 0;
        while (here?.NextOf(of, ref place) is { } known)
        {
            See(ref search, known.Key);
        }

        foreach (var opened in _opened)
        {
            if (opened.Key.Station.Value == id && opened.Key.Determinand == of)
            {
                See(ref search, opened.Key);
            }
        }

        return search.By(station, of);
    }

    /// <summary>All, or those that <paramref name="which"/> says; oldest first.</summary>
    public IEnumerable<Incident> OpenIncidents(Func<Incident, bool>? which = null) =>
        _state.Incidents.Values.Where(i => which?.Invoke(i) != false && !_incidents.ContainsKey(i.Id)).Concat(_incidents.Values.Where(i => i.IsOpen && which?.Invoke(i) != false)).OrderBy(i => i.Id);

    /// <summary>Each incident that this draft changes, as it was and as it is; null before for one that it opens.</summary>
    internal IEnumerable<(Incident? Before, Incident After)> ChangedIncidents() => _incidents.Values.Select(i => (_state.Incidents.GetValueOrDefault(i.Id), i));

    /// <summary>An incident that was open when the batch began, or was opened by it.</summary>
    public Incident? Incident(long id) => _incidents.GetValueOrDefault(id) ?? _state.Incidents.GetValueOrDefault(id);

    public Incident? OpenIncident(long id) =>
        _incidents.TryGetValue(id, out var changed) ? changed.IsOpen ? changed : null : _state.Incidents.GetValueOrDefault(id);

    public void Put(Incident incident)
    {
        _incidents[incident.Id] = incident;
        LastIncidentId = Math.Max(LastIncidentId, incident.Id);
    }

    /// <summary>The duties of open incidents, oldest first.</summary>
    public IEnumerable<Duty> Duties() =>
        _duties.Count == 0 ? _state.Duties.Values : _state.Duties.Values.Where(d => !_duties.ContainsKey(d.Id)).Concat(_duties.Values).OrderBy(d => d.Id);

    public Duty? Duty(long id) => _duties.GetValueOrDefault(id) ?? _state.Duties.GetValueOrDefault(id);

    public void Put(Duty duty)
    {
        _duties[duty.Id] = duty;
        LastDutyId = Math.Max(LastDutyId, duty.Id);
    }

    public void PutConfiguration(string hash) => _configurationHash = hash;

    /// <summary>Keeps a payload aside, once: the same fault in the same payload is only counted.</summary>
    /// <returns>False when it was held already.</returns>
    public bool SetAside(SetAsideReason reason, string detail, RawMessage message, string fingerprint)
    {
        if (_state.SetAside.Holds(reason, fingerprint) || !_setAsideSeen.Add((reason, fingerprint)))
        {
            Counts.SetAsideRepeats++;
            return false;
        }

        _setAside.Add(new SetAside(++LastSetAsideId, message.ReceivedAt, message.Topic, reason, detail, message.Payload, fingerprint));
        return true;
    }

    /// <summary>How many messages of a sender (<see cref="RememberedSetAside.SenderOf"/>) were set aside after an instant, as far as they are remembered.</summary>
    public int SetAsideAfter(string sender, DateTimeOffset at) => _state.SetAside.CountAfter(sender, at) + _setAsideTimes.Count(t => t.Sender == sender && t.At > at);

    /// <summary>Writes what happened into the timeline, behind everything written before.</summary>
    public void Note(TimelineEntry entry)
    {
        var placed = Chain.Append(_head, entry with { At = Instants.Trim(entry.At), Data = SealStep.Vouching(entry, RawHash) }, RecordedAt);
        _head = new ChainHead(placed.Seq, placed.Hash);
        if (RememberedSetAside.SenderOf(placed) is { } sender)
        {
            _setAsideTimes.Add((sender, placed.At));
        }

        _entries.Add(placed);
    }

    private void See(ref CompanionSearch search, SeriesKey key)
    {
        search.BeginSeries();
        foreach (var sample in Series(key).Remembered)
        {
            search.See(sample);
        }
    }

    public Batch ToBatch() => new()
    {
        Seq = BatchSeq,
        RecordedAt = RecordedAt,
        RawBlock = _rawBlock,
        RawHash = RawHash,
        Opened = _opened,
        Readings = _readings,
        MeanWindows = _meanWindows,
        MeanEntries = _meanEntries,
        SetAside = _setAside,
        Entries = _entries,
        Alerts = [.. _alerts.Values],
        Incidents = [.. _incidents.Values],
        Heard = [.. _stations.Touched.Select(s => s.NewlyHeard).OfType<StationHeard>()],
        Feeds = [.. _feeds.Values],
        Duties = [.. _duties.Values],
        DamOperations = Dams.Added,
        FlatRuns = [.. _flatRuns.Values],
        Escalations = [.. Tellings.Escalations],
        Notifications = [.. Tellings.Notifications],
        Made = [.. OnCall.Changed],
        Rounds = Rounds.Changed,
        Commands = [.. Commands.Changed],
        Splits = [.. Splits.Changed],
        RemovedNotifications = Tellings.Removed,
        ConfigurationHash = _configurationHash,
    };
}
