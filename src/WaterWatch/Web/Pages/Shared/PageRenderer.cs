using System.Diagnostics;
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

    /// <summary>While readings come in; what is on the timeline is shown at once.</summary>
    private static readonly TimeSpan GoodForReadings = TimeSpan.FromMilliseconds(800);

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

    /// <summary>Answers with a whole page, or with the live part of it alone when that is asked for (<c>?part=live</c>), which is not sent again while it is the same.</summary>
    /// <param name="load">Gathers what the page shows.</param>
    /// <param name="around">Adds what is of this viewer alone, such as forms; null for nothing.</param>
    public async Task AnswerAsync<T>(HttpContext context, PageTitle title, Func<PageFrame, Task<object>> load, Func<PageFrame, Task<PageFrame>>? around = null)
        where T : IComponent
    {
        var tongue = Tongue.Of(context);
        var frame = PageFrame.Of(context, tongue);

        // Kept for everybody who asks for the same: whoever goes away breaks it off for nobody.
        var asked = new QueryBuilder(context.Request.Query.Where(q => title.Asks.Contains(q.Key)).OrderBy(q => q.Key, StringComparer.Ordinal));
        var part = await Of($"{tongue.Code} {context.Request.Path}{asked}", async () => await RenderAsync<T>(await load(frame))).WaitAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        if (context.Request.Query["part"] != "live")
        {
            var whole = frame.For(context) with { Title = title, Content = part };
            await SendAsync(context, await RenderAsync<Shell>(around is null ? whole : await around(whole)), title.PicturesFrom);
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

    /// <summary>Says with a page that what was asked for is not there, or cannot be shown.</summary>
    public async Task MissingAsync(HttpContext context, Func<Tongue, Missing.What> what, int status = StatusCodes.Status404NotFound)
    {
        var tongue = Tongue.Of(context);
        var model = what(tongue);
        var frame = PageFrame.Of(context, tongue).For(context) with { Title = new PageTitle(model.Title, model.Title), IsLive = false, Content = await RenderAsync<Missing>(model) };
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        await SendAsync(context, await RenderAsync<Shell>(frame));
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
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await SendAsync(context, await RenderAsync<Shell>(frame.For(context) with { Title = title, IsLive = false, Above = await RenderAsync<T>(model) }));
    }

    private static Task SendAsync(HttpContext context, string html, string? picturesFrom = null)
    {
        PageHeaders.Set(context.Response, picturesFrom);
        return TypedResults.Text(html, "text/html", Encoding.UTF8, context.Response.StatusCode).ExecuteAsync(context);
    }

    private Task<string> Of(string key, Func<Task<string>> render)
    {
        var (newest, withEntries, now) = (feed.Newest, feed.NewestWithEntries, Stopwatch.GetTimestamp());
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var known) && known.BatchWithEntries == withEntries && Stopwatch.GetElapsedTime(known.At, now) < (known.Batch == newest ? GoodFor : GoodForReadings) && !known.Html.IsFaulted && !known.Html.IsCanceled)
            {
                return known.Html;
            }

            if (_kept.Count >= MostKept && !_kept.ContainsKey(key))
            {
                _kept.Remove(_kept.MinBy(k => k.Value.At).Key);
            }

            var html = Task.Run(render);
            _kept[key] = new Kept(newest, withEntries, now, html);
            return html;
        }
    }

    private sealed record Kept(long Batch, long BatchWithEntries, long At, Task<string> Html);
}
