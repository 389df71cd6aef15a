using WaterWatch.Access;
using WaterWatch.Web.Live;
using WaterWatch.Web.Pages.AuditDesk;
using WaterWatch.Web.Pages.IncidentRoom;
using WaterWatch.Web.Pages.LimitList;
using WaterWatch.Web.Pages.OnDuty;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Public;
using WaterWatch.Web.Pages.SetAside;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Stations;
using WaterWatch.Web.Pages.UserList;
using WaterWatch.Web.Pages.Wall;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages;

/// <summary>The pages: rendered here, whole without script, and new by themselves with it.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();

        // Chinese as it is, not as eight letters a sign; what could be markup is escaped all the same.
        services.AddSingleton(System.Text.Encodings.Web.HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All));
        services.AddSingleton<LiveFeed>().AddSingleton<PageRenderer>().AddSingleton<OverviewLoader>().AddSingleton<StationReader>().AddSingleton<PublicRecord>();
    }

    public static void MapPages(this WebApplication app)
    {
        PageAssets.Map(app);
        PublicPages.Map(app);
        var pages = app.MapGroup("").Needs(Right.Look);
        OverviewPage.Map(pages);
        WallPage.Map(pages);
        StationPages.Map(pages);
        LimitsPage.Map(pages);
        SetAsidePage.Map(pages);
        OnDutyPage.Map(pages);
        AuditPages.Map(pages);
        RoomPage.Map(pages);
        UsersPage.Map(pages);
    }
}
