using WaterWatch.Configuration;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.LimitList;

/// <summary><c>/limits</c>: what readings are judged by, and where each figure is from.</summary>
internal static class LimitsPage
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/limits", (PageRenderer pages, ConfigurationInForce configuration, HttpContext context, string? standard = null, string? determinand = null) =>
        pages.AnswerAsync<LimitsView>(
            context,
            new PageTitle("Limits", "限值") { Asks = ["standard", "determinand"] },
            frame => Task.FromResult<object>(LimitsModel.Of(frame, configuration.Now, standard ?? "", determinand ?? "")),
            async frame => frame with { Above = await pages.RenderAsync<LimitsFilter>(LimitsModel.Of(frame, configuration.Now, standard ?? "", determinand ?? "")) })).ExcludeFromDescription();
}
