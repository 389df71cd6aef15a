using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Overview;

/// <summary><c>/</c></summary>
internal static class OverviewPage
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", (PageRenderer pages, OverviewLoader overview, HttpContext context) =>
        pages.AnswerAsync<Overview>(context, new PageTitle("Overview", "总览"), overview.LoadAsync)).ExcludeFromDescription();
}

/// <summary>Gathers what the overview and the wall show: the state between two batches, and the newest of the timeline.</summary>
internal sealed class OverviewLoader(Inbox inbox, LogReader log, ReadinessCheck check)
{
    private const int Entries = 14;

    public async Task<object> LoadAsync(PageFrame frame)
    {
        var model = await inbox.LookAsync((state, plan) => OverviewModel.Of(frame, state, plan));
        var (head, ready) = (log.Head(), check.Now());
        return model with
        {
            Head = head,
            Newest = [.. log.Timeline(new TimelineQuery { Limit = Entries, Cursor = Cursor.Of(Math.Max(0, head.Seq - Entries)) }).Items.Reverse()],
            Troubles = [.. ready.Reasons, .. ready.Warnings],
        };
    }
}
