using WaterWatch.Configuration;
using WaterWatch.Pipeline;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Stations;

/// <summary><c>/stations</c> and <c>/stations/{id}</c>.</summary>
internal static class StationPages
{
    private const int LongestEcho = 64;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/stations", ListAsync).ExcludeFromDescription();
        app.MapGet("/stations/{id}", ShowAsync).ExcludeFromDescription();
    }

    private static Task ListAsync(PageRenderer pages, Inbox inbox, HttpContext context)
    {
        var asked = context.Request.Query["q"].ToString();
        return pages.AnswerAsync<StationList>(context, new PageTitle("Stations", "站点") { Asks = ["q"] }, async frame =>
            await inbox.LookAsync((state, plan) => StationListModel.Of(frame, asked, state, plan)));
    }

    private static Task ShowAsync(string id, PageRenderer pages, ConfigurationInForce configuration, Inbox inbox, StationReader reader, HttpContext context)
    {
        if (!configuration.Now.Plan.Stations.TryGetValue(id, out var station))
        {
            return pages.MissingAsync(context, t => MissingOf(id, t));
        }

        return pages.AnswerAsync<StationSheet>(
            context,
            new PageTitle(station.Station.Name.En, station.Station.Name.Zh) { Scripts = ["echarts.min.js", "station.js"] },
            async frame => await inbox.LookAsync((state, plan) => StationModel.Of(frame, id, state, plan)) is { } model ? reader.Read(model) : new StationModel(frame, station, new("", ""), "Unknown", "", null));
    }

    private static Missing.What MissingOf(string id, Tongue t)
    {
        var shown = id.Length > LongestEcho ? id[..LongestEcho] + "…" : id;
        return new Missing.What(
            t.In("No such station", "没有此站点"),
            t.In($"No station \"{shown}\" is configured. Its name may have been mistyped, or it may have been taken out of config/rivers/.", $"未配置站点“{shown}”。可能是名称有误，或已从 config/rivers/ 中移除。"),
            "/stations",
            t.In("All stations", "全部站点"));
    }
}
