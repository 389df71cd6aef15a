using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Notify;

/// <summary>The newest sample of one determinand at a station.</summary>
public sealed record StationSample(LocalizedName Station, Determinand Determinand, Sample Sample);

/// <param name="EarliestAt">When the water of the station may be there; null when nobody knows how fast it runs.</param>
public sealed record NextIntake(Intake Intake, decimal? DistanceKm, DateTimeOffset? EarliestAt);

/// <summary>All that a person needs to know at three in the morning, as it stands when it is sent: a notification that was delayed tells what is known by then.</summary>
public sealed record Briefing(Notification Notification, DateTimeOffset Now)
{
    /// <summary>The gravest of those that the notification names; null when it names none.</summary>
    public Alert? Alert { get; init; }

    public WatchedStation? Station { get; init; }

    public WatchedRiver? River { get; init; }

    public Incident? Incident { get; init; }

    /// <summary>The last sample before it began.</summary>
    public Sample? Before { get; init; }

    /// <summary>What else the station measures.</summary>
    public IReadOnlyList<StationSample> Others { get; init; } = [];

    /// <summary>The next station up the river; null when there is none, or it has no sample of it.</summary>
    public StationSample? Upstream { get; init; }

    public StationSample? Downstream { get; init; }

    public NextIntake? Intake { get; init; }

    /// <summary>What must be reported next, or should have been.</summary>
    public Duty? Duty { get; init; }

    /// <summary>Who has acknowledged it; empty while nobody has.</summary>
    public string AnsweredBy { get; init; } = "";

    /// <summary>The names of those who were told.</summary>
    public IReadOnlyList<LocalizedName> Told { get; init; } = [];

    /// <summary>The shift that the person of the notification takes over, or has still to hand over; null when there is none.</summary>
    public HandOver? HandOver { get; init; }

    /// <summary>The names of who has left that shift, and of who is on duty now; null for nobody.</summary>
    public (LocalizedName? From, LocalizedName? To) Shifts { get; init; }

    /// <summary>When somebody further is told, should nobody answer.</summary>
    public DateTimeOffset? FurtherAt { get; init; }

    public TimeZoneInfo Zone => River?.TimeZone ?? TimeZoneInfo.Utc;

    /// <summary>What a line of a longer mail needs: where it is, and what.</summary>
    /// <param name="alert">The gravest alert that the notification names, as the log has it.</param>
    public static Briefing InShort(Notification notification, Alert? alert, WatchState state, WatchPlan plan, DateTimeOffset now)
    {
        var station = alert is null ? null : plan.Stations.GetValueOrDefault(alert.Key.Station.Value);
        return new Briefing(notification, now)
        {
            Alert = alert,
            Station = station,
            River = plan.Rivers.GetValueOrDefault(station?.Station.River ?? notification.Subject?.River ?? ""),
            Incident = notification.Subject?.Incident is { } id ? state.Incidents.GetValueOrDefault(id) : null,
        };
    }

    /// <summary>Gathers all of it from the state between two batches.</summary>
    /// <inheritdoc cref="InShort"/>
    public static Briefing InFull(Notification notification, Alert? alert, WatchState state, WatchPlan plan, DateTimeOffset now)
    {
        var brief = InShort(notification, alert, state, plan, now);
        var (station, river, incident) = (brief.Station, brief.River, brief.Incident);
        var escalation = notification.Subject is { } subject ? state.EscalationOf(subject) : null;
        var handOver = escalation?.HandOvers.FirstOrDefault(h => h.To == notification.Person || h.From == notification.Person);
        return brief with
        {
            HandOver = handOver,
            Shifts = (plan.OnCall.People.GetValueOrDefault(handOver?.From ?? "")?.Name, plan.OnCall.People.GetValueOrDefault(handOver?.To ?? "")?.Name),
            Before = alert is null ? null : Newest(Samples(state, alert.Key.Station.Value, alert.Key.Determinand).Where(s => s.TakenAt < alert.FiredAt)),
            Others = station is null ? [] : OthersAt(state, station, alert!.Key.Determinand),
            Upstream = Neighbour(state, station, river, alert, up: true),
            Downstream = Neighbour(state, station, river, alert, up: false),
            Intake = IntakeBelow(station, river, alert),
            Duty = state.Duties.Values.Where(d => d.Incident == incident?.Id && d.IsOwed).MinBy(d => d.DueAt),
            AnsweredBy = escalation?.Acknowledged?.By ?? alert?.AcknowledgedBy ?? "",
            Told = [.. (escalation?.People ?? []).Select(p => plan.OnCall.People.GetValueOrDefault(p.Person)?.Name ?? new LocalizedName(p.Person, p.Person))],
            FurtherAt = escalation is { Acknowledged: null, IsOver: false }
                ? escalation.Runs.Min(r => plan.OnCall.Policies.TryGetValue(r.Policy, out var policy) ? r.NextOf(policy)?.DueAt : null)
                : null,
        };
    }

