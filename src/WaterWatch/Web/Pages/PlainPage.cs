using System.Net;
using System.Text;

namespace WaterWatch.Web.Pages;

/// <summary>A whole page of a title and a few lines, which works without script on any phone and can be framed, kept and searched by nobody.</summary>
/// <param name="main">What stands below the title, as markup; whatever is not ours in it went through <see cref="Escaped"/>.</param>
internal sealed class PlainPage(int status, string language, string title, string main) : IResult
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private const string Style =
        ":root{color-scheme:light dark}body{font:18px/1.5 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:34em;margin:0 auto;padding:24px 16px}"
        + "h1{font-size:1.3em}button{font:inherit;font-weight:600;width:100%;padding:14px;border:0;border-radius:8px;background:#1f5fa8;color:#fff}"
        + "label{display:block;margin:16px 0}input{font:inherit;width:100%;box-sizing:border-box;padding:12px;border:1px solid #767676;border-radius:8px}.wrong{font-weight:600}.wrong::before{content:'✕ '}"
        + "button:focus-visible,input:focus-visible{outline:3px solid #f2b705;outline-offset:2px}";

    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    public static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"<p>{Escaped(line)}</p>"));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        var html = $"<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{Escaped(title)}</title>"
            + $"<style>{Style}</style></head><body><main><h1>{Escaped(title)}</h1>{main}</main></body></html>\n";
        return TypedResults.Text(html, "text/html", Encoding.UTF8, status).ExecuteAsync(httpContext);
    }
}
