using WaterWatch.Decoding;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Asides;

/// <summary><c>/set-aside</c>: what could not be read and why, newest first. <c>/set-aside/{id}</c> is one of them, <c>/set-aside/{id}/payload</c> its bytes as they came.</summary>
internal static class SetAsidePage
{
    private const int AtOnce = 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/set-aside", (PageRenderer pages, LogReader log, HttpContext context, string? reason = null, string? cursor = null) =>
        {
            var wanted = Asked.Word<SetAsideReason>("reason", reason);
            return pages.AnswerAsync<SetAsideView>(
                context,
                new PageTitle("Set aside", "待处理报文") { Asks = ["reason", "cursor"] },
                frame => Task.FromResult<object>(SetAsideModel.Of(frame, wanted, !string.IsNullOrEmpty(cursor), log.SetAside(AtOnce, cursor, wanted))),
                async frame => frame with { Above = await pages.RenderAsync<SetAsideFilter>(new SetAsideModel(frame, wanted)) });
        }).ExcludeFromDescription();
        app.MapGet("/set-aside/{id:long}", (long id, PageRenderer pages, LogReader log, HttpContext context) => pages.AnswerOnceAsync<OneSetAside>(
            context,
            new PageTitle($"Set aside {id}", $"待处理报文 {id}"),
            frame => Task.FromResult<object?>(log.SetAsideOf(id) is { } found ? SetAsideModel.Of(frame, null, false, new Page<Deciding.SetAside>([found], null)) : null))).ExcludeFromDescription();
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
}
