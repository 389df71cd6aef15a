using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Notify;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Overview;

/// <summary>Something that people are being told of and that nobody has taken on.</summary>
/// <param name="Level">Of the gravest alert that is open.</param>
/// <param name="Stations">With an open alert.</param>
public sealed record Unanswered(Subject Subject, Briefing Briefing, Level Level, int Stations)
{
    /// <summary>Where it is answered; null for what is of no incident.</summary>
    public string? Address => Subject.Incident is { } incident ? $"/incidents/{incident}" : null;
}

/// <summary>Who has the duty of a rota; null for nobody.</summary>
public sealed record OnDuty(LocalizedName Rota, LocalizedName? Person, DateTimeOffset? Until, TimeZoneInfo Zone, LocalizedName? Next, OnCallHandOver? HandOver);

/// <summary>Does anyone have to do something now; then how the rivers are; then what happened.</summary>
public sealed record OverviewModel(PageFrame Frame)
{
    public Tongue Tongue => Frame.Tongue;

    /// <summary>Gravest first.</summary>
    public IReadOnlyList<Unanswered> Unanswered { get; init; } = [];

    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>What must be reported next, or should have been; null when nothing must.</summary>
    public Duty? NextDuty { get; init; }

    public IReadOnlyList<OnDuty> OnDuty { get; init; } = [];

    public IReadOnlyList<RiverStrip> Rivers { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TimelineEntry> Newest { get; init; } = [];

    public ChainHead Head { get; init; } = ChainHead.Start;

    /// <summary>What keeps readings from being taken or people from being told, a sentence each; empty while all is well.</summary>
    public IReadOnlyList<string> Troubles { get; init; } = [];

    public IReadOnlyDictionary<string, WatchedStation> Stations { get; init; } = new Dictionary<string, WatchedStation>();

    /// <summary>Stations of which nobody knows how the water is.</summary>
    public int Unknown => Rivers.Sum(r => r.Stations.Count(s => s.Level == "Unknown"));

    /// <summary>Stations from which nothing is heard.</summary>
    public int Silent { get; init; }

    /// <summary>Stations whose values cannot be judged.</summary>
    public int Blind { get; init; }

    public static OverviewModel Of(PageFrame frame, WatchState state, WatchPlan plan)
    {
        var levels = StationLevel.All(plan, state, frame.Now).ToDictionary(s => s.Station.Station.Id.Value, s => s.Level);
        var inForce = state.OnCall.InForce(plan);
        return new OverviewModel(frame)
        {
            Unanswered = [.. state.Escalations.Values
                .Where(e => e is { IsOver: false, Acknowledged: null })
                .Select(e => UnansweredOf(e, state, plan, frame.Now)).OfType<Unanswered>()
                .OrderByDescending(u => u.Level).ThenBy(u => u.Briefing.Alert?.RaisedAt)],
            Incidents = [.. state.Incidents.Values.OrderByDescending(i => i.Level).ThenByDescending(i => i.Id)],
            NextDuty = state.Duties.Values.Where(d => d.IsOwed).MinBy(d => d.DueAt),
            OnDuty = [.. inForce.OnCall.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => OnDutyOf(r, inForce.OnCall, state, frame.Now))],
            Rivers = [.. plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => RiverStrip.Of(r, levels, state, frame.Now))],
            Silent = StationsWith(state, Condition.Silent),
            Blind = StationsWith(state, Condition.Blind),
            Head = state.Head,
            Stations = plan.Stations,
        };
    }

    private static int StationsWith(WatchState state, Condition condition) => state.Alerts.Keys.Where(k => k.Condition == condition).Select(k => k.Station).Distinct().Count();

    private static Unanswered? UnansweredOf(Escalation escalation, WatchState state, WatchPlan plan, DateTimeOffset now)
    {
        var open = OpenAlerts(escalation.Subject, state, plan).ToList();
        return open.MaxBy(a => (a.Level, a.Ratio)) is not { } gravest ? null
            : new Unanswered(escalation.Subject, Briefing.AsItStands(escalation.Subject, gravest, open.Count, state, plan, now), gravest.Level, open.Select(a => a.Key.Station).Distinct().Count());
    }

    private static IEnumerable<Alert> OpenAlerts(Subject subject, WatchState state, WatchPlan plan)
    {
        string RiverOf(Alert alert) => plan.Stations.TryGetValue(alert.Key.Station.Value, out var station) ? station.Station.River : alert.Key.Scope;
        return state.Alerts.Values.Where(a => subject.Incident is { } incident ? a.Incident == incident
            : subject.IsSurge ? a.Incident is { } of && state.Incidents.GetValueOrDefault(of) is { IsToldTogether: true } together && together.River == subject.River
            : a.Incident is null && a.Key.Condition == subject.Condition && RiverOf(a) == subject.River);
    }

    private static OnDuty OnDutyOf(Rota rota, OnCallPlan plan, WatchState state, DateTimeOffset now)
    {
        var (turn, next) = (rota.TurnAt(now), rota.ChangeAfter(now));
        return new OnDuty(rota.Name, NameOf(turn.Person), next?.From?.ToUniversalTime(), rota.TimeZone, NameOf(next?.Person), OnCallHandOver.Of(rota.Id, state.Escalations.Values));

        LocalizedName? NameOf(string? person) => person is null ? null : plan.People.GetValueOrDefault(person)?.Name ?? new LocalizedName(person, person);
    }
}
