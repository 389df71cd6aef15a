using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;
using WaterWatch.Web.Live;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>Makes pages of components. What is live on a page is rendered once for all who look at it, and again when something was committed or a few seconds have gone.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, LiveFeed feed)
{
    /// <summary>Ages are shown in minutes; a page that is a little older is still right.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    /// <summary>More than all pages in both languages; beyond it the oldest goes.</summary>
    private const int MostKept = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = [];

    public async Task<string> RenderAsync<T>(object model)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }

    /// <summary>The live part of a page, as kept for everybody who asks for the same in the same language.</summary>
    /// <param name="load">Gathers what it shows.</param>
    public async Task<string> LiveAsync<T>(HttpContext context, Tongue tongue, Func<Task<object>> load)
        where T : IComponent
    {
        var key = $"{tongue.Code} {context.Request.Path} {Without(context.Request, "part", "lang", "done", "station")}";
        var rendering = Of(key, async () => await RenderAsync<T>(await load()));
        return await rendering;
    }

    /// <summary>Answers with a whole page, or with the live part of it alone when that is asked for (<c>?part=live</c>), which is not sent again while it is the same.</summary>
    /// <param name="load">Gathers what the page shows.</param>
    /// <param name="around">Adds what is of this viewer alone, such as forms; null for nothing.</param>
    public async Task AnswerAsync<T>(HttpContext context, PageTitle title, Func<PageFrame, Task<object>> load, Func<PageFrame, Task<PageFrame>>? around = null)
        where T : IComponent
    {
        var tongue = Tongue.Of(context);
        var frame = PageFrame.Of(context, tongue);
        var part = await LiveAsync<T>(context, tongue, () => load(frame));
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        if (context.Request.Query["part"] != "live")
        {
            var whole = frame.For(context) with { Title = title, Content = part };
            await SendAsync(context, await RenderAsync<Shell>(around is null ? whole : await around(whole)));
            return;
        }

        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..20]}\"");
        context.Response.GetTypedHeaders().ETag = tag;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: true)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await SendAsync(context, part);
    }

    /// <summary>Says with a page, and with status 404, that what was asked for is not there.</summary>
    public async Task MissingAsync(HttpContext context, Func<Tongue, Missing.What> what)
    {
        var tongue = Tongue.Of(context);
        var model = what(tongue);
        var frame = PageFrame.Of(context, tongue).For(context) with { Title = new PageTitle(model.Title, model.Title), IsLive = false, Content = await RenderAsync<Missing>(model) };
        var page = await RenderAsync<Shell>(frame);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        PageHeaders.Set(context.Response);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(page, context.RequestAborted);
    }

    /// <summary>Answers with a page that stays as it was sent, such as a file of the record.</summary>
    /// <param name="load">Null when there is no such thing.</param>
    public async Task AnswerOnceAsync<T>(HttpContext context, PageTitle title, Func<PageFrame, Task<object?>> load)
        where T : IComponent
    {
        var tongue = Tongue.Of(context);
        var frame = PageFrame.Of(context, tongue);
        if (await load(frame) is not { } model)
        {
            // The framework's status page says the rest.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await SendAsync(context, await RenderAsync<Shell>(frame.For(context) with { Title = title, IsLive = false, Above = await RenderAsync<T>(model) }));
    }

    private static Task SendAsync(HttpContext context, string html)
    {
        PageHeaders.Set(context.Response);
        return TypedResults.Text(html, "text/html", Encoding.UTF8, context.Response.StatusCode).ExecuteAsync(context);
    }

    private Task<string> Of(string key, Func<Task<string>> render)
    {
        var (newest, now) = (feed.Newest, System.Diagnostics.Stopwatch.GetTimestamp());
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var known) && known.Batch == newest && System.Diagnostics.Stopwatch.GetElapsedTime(known.At, now) < GoodFor && !known.Html.IsFaulted && !known.Html.IsCanceled)
            {
                return known.Html;
            }

            if (_kept.Count >= MostKept && !_kept.ContainsKey(key))
            {
                _kept.Remove(_kept.MinBy(k => k.Value.At).Key);
            }

            var html = Task.Run(render);
            _kept[key] = new Kept(newest, now, html);
            return html;
        }
    }

    private static string Without(HttpRequest request, params string[] names) =>
        new QueryBuilder(request.Query.Where(q => !names.Contains(q.Key)).OrderBy(q => q.Key, StringComparer.Ordinal)).ToString();

    private sealed record Kept(long Batch, long At, Task<string> Html);
}
