using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Projection;

/// <summary>How a station stands, as <c>/api/v1/stations</c> and the pages say it.</summary>
/// <param name="Level">0 to 4, or <see cref="ReadingLines.UnknownLevel"/>.</param>
/// <param name="Ratio">The highest among its newest samples; null when none can be told.</param>
internal sealed record PresentStation(
    Station Station, decimal Km, double Level, decimal? Ratio, string Determinand, DateTimeOffset? HeardAt, bool IsSilent, bool IsBlind, string WaterClass);

/// <summary>How an open incident stands.</summary>
internal sealed record PresentIncident(Incident Incident, bool IsUnanswered, DateTimeOffset? NextDutyAt, int Overdue);

/// <summary>How everything stands at one moment: values that were copied between two batches.</summary>
internal sealed record Present(DateTimeOffset At, IReadOnlyList<PresentStation> Stations, IReadOnlyList<PresentIncident> Incidents)
{
    /// <summary>To be quick: the pipeline stands still meanwhile.</summary>
    public static Present Of(WatchState state, WatchPlan plan, DateTimeOffset now)
    {
        var silent = StationsWith(state, Condition.Silent);
        var blind = StationsWith(state, Condition.Blind);
        return new Present(
            now,
            [.. StationLevel.All(plan, state, now).Select(s => Of(s.Station, s.Level, state, plan, now, silent, blind))],
            [.. state.Incidents.Values.Select(i => Of(i, state))]);
    }

    private static HashSet<string> StationsWith(WatchState state, Condition condition) => [.. state.Alerts.Keys.Where(k => k.Condition == condition).Select(k => k.Station.Value)];

    private static PresentStation Of(WatchedStation station, string level, WatchState state, WatchPlan plan, DateTimeOffset now, HashSet<string> silent, HashSet<string> blind)
    {
        var (id, river) = (station.Station.Id.Value, plan.Rivers[station.Station.River]);
        var worst = station.Rules.Where(r => r.Limits.Count > 0).Select(r => (r.Determinand.Key, Standing.Of(station, r, state)?.Ratio)).Where(r => r.Ratio is not null).OrderByDescending(r => r.Ratio).FirstOrDefault();
        return new PresentStation(
            station.Station, RiverLine.Of(river).KmOf(station.Station), Enum.TryParse<Level>(level, out var known) ? (double)known : ReadingLines.UnknownLevel, worst.Ratio, worst.Key ?? "",
            state.Station(id)?.Heard?.LastHeardAt, silent.Contains(id), blind.Contains(id), WaterClass.Of(station, state, now));
    }

    private static PresentIncident Of(Incident incident, WatchState state)
    {
        var duties = state.Duties.Values.Where(d => d.Incident == incident.Id && d.IsOwed).ToList();
        var isUnanswered = state.EscalationOf(Subject.Of(incident)) is { } told ? told is { IsOver: false, Acknowledged: null }
            : incident.Alerts.Any(id => state.Members.TryGetValue(id, out var alert) && alert is { IsOpen: true, AcknowledgedBy.Length: 0 });
        return new PresentIncident(incident, isUnanswered, duties.Count == 0 ? null : duties.Min(d => d.DueAt), duties.Count(d => d.State == DutyState.Overdue));
    }
}

/// <summary>The present as points of <c>station</c>, <c>river</c> and <c>incident</c> (dashboards/README.md), at the service's clock.</summary>
/// <param name="told">Of an incident: notifications that a server has taken, and people who were not told.</param>
internal sealed class PresentLines(Func<long, (long Told, long NotTold)> told)
{
    public void Write(Present present, LineWriter to)
    {
        foreach (var station in present.Stations)
        {
            Write(station, present.At, to);
        }

        foreach (var river in present.Stations.GroupBy(s => s.Station.River))
        {
            Write(river.Key, [.. river], [.. present.Incidents.Where(i => i.Incident.River == river.Key)], present.At, to);
        }

        foreach (var incident in present.Incidents)
        {
            Write(incident.Incident, incident.IsUnanswered, incident.NextDutyAt, present.At, to);
        }
    }

    /// <summary>One that is not among the present any more.</summary>
    public void WriteClosed(Incident incident, DateTimeOffset at, LineWriter to) => Write(incident, isUnanswered: false, null, at, to);

    private static void Write(PresentStation station, DateTimeOffset at, LineWriter to) => to
        .Begin(LineWriter.Prefix("station", ("river", station.Station.River), ("station", station.Station.Id.Value)))
        .Field("name"u8, station.Station.Name.En)
        .Field("name_zh"u8, station.Station.Name.Zh)
        .Field("distance_km"u8, station.Km)
        .Field("level"u8, station.Level)
        .Field("ratio"u8, station.Ratio ?? ReadingLines.CannotBeTold)
        .Field("determinand"u8, station.Ratio is null ? LineWriter.None : station.Determinand)
        .Field("heard_at"u8, Milliseconds(station.HeardAt))
        .Field("silent"u8, station.IsSilent)
        .Field("blind"u8, station.IsBlind)
        .Field("water_class"u8, station.WaterClass.Length == 0 ? LineWriter.None : station.WaterClass)
        .At(at);

    private static void Write(string river, List<PresentStation> stations, List<PresentIncident> incidents, DateTimeOffset at, LineWriter to) => to
        .Begin(LineWriter.Prefix("river", ("river", river)))
        .Field("level"u8, stations.Max(s => s.Level))
        .Field("stations"u8, stations.Count)
        .Field("over_limit"u8, stations.Count(s => s.Level >= (double)Level.Yellow))
        .Field("unknown"u8, stations.Count(s => s.Level == ReadingLines.UnknownLevel))
        .Field("silent"u8, stations.Count(s => s.IsSilent))
        .Field("blind"u8, stations.Count(s => s.IsBlind))
        .Field("incidents_open"u8, incidents.Count)
        .Field("unanswered"u8, incidents.Count(i => i.IsUnanswered))
        .Field("overdue"u8, incidents.Sum(i => i.Overdue))
        .Field("next_duty_at"u8, Milliseconds(incidents.Min(i => i.NextDutyAt)))
        .At(at);

    private void Write(Incident incident, bool isUnanswered, DateTimeOffset? nextDutyAt, DateTimeOffset at, LineWriter to)
    {
        var (taken, notTold) = told(incident.Id);
        to.Begin(LineWriter.Prefix("incident", ("incident", $"{incident.Id}"), ("river", incident.River)))
            .Field("open"u8, incident.IsOpen)
            .Field("level"u8, (double)incident.Level)
            .Field("peak_level"u8, (double)incident.PeakLevel)
            .Field("response_level"u8, incident.ResponseLevel?.ToString() ?? LineWriter.None)
            .Field("determinands"u8, string.Join(", ", incident.Determinands))
            .Field("stations"u8, incident.Stations.Count)
            .Field("opened_at"u8, Milliseconds(incident.OpenedAt))
            .Field("told"u8, taken)
            .Field("not_told"u8, notTold)
            .Field("unanswered"u8, isUnanswered)
            .Field("next_duty_at"u8, Milliseconds(nextDutyAt))
            .At(at);
    }

    private static long Milliseconds(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds() ?? 0;
}
