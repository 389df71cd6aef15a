using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Extensions;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.OnCall;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>What a page is called, and what it has of its own around its content.</summary>
public sealed record PageTitle(string En, string Zh)
{
    /// <summary>A class of the body; empty for the usual one.</summary>
    public string Body { get; init; } = "";

    /// <summary>Scripts of its own, by the names of their assets; modules but for what ends in <c>.min.js</c>.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Style sheets below that of all pages, by the names of their assets.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The one other host that it may take pictures from, with its scheme; null for none.</summary>
    public string? PicturesFrom { get; init; }

    /// <summary>The parts of the address's query that its content follows.</summary>
    public IReadOnlyList<string> Asks { get; init; } = [];

    /// <summary>Somebody may want to hear it.</summary>
    public bool HasSound { get; init; }
}

/// <summary>A hidden field that only a page of ours can hold, made for one viewer.</summary>
public sealed record FormToken(string Name, string Value);

/// <summary>What is around the content of every page.</summary>
/// <param name="Path">Of the page, without its query.</param>
public sealed record PageFrame(Tongue Tongue, string Path, Telling Telling, DateTimeOffset Now, TimeZoneInfo Zone)
{
    public PageTitle Title { get; init; } = new("", "");

    /// <summary>The live part, already rendered; empty for a page that has none.</summary>
    public string Content { get; init; } = "";

    /// <summary>Who is signed in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>What this viewer may do.</summary>
    internal Func<Right, bool> May { get; init; } = _ => false;

    /// <summary>The field by which a form of this page is known to be ours, and what it holds; null where nobody is signed in and the page has no form.</summary>
    public FormToken? FormToken { get; init; }

    /// <summary>What was asked of the page, but for its language; empty, or with a question mark in front.</summary>
    public string Query { get; init; } = "";

    /// <summary>Whether its content is fetched anew while somebody looks on.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>Already rendered, above the live part: of this viewer alone, and never put in anew while somebody fills it in.</summary>
    public string Above { get; init; } = "";

    /// <summary>The same below it.</summary>
    public string Below { get; init; } = "";

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

    /// <summary>With who looks at it; never in a part that all viewers share.</summary>
    public PageFrame For(HttpContext context)
    {
        var gate = context.RequestServices.GetRequiredService<AccessGate>();
        var mine = this with { May = right => gate.Lets(context, right) };
        return context.User.Identity is { IsAuthenticated: true, Name: { } name, AuthenticationType: Principals.Cookie } ? mine.WithForms(context) with { User = name } : mine;
    }

    /// <summary>With what a form needs to be known as sent from here, by this viewer.</summary>
    public PageFrame WithForms(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return this with { FormToken = new FormToken(tokens.FormFieldName, tokens.RequestToken!) };
    }

    /// <summary>The same page in the other language.</summary>
    public string InOther => $"{Path}{Query}{(Query.Length == 0 ? '?' : '&')}lang={(Tongue.IsChinese ? "en" : "zh")}";
}
