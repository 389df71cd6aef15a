using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Notify.Reports;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary><c>incidents/{id}/reports/{kind}</c>: what must be reported of an incident, as far as the record can write it.</summary>
internal static class ReportsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("incidents/{id:long}/reports/{kind}", Draft)
        .WithSummary("The draft of a report: kind initial, follow_up or outcome; language zh or en; format html or text. What only people know is marked as a gap.")
        .Produces<string>(200, "text/html").ProducesProblem(400).ProducesProblem(404);

    private static IResult Draft(
        long id, string kind, LogReader log, ConfigurationInForce configuration, TimeProvider clock, string? language = null, string? format = null)
    {
        var report = Asked.Word<ReportKind>("kind", kind.Replace("_", "", StringComparison.Ordinal))!.Value;
        var (chinese, isText) = (Asked.IsChinese(language), Asked.IsText(format));
        if (log.Incident(id) is not { } incident)
        {
            return TypedResults.Problem($"There is no incident {id}; see /api/v1/incidents.", statusCode: 404, title: "No such incident");
        }

        var draft = Write(incident, report, chinese, log, configuration.Now, clock.GetUtcNow());
        return isText ? TypedResults.Text(ReportText.Plain(draft), "text/plain") : TypedResults.Text(ReportText.Html(draft), "text/html");
    }

    private static ReportDraft Write(Incident incident, ReportKind kind, bool chinese, LogReader log, LoadedConfiguration now, DateTimeOffset at)
    {
        var river = now.Plan.Rivers.GetValueOrDefault(incident.River);
        var head = log.Head();
        var timeline = log.WholeTimeline(incident.Id).TakeWhile(e => e.Seq <= head.Seq).ToList();
        var alerts = incident.Alerts.Select(log.Alert).OfType<Alerts.Alert>().ToList();
        var facts = new ReportFacts(incident, alerts, timeline, river, chinese);
        var rule = timeline.LastOrDefault(e => e.Kind == EntryKind.DutyOpened)?.Data.GetValueOrDefault("rule");
        var content = river?.Duties.FirstOrDefault(d => d.Ref == rule)?.Content ?? [];
        return new ReportDraft(kind, incident.Id, chinese, now.IsExercise, facts.RiverName, facts.At(at), $"{head.Seq}:{head.Hash}", ReportWriter.Sections(kind, facts, content, chinese));
    }
}
