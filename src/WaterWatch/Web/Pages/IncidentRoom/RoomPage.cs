using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary><c>/incidents</c> and <c>/incidents/{id}</c>, with the forms that people act by.</summary>
internal static class RoomPage
{
    private const int ClosedAPage = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/incidents", ListAsync).ExcludeFromDescription();
        app.MapGet("/incidents/{id:long}", ShowAsync).ExcludeFromDescription();

        // Where a browser stands after a refused form: its live part is the room's, and asked for anew it is the room.
        app.MapGet("/incidents/{id:long}/{act}", AfterRefusalAsync).ExcludeFromDescription();
        app.MapPost("/incidents/{id:long}/{act}", ActAsync).Needs(Right.Act).ExcludeFromDescription();
    }

    private static Task ListAsync(PageRenderer pages, LogReader log, ConfigurationInForce configuration, HttpContext context, string? cursor = null) =>
        pages.AnswerAsync<RoomList>(context, new PageTitle("Incidents", "事件"), frame =>
        {
            var page = log.Incidents(new IncidentsQuery { Limit = ClosedAPage, Cursor = cursor });
            var open = cursor is null ? log.Incidents(new IncidentsQuery { OpenOnly = true, Limit = Asked.LargestLimit }).Items : [];
            return Task.FromResult<object>(new RoomListModel(
                frame, [.. open.OrderByDescending(i => i.Level).ThenByDescending(i => i.Id)], [.. page.Items.Where(i => !i.IsOpen)], page.Next,
                configuration.Now.Plan.Rivers.Values.ToDictionary(r => r.Id, r => r.Name)));
        });

    private static Task ShowAsync(long id, HttpContext context) => AnswerAsync(context, id, null);

    private static Task AfterRefusalAsync(long id, string act, HttpContext context)
    {
        if (context.Request.Query["part"] == "live")
        {
            context.Request.Path = $"/incidents/{id}";
            return AnswerAsync(context, id, null);
        }

        context.Response.Redirect($"/incidents/{id}{context.Request.QueryString}#act-{Uri.EscapeDataString(act)}");
        return Task.CompletedTask;
    }

    private static async Task ActAsync(long id, string act, Inbox inbox, IAntiforgery forgery, HttpContext context)
    {
        var tongue = Tongue.Of(context);
        var typed = context.Request.HasFormContentType
            ? Signature.Sign((await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(f => f.Key, f => f.Value.ToString()), context)
            : [];
        var refused = context.Request.HasFormContentType && await forgery.IsRequestValidAsync(context)
            ? await DoAsync(id, act, typed, tongue, inbox, context)
            : new RefusedForm(act, typed, "", tongue.In("Nothing was done: the form came from elsewhere, or is too old. Send it again from here.", "未执行：表单来自别处或已过期，请在此重新提交。"));
        if (refused is null)
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Request.Path = $"/incidents/{id}";
        await AnswerAsync(context, id, refused);
    }

    /// <summary>Done, and the browser sent back to the room; or why it was not.</summary>
    private static async Task<RefusedForm?> DoAsync(long id, string act, Dictionary<string, string> typed, Tongue tongue, Inbox inbox, HttpContext context)
    {
        var (field, english) = ("", "There is no such act.");
        try
        {
            if (ActForms.DoAsync(id, act, typed, PageFrame.Of(context, tongue).Zone, inbox, context.RequestAborted) is { } doing)
            {
                var result = await doing;
                if (result.IsDone)
                {
                    Signature.Remember(context, typed.GetValueOrDefault(Signature.Field, "").Trim());
                    context.Response.StatusCode = StatusCodes.Status303SeeOther;
                    context.Response.Headers.Location = $"/incidents/{result.Incident ?? id}?done={Uri.EscapeDataString(act)}#acts";
                    return null;
                }

                (field, english) = (result.Field, result.Words);
            }
        }
        catch (BadRequestException bad)
        {
            (field, english) = (bad.Parameter, bad.Message);
        }

        return new RefusedForm(act, typed, field, ActForms.Words(field, english, tongue));
    }

    private static async Task AnswerAsync(HttpContext context, long id, RefusedForm? refused)
    {
        var services = context.RequestServices;
        var pages = services.GetRequiredService<PageRenderer>();
        var loader = new RoomLoader(services.GetRequiredService<LogReader>(), services.GetRequiredService<Inbox>());
        var configuration = services.GetRequiredService<ConfigurationInForce>().Now;
        if (services.GetRequiredService<LogReader>().Incident(id) is not { } incident)
        {
            await pages.MissingAsync(context, t => MissingOf(id, t));
            return;
        }

        var zone = configuration.Plan.Rivers.GetValueOrDefault(incident.River)?.TimeZone ?? TimeZoneInfo.Utc;
        var asked = AskedOf(context.Request.Query, zone);
        await pages.AnswerAsync<Room>(
            context,
            new PageTitle($"Incident {id}", $"事件 {id}"),
            async frame => await loader.LoadAsync(id, frame, asked, CancellationToken.None) ?? new RoomModel(frame with { Zone = zone }, NotYet(incident), asked),
            async frame =>
            {
                if (asked.AsKnownAt is not null || !incident.IsOpen || await loader.LoadAsync(id, frame, asked, context.RequestAborted) is not { } room)
                {
                    return frame;
                }

                return frame with { Below = await pages.RenderAsync<ActFormsPart>(FormsOf(room, configuration, context, refused)) };
            });
    }

    /// <summary>Before it was recorded there was nothing to know.</summary>
    private static Incident NotYet(Incident incident) => incident with { Alerts = [], Stations = [], Determinands = [], Candidates = [], ResponseLevel = null, MergedInto = null, ClosedAt = null };

    private static ActFormsModel FormsOf(RoomModel room, LoadedConfiguration configuration, HttpContext context, RefusedForm? refused)
    {
        var t = room.Tongue;
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        List<(string, string)> dams = configuration.Plan.Rivers.TryGetValue(room.Incident.River, out var river) ? [.. river.Network.Places.Where(p => p.IsDam).Select(p => (p.Id, t.In(p.Name)))] : [];
        var forms = ActForms.Of(room, dams, Signature.Known(context), Signature.IsKnown(context), context.Request.Query["station"].ToString(), refused);
        return new ActFormsModel(t, room.Incident.Id, tokens.FormFieldName, tokens.RequestToken ?? "", forms, context.Request.Query.ContainsKey("done") ? t.In("Done, and on the timeline.", "已完成，并记入时间线。") : "");
    }

    private static RoomAsked AskedOf(IQueryCollection query, TimeZoneInfo zone)
    {
        var typed = query["as_known_at"].ToString();
        var page = int.TryParse(query["page"], out var number) && number is > 0 and < 100_000 ? number : 1;
        var kind = EntryGroups.All.Any(g => g.Key == query["kind"]) ? query["kind"].ToString() : "";
        try
        {
            var at = Asked.Instant("as_known_at", LocalTime.ToContract(typed, zone));
            return new RoomAsked(at, kind, query["order"] == "oldest", page, at is { } known ? LocalTime.ToField(known, zone) : "", false);
        }
        catch (BadRequestException)
        {
            return new RoomAsked(null, kind, query["order"] == "oldest", page, "", true);
        }
    }

    private static Missing.What MissingOf(long id, Tongue t) => new(
        t.In("No such incident", "没有此事件"), t.In($"There is no incident {id}.", $"没有事件 {id}。"), "/incidents", t.In("All incidents", "全部事件"));
}
