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

    /// <summary>Already rendered.</summary>
    public string Content { get; init; } = "";

    /// <summary>What was asked of the page, but for its language; empty, or with a question mark in front.</summary>
    public string Query { get; init; } = "";

    /// <summary>Scripts of this page alone, by the names of their assets; modules but for what ends in <c>.min.js</c>.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Whether its content is fetched anew while somebody looks on.</summary>
    public bool IsLive { get; init; } = true;

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
    public string InOther => $"{Path}{Query}{(Query.Length == 0 ? '?' : '&')}lang={(Tongue.IsChinese ? "en" : "zh")}";
}
