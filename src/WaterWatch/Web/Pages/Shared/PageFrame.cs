using WaterWatch.Configuration;
using WaterWatch.OnCall;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>What is around the content of every page.</summary>
/// <param name="Path">Of the page, with its query but without the language.</param>
public sealed record PageFrame(Tongue Tongue, string Path, Telling Telling, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>What the browser's tab says.</summary>
    public string Title { get; init; } = "";

    /// <summary>Already rendered.</summary>
    public string Content { get; init; } = "";

    /// <summary>What is this viewer's alone, such as forms with their tokens: already rendered, below what everybody sees, and never fetched anew.</summary>
    public string Own { get; init; } = "";

    public static PageFrame Of(HttpContext context, Tongue tongue)
    {
        var services = context.RequestServices;
        var configuration = services.GetRequiredService<ConfigurationInForce>().Now;
        var zone = configuration.Plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault()?.TimeZone ?? TimeZoneInfo.Utc;
        return new PageFrame(tongue, context.Request.Path, configuration.Plan.Telling, services.GetRequiredService<TimeProvider>().GetUtcNow(), zone);
    }

    /// <summary>The same page in the other language.</summary>
    public string InOther => $"{Path}?lang={(Tongue.IsChinese ? "en" : "zh")}";
}
