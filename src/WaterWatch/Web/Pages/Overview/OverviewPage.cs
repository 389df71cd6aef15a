using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Overview;

/// <summary><c>/</c></summary>
internal static class OverviewPage
{
    private const int Entries = 14;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", (PageRenderer pages, Inbox inbox, LogReader log, ReadinessCheck check, HttpContext context) =>
        pages.AnswerAsync<Overview>(context, t => t.In("Overview", "总览"), async frame =>
        {
            var model = await inbox.LookAsync((state, plan) => OverviewModel.Of(frame, state, plan), context.RequestAborted);
            var head = log.Head();
            return model with
            {
                Head = head,
                Newest = [.. log.Timeline(new TimelineQuery { Limit = Entries, Cursor = Cursor.Of(Math.Max(0, head.Seq - Entries)) }).Items.Reverse()],
                Troubles = [.. check.Now() is var now ? now.Reasons.Concat(now.Warnings) : []],
            };
        })).ExcludeFromDescription();
}
