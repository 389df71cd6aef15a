using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary>Alerts, incidents, the timeline, what was set aside, and the limits in force.</summary>
internal static class RecordApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("alerts", Alerts).WithSummary("Alerts, newest first; state= Pending, Firing, Recovering, Inactive, or open for all but Inactive.").ProducesProblem(400);
        api.MapGet("incidents", Incidents).WithSummary("Incidents, newest first.").ProducesProblem(400);
        api.MapGet("incidents/{id:long}", Incident).WithSummary("One incident.").Produces<IncidentItem>().ProducesProblem(404);
        api.MapGet("incidents/{id:long}/timeline", IncidentTimeline)
            .WithSummary("An incident's timeline in the order of recording; as text/csv when asked for.").Produces<Collection<TimelineItem>>().ProducesProblem(404);
        api.MapGet("timeline", Timeline).WithSummary("The whole timeline in the order of recording; its last entry is the chain's head.").ProducesProblem(400);
        api.MapGet("set-aside", SetAside).WithSummary("What was kept without being processed, and why; state=open for that of which nobody has decided.").ProducesProblem(400);
        api.MapGet("limits", Limits).WithSummary("Every limit that is configured, with its source and whether it was verified.");
    }

    private static Collection<AlertItem> Alerts(LogReader log, string? state = null, string? station = null, int? limit = null, string? cursor = null)
    {
        var isOpen = string.Equals(state, "open", StringComparison.OrdinalIgnoreCase);
        var page = log.Alerts(new AlertsQuery
        {
            OpenOnly = isOpen,
            Status = isOpen ? null : Asked.Word<AlertStatus>("state", state),
            Station = station,
            Limit = Asked.Limit(limit),
            Cursor = cursor,
        });
        return new Collection<AlertItem>([.. page.Items.Select(AlertItem.Of)], page.Next);
    }

    private static Collection<IncidentItem> Incidents(LogReader log, string? river = null, int? limit = null, string? cursor = null)
    {
        var page = log.Incidents(new IncidentsQuery { River = river, Limit = Asked.Limit(limit), Cursor = cursor });
        return new Collection<IncidentItem>([.. page.Items.Select(IncidentItem.Of)], page.Next);
    }

    private static IResult Incident(long id, LogReader log) =>
        log.Incident(id) is { } incident ? TypedResults.Ok(IncidentItem.Of(incident)) : NoIncident(id);

    private static IResult IncidentTimeline(
        long id, LogReader log, HttpRequest request,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "as_known_at")] string? asKnownAt = null, string? format = null, int? limit = null, string? cursor = null)
    {
        if (log.Incident(id) is null)
        {
            return NoIncident(id);
        }

        var query = new TimelineQuery { Incident = id, AsKnownAt = Asked.Instant("as_known_at", asKnownAt), Limit = Asked.Limit(limit), Cursor = cursor };
        var page = log.Timeline(query);
        return format == "csv" || request.Headers.Accept.Any(a => a?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ?? false)
            ? TypedResults.Text(ToCsv(log, query), Csv.ContentType)
            : TypedResults.Ok(new Collection<TimelineItem>([.. page.Items.Select(TimelineItem.Of)], page.Next));
    }

    private static Collection<TimelineItem> Timeline(
        LogReader log, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "as_known_at")] string? asKnownAt = null, int? limit = null, string? cursor = null)
    {
        var page = log.Timeline(new TimelineQuery { AsKnownAt = Asked.Instant("as_known_at", asKnownAt), Limit = Asked.Limit(limit), Cursor = cursor });
        return new Collection<TimelineItem>([.. page.Items.Select(TimelineItem.Of)], page.Next);
    }

    private static Collection<SetAsideItem> SetAside(LogReader log, int? limit = null, string? cursor = null, string? state = null)
    {
        var page = log.SetAside(Asked.Limit(limit), cursor, isOpen: SetAsideApi.IsOpenOnly(state));
        return new Collection<SetAsideItem>([.. page.Items.Select(SetAsideItem.Of)], page.Next);
    }

    private static Collection<LimitItem> Limits(ConfigurationInForce configuration, int? limit = null, string? cursor = null)
    {
        var most = Asked.Limit(limit);
        var all = configuration.Now.Limits;
        var skipped = string.IsNullOrEmpty(cursor) ? 0
            : int.TryParse(cursor, out var from) && from > 0 && from < all.Count ? from
            : throw new BadRequestException("cursor", "Use the \"next\" of the page before, unchanged.");
        return new Collection<LimitItem>(
            [.. all.Skip(skipped).Take(most).Select(LimitItem.Of)],
            skipped + most < all.Count ? (skipped + most).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    private static string ToCsv(LogReader log, TimelineQuery query)
    {
        var lines = new System.Text.StringBuilder("seq,at,recorded_at,kind,incident,station,by,data,prev,hash\r\n");
        for (var page = log.Timeline(query with { Limit = Asked.LargestLimit }); ; page = log.Timeline(query with { Limit = Asked.LargestLimit, Cursor = page.Next }))
        {
            foreach (var e in page.Items)
            {
                lines.Append(Csv.Line(
                    e.Seq, e.At, e.RecordedAt, e.Kind.ToString(), e.Incident, e.Station, e.By, JsonSerializer.Serialize(e.Data), e.Prev, e.Hash));
            }

            if (page.Next is null)
            {
                return lines.ToString();
            }
        }
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NoIncident(long id) =>
        TypedResults.Problem($"There is no incident {id}; see /api/v1/incidents.", statusCode: 404, title: "No such incident");
}
