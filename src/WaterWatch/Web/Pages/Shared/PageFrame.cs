using WaterWatch.Configuration;
using WaterWatch.OnCall;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>What a page is called, and what it has of its own around its content.</summary>
public sealed record PageTitle(string En, string Zh)
{
    /// <summary>A class of the body; empty for the usual one.</summary>
    public string Body { get; init; } = "";

    /// <summary>A module of its own, by name; empty for none.</summary>
    public string Script { get; init; } = "";
}

/// <summary>What is around the content of every page.</summary>
/// <param name="Path">Of the page, with its query but without the language.</param>
public sealed record PageFrame(Tongue Tongue, string Path, Telling Telling, DateTimeOffset Now, TimeZoneInfo Zone)
{
    public PageTitle Title { get; init; } = new("", "");

    /// <summary>Already rendered.</summary>
    public string Content { get; init; } = "";

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
