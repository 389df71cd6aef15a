using WaterWatch.Access;
using WaterWatch.Web.Live;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Wall;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages;

/// <summary>The pages: rendered here, whole without script, and new by themselves with it.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<LiveFeed>().AddSingleton<PageRenderer>().AddSingleton<OverviewLoader>();
    }

    public static void MapPages(this WebApplication app)
    {
        PageAssets.Map(app);
        var pages = app.MapGroup("").Needs(Right.Look);
        OverviewPage.Map(pages);
        WallPage.Map(pages);
    }
}
