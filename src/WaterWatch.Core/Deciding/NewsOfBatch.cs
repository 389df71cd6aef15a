using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What the entries of a batch say that people are told of: nobody is told anything that the timeline does not hold. Gathered over the batch, so that a thousand alerts
/// which come at once are one decision an incident.
/// </summary>
internal sealed class NewsOfBatch
{
    private readonly Dictionary<Subject, SubjectNews> _bySubject = [];
    private readonly HashSet<long> _raised = [];
    private readonly OrderedDictionary<(long From, long Into), SortedSet<long>> _moves = [];

    /// <summary>In the order of their first entry.</summary>
    public List<SubjectNews> All { get; } = [];

    /// <summary>Incidents that went into others, or that came out of them, each pair once, in the order of their first entry.</summary>
    public IReadOnlyCollection<(long From, long Into)> Moves => _moves.Keys;

    public bool IsReconfigured { get; private set; }

    public static NewsOfBatch Read(Draft draft, WatchPlan plan)
    {
        var news = new NewsOfBatch();
        foreach (var entry in draft.Entries)
        {
            news.Take(draft, plan, entry);
        }

        return news;
    }

    /// <summary>What an alert is told as part of.</summary>
    public static Subject SubjectOf(Draft draft, WatchPlan plan, Alert alert) => alert.Incident is { } id && draft.Incident(id) is { } incident
        ? Subject.Of(incident)
        : new Subject(null, RiverOf(plan, alert), alert.Key.Condition);

    /// <summary>The river that an alert is routed by: where its station is configured no more, that of its incident.</summary>
    public static string RiverOf(Draft draft, WatchPlan plan, Alert alert) =>
        !plan.Stations.ContainsKey(alert.Key.Station.Value) && alert.Incident is { } id && draft.Incident(id) is { } incident ? incident.River : RiverOf(plan, alert);

    /// <summary>The river of an alert's station, or that its condition is of; empty when there is none.</summary>
    public static string RiverOf(WatchPlan plan, Alert alert) =>
        plan.Stations.TryGetValue(alert.Key.Station.Value, out var station) ? station.Station.River : alert.Key.Scope.Split('/')[0];

    /// <summary>What has come out of one incident is news of the one that it is in now, where that has people of its own: those who are called for it do not come along.</summary>
    public void TellOfMoved(Draft draft, Subject into, (long From, long Into) move)
    {
        foreach (var alert in _moves[move])
        {
            TellOfMember(draft, into, move.Into, alert, EntryKind.IncidentRegrouped);
        }
    }

    private void Take(Draft draft, WatchPlan plan, TimelineEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.AlertRaised or EntryKind.AlertConfirmed or EntryKind.AlertNotRefuted or EntryKind.AlertLevelRaised or EntryKind.AlertCleared:
                if (Facts.NumberOf(entry, "alert") is { } alert && draft.Changed(alert) is { } changed)
                {
                    Of(SubjectOf(draft, plan, changed)).Add(changed, entry.Kind);
                    if (entry.Kind == EntryKind.AlertRaised)
                    {
                        _raised.Add(alert);
                    }
                }

                break;
            case EntryKind.IncidentJoined when Facts.NumberOf(entry, "alert") is { } joined && draft.Incident(entry.Incident ?? 0) is { } joinedBy:
                // It stood alone before, and whoever was called for it is called no more.
                TellOfMember(draft, Subject.Of(joinedBy), joinedBy.Id, joined, entry.Kind);
                break;
            case EntryKind.IncidentSubsided when OfIncident(draft, entry.Incident) is { } subsided:
                subsided.IsSubsided = true;
                break;
            case EntryKind.DutyOpened or EntryKind.DutyOverdue when OfIncident(draft, entry.Incident) is { } owing:
                owing.Overdue.AddRange(entry.Kind == EntryKind.DutyOverdue && Facts.NumberOf(entry, "duty") is { } duty ? [duty] : []);
                break;
            case EntryKind.IncidentMerged when Facts.NumberOf(entry, "merged") is { } merged && Facts.NumberOf(entry, "into") is { } into:
                Moved(merged, into, []);
                break;
            case EntryKind.IncidentRegrouped when entry.Data.GetValueOrDefault("into") == "none":
                // It stands alone from here on: nobody who is told of the incident is called for it any more.
                if (Facts.NumberOf(entry, "alert") is { } left && draft.Changed(left) is { IsOpen: true } alone)
                {
                    Of(SubjectOf(draft, plan, alone)).Add(alone, EntryKind.AlertRaised);
                }

                break;
            case EntryKind.IncidentRegrouped or EntryKind.IncidentSplit when Facts.NumberOf(entry, "from_incident") is { } from:
                Moved(from, Facts.NumberOf(entry, "into") ?? entry.Incident ?? from, entry.Kind == EntryKind.IncidentSplit ? Facts.NumbersOf(entry, "alerts") : [.. new[] { Facts.NumberOf(entry, "alert") }.OfType<long>()]);
                break;
            case EntryKind.ConfigurationChanged:
                IsReconfigured = true;
                break;
        }

        if (IsAct(entry) && OfIncident(draft, entry.Incident) is { } acted)
        {
            acted.IsActedOn = true;
        }
    }

    private static bool IsAct(TimelineEntry entry) => entry.By != Decider.Service && entry.Kind is
        EntryKind.IncidentMerged or EntryKind.IncidentSplit or EntryKind.DamOperated or EntryKind.MeasureTaken or EntryKind.ResponseLevelDeclared or EntryKind.DutyStopped
        or EntryKind.ReportSent or EntryKind.IncidentPublished or EntryKind.PublicationWithdrawn or EntryKind.NoteAdded
        or EntryKind.SampleEntered or EntryKind.IncidentClosed;

    private void Moved(long from, long into, IReadOnlyList<long> alerts)
    {
        _moves.TryAdd((from, into), []);
        _moves[(from, into)].UnionWith(alerts);
    }

    /// <summary>An alert that an incident has not had before; nothing where it is answered, or is news already.</summary>
    private void TellOfMember(Draft draft, Subject subject, long incident, long alert, EntryKind kind)
    {
        if (!_raised.Contains(alert) && draft.Changed(alert) is { IsOpen: true, AcknowledgedBy: "" } member && member.Incident == incident)
        {
            Of(subject).Add(member, kind);
        }
    }

    private SubjectNews? OfIncident(Draft draft, long? id) => id is { } known && draft.Incident(known) is { } incident ? Of(Subject.Of(incident)) : null;

    private SubjectNews Of(Subject subject)
    {
        if (!_bySubject.TryGetValue(subject, out var news))
        {
            _bySubject[subject] = news = new SubjectNews(subject);
            All.Add(news);
        }

        return news;
    }
}

/// <summary>What a batch says of one subject.</summary>
internal sealed class SubjectNews(Subject subject)
{
    public Subject Subject { get; } = subject;

    /// <summary>Alerts in the order of their entries, with what happened to them.</summary>
    public List<(Alert Alert, EntryKind Kind)> Alerts { get; } = [];

    public List<long> Overdue { get; } = [];

    public bool HasCleared { get; private set; }

    /// <summary>The incident has no open alert left.</summary>
    public bool IsSubsided { get; set; }

    /// <summary>Somebody has done something about it.</summary>
    public bool IsActedOn { get; set; }

    public void Add(Alert alert, EntryKind kind)
    {
        if (kind == EntryKind.AlertCleared)
        {
            HasCleared = true;
        }
        else
        {
            Alerts.Add((alert, kind));
        }
    }
}
