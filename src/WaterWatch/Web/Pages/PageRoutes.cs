using WaterWatch.Web.Live;
using WaterWatch.Web.Pages.IncidentRoom;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages;

/// <summary>The pages: rendered here, whole without script, and new by themselves with it.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(forgery => (forgery.FormFieldName, forgery.Cookie.Name) = ("token", "waterwatch-form"));
        services.AddSingleton<LiveFeed>().AddSingleton<PageRenderer>();
    }

    public static void MapPages(this WebApplication app)
    {
        PageAssets.Map(app);
        OverviewPage.Map(app);
        RoomPage.Map(app);
    }
}
