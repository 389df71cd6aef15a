using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>Gathers a room: the record as it is known, or was known at a time, and from the state what comes next.</summary>
internal sealed class RoomLoader(LogReader log, Inbox inbox)
{
    /// <summary>Of an incident of thousands: the gravest stand on its timeline.</summary>
    private const int MostAlerts = 300;

    private static readonly TimeSpan Before = TimeSpan.FromHours(12);

    /// <returns>Null when there is, or was by then, no such incident.</returns>
    public async Task<RoomModel?> LoadAsync(long id, PageFrame frame, RoomAsked asked, CancellationToken cancellation)
    {
        var known = asked.AsKnownAt;
        if ((known is { } at ? log.Incident(id, at) : log.Incident(id)) is not { } incident)
        {
            return null;
        }

        var alerts = incident.Alerts.Take(MostAlerts).Select(a => known is { } by ? log.AlertAsKnownAt(a, by) : log.Alert(a)).OfType<Alert>().ToList();
        var timeline = log.WholeTimeline(id, known).ToList();
        var determinand = alerts.Where(a => a.Key.Determinand is not null).MaxBy(a => (a.PeakLevel, a.PeakRatio))?.Key.Determinand;
        var look = await inbox.LookAsync((state, plan) => Look(incident, determinand, frame.Now, state, plan), cancellation);
        var here = frame with { Zone = look.Zone };
        var to = incident.ClosedAt is { } closed ? closed + Before : known ?? frame.Now;
        return new RoomModel(here, incident, asked)
        {
            River = look.River,
            Stations = look.Stations,
            People = look.People,
            Next = known is null ? look.Next : [],
            AnsweredBy = known is null ? look.AnsweredBy : AnsweredBy(alerts),
            Alerts = InOrder(alerts, look, timeline),
            Duties = RoomModel.DutiesOf(timeline),
            Told = RoomModel.ToldOf(timeline),
            NotTold = [.. timeline.Where(e => e.Kind == EntryKind.NotTold).Reverse()],
            Timeline = timeline,
            Plume = determinand is null || look.Strip is null ? null : Plume.Of(determinand, look.Strip, look.Sources, incident.OpenedAt - Before, to, known, log),
        };
    }

    /// <summary>Of a time that is past, when nobody remembers who was told: who had taken on all that was open.</summary>
    private static string AnsweredBy(List<Alert> alerts) => alerts.Where(a => a.IsOpen).Select(a => a.AcknowledgedBy).DefaultIfEmpty("").Min(StringComparer.Ordinal) ?? "";

    private static List<RoomAlert> InOrder(List<Alert> alerts, RoomLook look, List<TimelineEntry> timeline)
    {
        var joins = timeline.Where(e => e.Kind is EntryKind.IncidentJoined or EntryKind.IncidentRegrouped && e.Data.ContainsKey("distance_km"))
            .GroupBy(e => e.Data.GetValueOrDefault("alert", "")).ToDictionary(g => Asked.Id(g.Key), g => g.Last());
        return [.. alerts
            .Select(a => new RoomAlert(
                a, look.Stations.GetValueOrDefault(a.Key.Station.Value) ?? new LocalizedName(a.Key.Station.Value, ""), look.Km.TryGetValue(a.Key.Station.Value, out var km) ? km : null,
                joins.GetValueOrDefault(a.Id)))
            .OrderBy(a => a.Km ?? decimal.MaxValue).ThenBy(a => a.Alert.FiredAt).ThenBy(a => a.Alert.Id)];
    }

