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
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>Gathers a room: the record as it is known, or was known at a time, and from the state what comes next.</summary>
internal sealed class RoomLoader(LogReader log, Inbox inbox)
{
    /// <summary>Of an incident of thousands: the gravest stand on its timeline.</summary>
    private const int MostAlerts = 300;

    private static readonly TimeSpan Before = TimeSpan.FromHours(12);

    /// <param name="newest">As it stands now; it was recorded by the time that is asked for.</param>
    public async Task<RoomModel> LoadAsync(Incident newest, PageFrame frame, RoomAsked asked)
    {
        var (id, known) = (newest.Id, asked.AsKnownAt);
        var incident = log.Incident(id, known) ?? newest;
        var alerts = incident.Alerts.Take(MostAlerts).Select(a => known is { } by ? log.AlertAsKnownAt(a, by) : log.Alert(a)).OfType<Alert>().ToList();
        var timeline = log.WholeTimeline(id, known).ToList();
        var determinand = alerts.Where(a => a.Key.Determinand is not null).MaxBy(a => (a.PeakLevel, a.PeakRatio))?.Key.Determinand;
        var look = await inbox.LookAsync((state, plan) => Look(incident, determinand, frame.Now, state, plan));
        var here = frame with { Zone = look.River?.TimeZone ?? TimeZoneInfo.Utc };
        var to = incident.ClosedAt is { } closed ? closed + Before : known ?? frame.Now;
        return new RoomModel(here, incident, asked)
        {
            River = look.River?.Name ?? new LocalizedName(incident.River, ""),
            Stations = look.River?.Stations.ToDictionary(s => s.Station.Id.Value, s => s.Station.Name) ?? [],
            People = look.People,
            Next = known is null ? look.Next : [],
            AnsweredBy = known is null ? look.AnsweredBy : AnsweredBy(alerts),
            Alerts = InOrder(alerts, look, timeline),
            Duties = RoomModel.DutiesOf(timeline),
            Told = RoomModel.ToldOf(timeline),
            NotTold = [.. timeline.Where(e => e.Kind == EntryKind.NotTold).Reverse()],
            Timeline = timeline,
            Plume = determinand is null || look.River is null ? null : Plume.Of(determinand, RiverLine.Of(look.River), look.Sources, incident.OpenedAt - Before, to, known, log),
        };
    }

    /// <summary>Of a time that is past, when nobody remembers who was told: who had taken on all that was open.</summary>
    private static string AnsweredBy(List<Alert> alerts) => alerts.Where(a => a.IsOpen).Select(a => a.AcknowledgedBy).DefaultIfEmpty("").Min(StringComparer.Ordinal) ?? "";

    private static List<RoomAlert> InOrder(List<Alert> alerts, RoomLook look, List<TimelineEntry> timeline)
    {
        var joins = timeline.Where(e => e.Kind is EntryKind.IncidentJoined or EntryKind.IncidentRegrouped && e.Data.ContainsKey("distance_km"))
            .GroupBy(e => e.Data.GetValueOrDefault("alert", "")).ToDictionary(g => Asked.Id(g.Key), g => g.Last());
        return [.. alerts
            .Select(a => new RoomAlert(a, look.NameOf(a.Key.Station), look.KmOf(a.Key.Station), joins.GetValueOrDefault(a.Id)))
            .OrderBy(a => a.Km ?? decimal.MaxValue).ThenBy(a => a.Alert.FiredAt).ThenBy(a => a.Alert.Id)];
    }

    private static RoomLook Look(Incident incident, Determinand? determinand, DateTimeOffset now, WatchState state, WatchPlan plan)
    {
        var inForce = state.OnCall.InForce(plan).OnCall;
        var river = plan.Rivers.GetValueOrDefault(incident.River);
        return new RoomLook(
            plan, river, determinand is null || river is null ? [] : [.. RiverLine.Of(river).Stations.Select(s => SourceOf(s.Station, s.Km, determinand, state)).OfType<PlumeSource>()],
            NextOf(incident, state, inForce, now), inForce.People.Values.ToDictionary(p => p.Id, p => p.Name), state.EscalationOf(Subject.Of(incident))?.Acknowledged?.By ?? "");
    }

    private static PlumeSource? SourceOf(WatchedStation station, decimal km, Determinand determinand, WatchState state)
    {
        if (Standing.Of(station, determinand, state) is not { Limits.Count: > 0 } standing)
        {
            return null;
        }

        var series = station.SeriesOf(standing.Series.Source, determinand, standing.Series.Fraction, standing.Series.PeriodSeconds);
        return new PlumeSource(station.Station, km, standing.Series.Fraction, standing.Limits, series.Rules.Interval ?? station.Interval ?? TimeSpan.FromHours(4));
    }

    private static IReadOnlyList<RoomNext> NextOf(Incident incident, WatchState state, OnCallPlan plan, DateTimeOffset now)
    {
        if (state.EscalationOf(Subject.Of(incident)) is not { Acknowledged: null, IsOver: false } escalation)
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

    /// <param name="River">Null when it is not configured any more.</param>
    /// <param name="AnsweredBy">Empty when nobody has.</param>
    private sealed record RoomLook(
        WatchPlan Plan, WatchedRiver? River, IReadOnlyList<PlumeSource> Sources, IReadOnlyList<RoomNext> Next, IReadOnlyDictionary<string, LocalizedName> People, string AnsweredBy)
    {
        public LocalizedName NameOf(StationId station) => Plan.Stations.TryGetValue(station.Value, out var known) ? known.Station.Name : new LocalizedName(station.Value, "");

        public decimal? KmOf(StationId station) =>
            River is not null && Plan.Stations.TryGetValue(station.Value, out var known) && known.Station.River == River.Id ? RiverLine.Of(River).KmOf(known.Station) : null;
    }
}
