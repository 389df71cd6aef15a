using System.Globalization;
using WaterWatch.Access;
using WaterWatch.Incidents;
using WaterWatch.Notify.Cap;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>Incidents as messages of the Common Alerting Protocol 1.2.</summary>
internal static class CapApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("incidents/{id:long}/cap", Message).ForEverybody()
            .WithSummary("An incident as a CAP 1.2 message: the newest, or the one of a timeline entry (seq). Draft until a person publishes it, Exercise in a demo. Without sign-in those that were published.")
            .Produces<string>(200, CapXml.ContentType).ProducesProblem(400).ProducesProblem(404);
        api.MapGet("cap.atom", Feed).ForEverybody()
            .WithSummary("What the public was told, as an Atom feed of CAP messages, newest first; withdrawals too.").Produces<string>(200, "application/atom+xml");
    }

    private static IResult Message(long id, LogReader log, CapIssuer cap, AccessGate gate, HttpContext context, long? seq = null)
    {
        // The public learns of what was published, and not whether there is anything else.
        var isPublicOnly = !gate.Lets(context, Right.Look);
        if (log.Incident(id) is not { } incident || isPublicOnly && incident.Publication == Publication.NotApproved)
        {
            return TypedResults.Problem($"There is no incident {id}; see /api/v1/incidents.", statusCode: 404, title: "No such incident");
        }

        var messages = cap.MessagesOf(incident).Where(m => m.IsPublic || !isPublicOnly).ToList();
        var message = messages.LastOrDefault(m => seq is null || m.Seq == seq);
        return message is null
            ? TypedResults.Problem(
                $"No message was made at entry {seq} of incident {id}. There are messages of {string.Join(", ", messages.Select(m => m.Seq))}.", statusCode: 404, title: "No such message")
            : TypedResults.Text(cap.XmlOf(incident).Write(message), CapXml.ContentType);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult Feed(CapIssuer cap, HttpRequest request) => TypedResults.Text(
        cap.PublicFeed(m => string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}/api/v1/incidents/{m.Incident}/cap?seq={m.Seq}")),
        "application/atom+xml");
}