    private static RoomLook Look(Incident incident, Determinand? determinand, DateTimeOffset now, WatchState state, WatchPlan plan)
    {
        var inForce = state.OnCall.InForce(plan).OnCall;
        var people = inForce.People.Values.ToDictionary(p => p.Id, p => p.Name);
        var answeredBy = state.EscalationOf(SubjectOf(incident))?.Acknowledged?.By ?? "";
        if (!plan.Rivers.TryGetValue(incident.River, out var river))
        {
            return new RoomLook(new LocalizedName(incident.River, ""), TimeZoneInfo.Utc, null, [], [], new Dictionary<string, LocalizedName>(), new Dictionary<string, decimal>(), people, answeredBy);
        }

        var levels = StationLevel.All(plan, state, now).ToDictionary(s => s.Station.Station.Id.Value, s => s.Level);
        var strip = RiverStrip.Of(river, levels, state, now);
        return new RoomLook(
            river.Name, river.TimeZone, strip, determinand is null ? [] : [.. strip.Stations.Select(s => SourceOf(s, river, determinand, state)).OfType<PlumeSource>()],
            NextOf(incident, state, inForce, now), river.Stations.ToDictionary(s => s.Station.Id.Value, s => s.Station.Name),
            strip.Stations.ToDictionary(s => s.Station.Id.Value, s => s.Km), people, answeredBy);
    }

    private static PlumeSource? SourceOf(StripStation at, WatchedRiver river, Determinand determinand, WatchState state)
    {
        var id = at.Station.Id.Value;
        var station = river.Stations.First(s => s.Station.Id == at.Station.Id);
        var newest = state.Station(id)?.SeriesOf(determinand).Where(s => s.Newest is not null && station.RulesFor(determinand, s.Key.Fraction).Limits.Count > 0).MaxBy(s => s.Newest!.Value.TakenAt);
        if (newest is null)
        {
            return null;
        }

        var series = station.SeriesOf(newest.Key.Source, determinand, newest.Key.Fraction, newest.Key.PeriodSeconds);
        var limits = series.LimitsAt(station, state, newest.Newest!.Value.TakenAt);
        return limits.Count == 0 ? null : new PlumeSource(at, newest.Key.Fraction, limits, series.Rules.Interval ?? station.Interval ?? TimeSpan.FromHours(4));
    }

    public static Subject SubjectOf(Incident incident) => incident.IsToldTogether ? Subject.OfSurge(incident.River) : Subject.OfIncident(incident.Id, incident.River);

    private static IReadOnlyList<RoomNext> NextOf(Incident incident, WatchState state, OnCallPlan plan, DateTimeOffset now)
    {
        if (state.EscalationOf(SubjectOf(incident)) is not { Acknowledged: null, IsOver: false } escalation)
        {
            return [];
        }

        return [.. escalation.Runs
            .Where(r => plan.Policies.ContainsKey(r.Policy))
            .Select(r => (Policy: plan.Policies[r.Policy], Call: r.NextOf(plan.Policies[r.Policy])))
            .Where(n => n.Call is not null)
            .SelectMany(n => n.Policy.Steps[n.Call!.Value.Step].Targets.Select(t => new RoomNext(NameOf(t, plan, now), n.Call.Value.DueAt)))
            .OrderBy(n => n.At)];
    }

    private static LocalizedName NameOf(Target target, OnCallPlan plan, DateTimeOffset now) => target switch
    {
        Target.OnDuty when plan.Rotas.TryGetValue(target.Id, out var rota) => rota.TurnAt(now).Person is { } person && plan.People.TryGetValue(person, out var turn) ? turn.Name : rota.Name,
        Target.Someone when plan.People.TryGetValue(target.Id, out var someone) => someone.Name,
        Target.All when plan.Agencies.TryGetValue(target.Id, out var agency) => agency.Name,
        _ => new LocalizedName(target.Id, target.Id),
    };

    private sealed record RoomLook(
        LocalizedName River, TimeZoneInfo Zone, RiverStrip? Strip, IReadOnlyList<PlumeSource> Sources, IReadOnlyList<RoomNext> Next,
        IReadOnlyDictionary<string, LocalizedName> Stations, IReadOnlyDictionary<string, decimal> Km, IReadOnlyDictionary<string, LocalizedName> People, string AnsweredBy);
}
