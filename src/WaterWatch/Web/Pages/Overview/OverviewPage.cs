using WaterWatch.Configuration;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Overview;

/// <summary><c>/</c></summary>
internal static class OverviewPage
{
    private static readonly PageTitle s_title = new("Overview", "总览");

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", (PageRenderer pages, OverviewLoader overview, ConfigurationInForce configuration, HttpContext context) =>
        MapModel.Of(configuration.Now.Plan, configuration.Now.Settings.Map) is not { } map
            ? pages.AnswerAsync<Overview>(context, s_title, overview.LoadAsync)
            : pages.AnswerAsync<Overview>(
                context,
                s_title with { Styles = ["leaflet.css"], Scripts = ["leaflet.min.js", "map.js"], PicturesFrom = map.Settings.Host },
                overview.LoadAsync,
                frame => Task.FromResult(frame with { Below = DataOf(map, frame.Tongue) }))).ExcludeFromDescription();

    /// <summary>Outside of the live part, which is sent again with every batch while rivers stay where they are. No script: a browser runs nothing of this type.</summary>
    private static string DataOf(MapModel map, Tongue tongue) => $"<script type=\"application/json\" id=\"map-data\">{map.Json(tongue)}</script>";
}

/// <summary>Gathers what the overview and the wall show: the state between two batches, and the newest of the timeline.</summary>
internal sealed class OverviewLoader(Inbox inbox, LogReader log, ReadinessCheck check, ConfigurationInForce configuration)
{
    private const int Entries = 14;

    public async Task<object> LoadAsync(PageFrame frame)
    {
        var model = await inbox.LookAsync((state, plan) => OverviewModel.Of(frame, state, plan, configuration.Now.Settings.Map));
        var (head, ready) = (log.Head(), check.Now());
        return model with
        {
            Head = head,
            Newest = log.News(Entries),
            Troubles = [.. ready.Reasons, .. ready.Warnings],
        };
    }
}
