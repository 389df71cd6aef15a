using Microsoft.AspNetCore.Http.Extensions;
using WaterWatch.Configuration;
using WaterWatch.OnCall;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>What is around the content of every page.</summary>
/// <param name="Path">Of the page, without its query.</param>
public sealed record PageFrame(Tongue Tongue, string Path, Telling Telling, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>What the browser's tab says.</summary>
    public string Title { get; init; } = "";

    /// <summary>The live part, already rendered; empty for a page that has none.</summary>
    public string Content { get; init; } = "";

    /// <summary>Already rendered, above the live part: of this viewer alone, and never put in anew while somebody fills it in.</summary>
    public string Above { get; init; } = "";

    /// <summary>The same below it.</summary>
    public string Below { get; init; } = "";

    /// <summary>What was asked of the page, beginning with its question mark; without the language. Empty for nothing.</summary>
    public string Query { get; init; } = "";

    public static PageFrame Of(HttpContext context, Tongue tongue)
    {
        var services = context.RequestServices;
        var configuration = services.GetRequiredService<ConfigurationInForce>().Now;
        var zone = configuration.Plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault()?.TimeZone ?? TimeZoneInfo.Utc;
        return new PageFrame(tongue, context.Request.Path, configuration.Plan.Telling, services.GetRequiredService<TimeProvider>().GetUtcNow(), zone)
        {
            Query = new QueryBuilder(context.Request.Query.Where(q => q.Key is not ("lang" or "part"))).ToString(),
        };
    }

    /// <summary>The same page in the other language.</summary>
    public string InOther => $"{Path}{Query}{(Query.Length == 0 ? "?" : "&")}lang={(Tongue.IsChinese ? "en" : "zh")}";
}
