using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Rivers;
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

        app.MapPost("/incidents/{id:long}", ActAsync).Needs(Right.Act).ExcludeFromDescription();
    }

    private static Task ListAsync(PageRenderer pages, LogReader log, ConfigurationInForce configuration, HttpContext context, string? cursor = null) =>
        pages.AnswerAsync<RoomList>(context, new PageTitle("Incidents", "事件") { Asks = ["cursor"] }, frame =>
        {
            var page = log.Incidents(new IncidentsQuery { Limit = ClosedAPage, Cursor = cursor });
            var open = cursor is null ? log.Incidents(new IncidentsQuery { OpenOnly = true, Limit = Asked.LargestLimit }).Items.OrderByDescending(i => i.Level).ThenByDescending(i => i.Id).ToList() : null;
            return Task.FromResult<object>(new RoomListModel(
                frame, open, [.. page.Items.Where(i => !i.IsOpen)], page.Next,
                configuration.Now.Plan.Rivers.Values.ToDictionary(r => r.Id, r => r.Name)));
        });

    private static Task ShowAsync(long id, HttpContext context) => AnswerAsync(context, id, null);

    private static async Task ActAsync(long id, IAntiforgery antiforgery, ConfigurationInForce configuration, LogReader log, HttpContext context)
    {
        var form = Signature.Sign(await TypedForm.ReadAsync(context, antiforgery), context);
        if (form.Faults.Count == 0)
        {
            var zone = ZoneOf(log.Incident(id), configuration);
            var (fault, into) = await DoAsync(id, form, zone, context);
            if (fault is null)
            {
                Signature.Done(form, context, $"/incidents/{into ?? id}?done={Uri.EscapeDataString(form.Name)}#acts");
                return;
            }

            form = form.Refused(fault);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await AnswerAsync(context, id, form);
    }

    /// <returns>Why it was not done, or the incident that it led to.</returns>
    private static async Task<(FieldFault? Fault, long? Into)> DoAsync(long id, TypedForm form, TimeZoneInfo zone, HttpContext context)
    {
        try
        {
            var services = context.RequestServices;
            if (ActForms.DoAsync(
                id, form, zone, services.GetRequiredService<Inbox>(), services.GetRequiredService<LogReader>(), services.GetRequiredService<TimeProvider>(), context.RequestAborted) is not { } doing)
            {
                return (new FieldFault("", new LocalizedName("There is no such act.", "没有此操作。")), null);
            }

            var result = await doing;
            return result.IsDone ? (null, result.Incident) : (ActForms.FaultOf(result.Field, result.Words, result.WordsZh), null);
        }
        catch (BadRequestException bad)
        {
            return (ActForms.FaultOf(bad.Parameter, bad.Message), null);
        }
    }

    /// <param name="form">What was refused; null for nothing.</param>
    private static async Task AnswerAsync(HttpContext context, long id, TypedForm? form)
    {
        var services = context.RequestServices;
        var (pages, log, inbox, configuration) = (services.GetRequiredService<PageRenderer>(), services.GetRequiredService<LogReader>(), services.GetRequiredService<Inbox>(), services.GetRequiredService<ConfigurationInForce>());
        if (log.Incident(id) is not { } incident)
        {
            await pages.MissingAsync(context, t => MissingOf(id, t));
            return;
        }

        var asked = AskedOf(context.Request.Query, ZoneOf(incident, configuration));
        if (asked.AsKnownAt is { } at && log.Incident(id, at) is null)
        {
            await pages.MissingAsync(context, t => NotYetOf(id, t));
            return;
        }

        await pages.AnswerAsync<Room>(
            context,
            new PageTitle($"Incident {id}", $"事件 {id}") { Asks = ["kind", "order", "page", "as_known_at"], Scripts = ["room.js"] },
            async frame => await new RoomLoader(log, inbox).LoadAsync(incident, frame, asked),
            async frame =>
            {
                if (asked.AsKnownAt is not null || !services.GetRequiredService<AccessGate>().Lets(context, Right.Act))
                {
                    return frame;
                }

                var (whole, typed) = (frame.WithForms(context), form ?? Signature.Sign(TypedForm.Of(context.Request.Query), context));
                var model = await inbox.LookAsync((state, plan) => ActFormsModel.Of(whole, typed, incident, state, plan), context.RequestAborted);
                return whole with { Below = await pages.RenderAsync<ActFormsPart>(model) };
            });
    }

    private static TimeZoneInfo ZoneOf(Incident? incident, ConfigurationInForce configuration) =>
        configuration.Now.Plan.Rivers.GetValueOrDefault(incident?.River ?? "")?.TimeZone ?? TimeZoneInfo.Utc;

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

    private static Missing.What NotYetOf(long id, Tongue t) => new(
        t.In("Not recorded yet", "尚未记录"), t.In($"At that time nothing of incident {id} was recorded.", $"当时尚无事件 {id} 的记录。"), $"/incidents/{id}", t.In("As known now", "目前所知"));

    private static Missing.What MissingOf(long id, Tongue t) => new(
        t.In("No such incident", "没有此事件"), t.In($"There is no incident {id}.", $"没有事件 {id}。"), "/incidents", t.In("All incidents", "全部事件"));
}
