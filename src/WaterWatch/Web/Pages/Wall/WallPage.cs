using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Wall;

/// <summary><c>/wall</c></summary>
internal static class WallPage
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/wall", (PageRenderer pages, OverviewLoader overview, HttpContext context) =>
        pages.AnswerAsync<Wall>(context, new PageTitle("Wall", "大屏") { Body = "wall", Scripts = ["wall.js"], HasSound = true }, overview.LoadAsync)).ExcludeFromDescription();
}
