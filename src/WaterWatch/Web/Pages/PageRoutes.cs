using WaterWatch.Web.Live;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Stations;

namespace WaterWatch.Web.Pages;

/// <summary>The pages: rendered here, whole without script, and new by themselves with it.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<LiveFeed>().AddSingleton<PageRenderer>().AddSingleton<StationReader>();
    }

    public static void MapPages(this WebApplication app)
    {
        PageAssets.Map(app);
        OverviewPage.Map(app);
        StationPages.Map(app);
    }
}
