using WaterWatch.Alerts;
using WaterWatch.Configuration.Options;
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
/// <param name="Gravest">Of those that are open.</param>
/// <param name="Stations">With an open alert.</param>
/// <param name="Briefing">What its people were told; null for those that are further down than a page shows.</param>
public sealed record Unanswered(Subject Subject, Alert Gravest, int Alerts, int Stations, Briefing? Briefing)
{
    public Level Level => Gravest.Level;

    /// <summary>Another where there is something new to hear of.</summary>
    public string Key => $"{Subject.Incident}:{Subject.River}:{Subject.Condition}:{Level}";

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

    /// <summary>Null when no place of any river has coordinates.</summary>
    public MapModel? Map { get; init; }

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

    /// <summary>More of what is unanswered than a page shows nobody reads at once.</summary>
    public const int MostAsked = 3;

    public static OverviewModel Of(PageFrame frame, WatchState state, WatchPlan plan, MapSettings map)
    {
        var levels = StationLevel.All(plan, state, frame.Now).ToDictionary(s => s.Station.Station.Id.Value, s => s.Level);
        var inForce = state.OnCall.InForce(plan);
        return new OverviewModel(frame)
        {
            Unanswered = UnansweredOf(state, plan, frame.Now),
            Incidents = [.. state.Incidents.Values.OrderByDescending(i => i.Level).ThenByDescending(i => i.Id)],
            NextDuty = state.Duties.Values.Where(d => d.IsOwed).MinBy(d => d.DueAt),
            OnDuty = [.. inForce.OnCall.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => OnDutyOf(r, inForce.OnCall, state, frame.Now))],
            Rivers = [.. plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => RiverStrip.Of(r, levels, state, frame.Now))],
            Map = MapModel.Of(plan, map),
            Silent = StationsWith(state, Condition.Silent),
            Blind = StationsWith(state, Condition.Blind),
            Stations = plan.Stations,
        };
    }

    private static int StationsWith(WatchState state, Condition condition) => state.Alerts.Keys.Where(k => k.Condition == condition).Select(k => k.Station).Distinct().Count();

    private static List<Unanswered> UnansweredOf(WatchState state, WatchPlan plan, DateTimeOffset now)
    {
        var open = state.Alerts.Values.ToLookup(a => state.SubjectOf(a, plan));
        return [.. state.Escalations.Values
            .Where(e => e is { IsOver: false, Acknowledged: null } && open.Contains(e.Subject))
            .Select(e => new Unanswered(e.Subject, open[e.Subject].MaxBy(a => (a.Level, a.Ratio))!, open[e.Subject].Count(), open[e.Subject].Select(a => a.Key.Station).Distinct().Count(), null))
            .OrderByDescending(u => u.Level).ThenBy(u => u.Gravest.RaisedAt)
            .Select((u, i) => i < MostAsked ? u with { Briefing = Briefing.AsItStands(u.Subject, u.Gravest, u.Alerts, state, plan, now) } : u)];
    }

    private static OnDuty OnDutyOf(Rota rota, OnCallPlan plan, WatchState state, DateTimeOffset now)
    {
        var (turn, next) = (rota.TurnAt(now), rota.ChangeAfter(now));
        return new OnDuty(rota.Name, NameOf(turn.Person), next?.From?.ToUniversalTime(), rota.TimeZone, NameOf(next?.Person), OnCallHandOver.Of(rota.Id, state.Escalations.Values));

        LocalizedName? NameOf(string? person) => person is null ? null : plan.People.GetValueOrDefault(person)?.Name ?? new LocalizedName(person, person);
    }
}
