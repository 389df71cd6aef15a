using System.Globalization;
using System.Text;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.Public;

/// <summary><c>/public</c> without sign-in: what a named person approved, and nothing else; <c>/public/data.json</c> and <c>/public/data.csv</c>: the same for programs.</summary>
internal static class PublicPages
{
    /// <summary>How long anybody may show an answer again without asking: a withdrawal is everywhere a minute later.</summary>
    private const string GoodFor = "max-age=60";

    public static void Map(WebApplication app)
    {
        app.MapGet("/public", PageAsync).SameForEverybody().ExcludeFromDescription();
        app.MapGet("/public/data.json", (PublicRecord record, HttpContext context) => DataAsync(context, record, "json", PublicData.Json)).SameForEverybody()
            .WithTags("public").WithSummary("What was published, newest first, with licence and units; withdrawn notices too, marked.").Produces<PublicDataSet>();
        app.MapGet("/public/data.csv", (PublicRecord record, HttpContext context) => DataAsync(context, record, "csv", PublicData.Csv)).SameForEverybody()
            .WithTags("public").WithSummary("The same as CSV.").Produces<string>(200, "text/csv");
    }

    private static async Task PageAsync(PublicRecord record, PageRenderer pages, HttpContext context, string? page = null)
    {
        var tongue = Tongue.Of(context);
        var number = PublicModel.PageOf(page, record.Content.Incidents.Count);
        var body = await record.BodyAsync($"page {tongue.Code} {number.ToString(CultureInfo.InvariantCulture)}", async content =>
            new PublicBody(Encoding.UTF8.GetBytes(await pages.RenderAsync<PublicView>(PublicModel.Of(tongue, content, number))), "text/html; charset=utf-8"));
        PageHeaders.Set(context.Response);

        // With a language in its address an answer keeps that choice in a cookie, which is for one browser; the others follow the browser's languages and that cookie.
        var isChoice = context.Response.Headers.SetCookie.Count > 0;
        context.Response.Headers.CacheControl = isChoice ? $"private, {GoodFor}" : $"public, {GoodFor}";
        context.Response.Headers.Vary = isChoice ? default : "Accept-Language, Cookie";
        await SendAsync(context, body);
    }

    private static async Task DataAsync(HttpContext context, PublicRecord record, string name, Func<PublicContent, PublicBody> make)
    {
        var body = await record.BodyAsync(name, content => Task.FromResult(make(content)));
        context.Response.Headers.CacheControl = $"public, {GoodFor}";
        context.Response.Headers.XContentTypeOptions = "nosniff";

        // Open data are for any site's scripts: they hold nothing that is not public, and no cookie is asked for.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        await SendAsync(context, body);
    }

    /// <summary>Or 304 to who has it.</summary>
    private static Task SendAsync(HttpContext context, PublicBody body) => TypedResults.Bytes(body.Bytes, body.ContentType, entityTag: body.Tag).ExecuteAsync(context);
}
