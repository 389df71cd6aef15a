using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Decoding;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.SetAside;

/// <summary>
/// <c>/set-aside</c>: what could not be read and why, newest first. <c>/set-aside/{id}</c> is one of them, with the forms that release and discard it;
/// <c>/set-aside/{id}/payload</c> its bytes as they came.
/// </summary>
internal static class SetAsidePage
{
    private const int AtOnce = 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/set-aside", (PageRenderer pages, LogReader log, HttpContext context, string? reason = null, string? cursor = null, string? state = null) =>
        {
            var (wanted, isOpenOnly) = (Asked.Word<SetAsideReason>("reason", reason), SetAsideApi.IsOpenOnly(state));
            return pages.AnswerAsync<SetAsideView>(
                context,
                new PageTitle("Set aside", "待处理报文") { Asks = ["reason", "cursor", "state"] },
                frame => Task.FromResult<object>(SetAsideModel.Of(frame, wanted, isOpenOnly, !string.IsNullOrEmpty(cursor), log.SetAside(AtOnce, cursor, wanted, isOpenOnly), log.SettledBy)),
                async frame => frame with { Above = await pages.RenderAsync<SetAsideFilter>(new SetAsideModel(frame, wanted) { IsOpenOnly = isOpenOnly }) });
        }).ExcludeFromDescription();
        app.MapGet("/set-aside/{id:long}", (long id, HttpContext context) => ShowAsync(id, context, Signature.Sign(TypedForm.Of(context.Request.Query), context))).ExcludeFromDescription();
        app.MapPost("/set-aside/{id:long}", DecideAsync).Needs(Right.Act).ExcludeFromDescription();
        app.MapGet("/set-aside/{id:long}/payload", (long id, LogReader log, HttpContext context) =>
        {
            if (log.SetAsideOf(id) is not { } found)
            {
                return Results.NotFound();
            }

            // From outside, whatever it says that it is: to be saved, never to be shown by a browser.
            PageHeaders.Set(context.Response);
            return TypedResults.Bytes(found.Payload, "application/octet-stream", $"set-aside-{id}.bin");
        }).ExcludeFromDescription();
    }

    private static async Task DecideAsync(long id, IAntiforgery antiforgery, Inbox inbox, LogReader log, ConfigurationInForce configuration, SparkplugSessions sessions, HttpContext context)
    {
        var form = Signature.Sign(await TypedForm.ReadAsync(context, antiforgery), context);
        if (form.Faults.Count == 0)
        {
            var asked = new ReasonAsked(form["reason"].Trim()) { By = Signature.Of(form) };
            var result = form.Name switch
            {
                OneSetAsideModel.Release => await SetAsideApi.ReleaseAsync(id, asked, inbox, log, configuration, sessions, context.RequestAborted),
                OneSetAsideModel.Discard => await SetAsideApi.DiscardAsync(id, asked, inbox, log, context.RequestAborted),
                _ => new ActResult(ActRefusal.Invalid, "There is no such act.", null) { WordsZh = "没有此操作。" },
            };
            if (result.IsDone)
            {
                Signature.Done(form, context, $"/set-aside/{id}?done={form.Name}");
                return;
            }

            form = form.Refused(result);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await ShowAsync(id, context, form);
    }

    private static async Task ShowAsync(long id, HttpContext context, TypedForm form)
    {
        var services = context.RequestServices;
        var (pages, log, mayAct) = (services.GetRequiredService<PageRenderer>(), services.GetRequiredService<LogReader>(), services.GetRequiredService<AccessGate>().Lets(context, Right.Act));
        await pages.AnswerOnceAsync<OneSetAside>(
            context,
            new PageTitle($"Set aside {id}", $"待处理报文 {id}"),
            frame => Task.FromResult<object?>(log.SetAsideOf(id) is { } found
                ? new OneSetAsideModel(mayAct ? frame.WithForms(context) : frame, found, log.SettledBy(id), mayAct ? form : null)
                : null));
    }
}
