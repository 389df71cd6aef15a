using WaterWatch.Web.Live;
using WaterWatch.Web.Pages.Asides;
using WaterWatch.Web.Pages.AuditDesk;
using WaterWatch.Web.Pages.LimitList;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shifts;

namespace WaterWatch.Web.Pages;

/// <summary>The pages: rendered here, whole without script, and new by themselves with it.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(forms => forms.Cookie.Name = "forms");
        services.AddSingleton<LiveFeed>().AddSingleton<PageRenderer>();
    }

    public static void MapPages(this WebApplication app)
    {
        PageAssets.Map(app);
        OverviewPage.Map(app);
        LimitsPage.Map(app);
        SetAsidePage.Map(app);
        OnDutyPage.Map(app);
        AuditPages.Map(app);
    }
}