    /// <summary>What somebody would be told of it now, for whoever looks instead of being told.</summary>
    /// <param name="alert">The gravest of its open alerts.</param>
    /// <param name="count">Of all of them.</param>
    public static Briefing AsItStands(Subject subject, Alert alert, int count, WatchState state, WatchPlan plan, DateTimeOffset now) => InFull(
        new Notification
        {
            Id = 0,
            Person = "",
            Channel = "",
            Key = "",
            Reason = NotifyReason.StillAbove,
            Level = alert.Level,
            Subject = subject,
            Alerts = [alert.Id],
            AlertCount = count,
            QueuedAt = now,
        },
        alert, state, plan, now);

    private static IEnumerable<Sample> Samples(WatchState state, string station, Determinand? determinand) =>
        determinand is null ? [] : state.Station(station)?.SeriesOf(determinand).SelectMany(s => s.Samples) ?? [];

    private static Sample? Newest(IEnumerable<Sample> samples) => samples.Cast<Sample?>().MaxBy(s => s!.Value.TakenAt);

    private static List<StationSample> OthersAt(WatchState state, WatchedStation station, Determinand? but) =>
        [.. (state.Station(station.Station.Id.Value)?.Series ?? [])
            .Where(s => s.Key.Determinand != but && s.Newest is not null)
            .GroupBy(s => s.Key.Determinand)
            .Select(g => new StationSample(station.Station.Name, g.Key, g.Select(s => s.Newest!.Value).MaxBy(s => s.TakenAt)))
            .OrderBy(o => o.Determinand.Key, StringComparer.Ordinal)];

    private static StationSample? Neighbour(WatchState state, WatchedStation? station, WatchedRiver? river, Alert? alert, bool up)
    {
        if (station is null || river is null || alert?.Key.Determinand is not { } determinand)
        {
            return null;
        }

        var here = station.Station.PlaceId;
        var nearest = river.Stations
            .Where(s => s.Station.PlaceId != here)
            .Select(s => (s.Station, Route: up ? river.Network.RouteDown(s.Station.PlaceId, here) : river.Network.RouteDown(here, s.Station.PlaceId)))
            .Where(s => s.Route is not null)
            .OrderBy(s => s.Route!.LengthKm ?? decimal.MaxValue)
            .FirstOrDefault().Station;
        return nearest is not null && Newest(Samples(state, nearest.Id.Value, determinand)) is { } sample ? new StationSample(nearest.Name, determinand, sample) : null;
    }

    private static NextIntake? IntakeBelow(WatchedStation? station, WatchedRiver? river, Alert? alert)
    {
        if (station is null || river is null || alert?.Key.Condition.IsOfTheWater() != true)
        {
            return null;
        }

        var next = river.Network.IntakesBelow(station.Station.PlaceId).OrderBy(b => b.Route.Travel?.Fastest ?? TimeSpan.Zero).FirstOrDefault();
        return next.Intake is null ? null : new NextIntake(next.Intake, next.Route.LengthKm, next.Route.Travel is { } travel ? alert.FiredAt + travel.Fastest : null);
    }
}
