using System.Net;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Notify;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Web.Pages;

/// <summary>
/// The page behind a link in a mail. Looking at it does nothing, since programs that scan mails follow every link; the button on it acknowledges. It works without script, on any
/// phone, and shows no more than the mail did.
/// </summary>
internal static class AcknowledgePage
{
    public static void Map(WebApplication app)
    {
        app.MapGet($"/{AcknowledgeLinks.Path}/{{token}}", ShowAsync).ExcludeFromDescription();
        app.MapPost($"/{AcknowledgeLinks.Path}/{{token}}", AcknowledgeAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, HttpContext context, CancellationToken cancellation)
    {
        if (Refused(token, links, log, configuration, clock, context, out var notification, out var person) is { } refused)
        {
            return refused;
        }

        var subject = await SubjectAsync(notification!, log, inbox, clock, person!, cancellation);
        return Page(context, 200, person!.Language == Language.Chinese, In(person, "Take this on?", "认领处置？"), [subject, In(person, $"As {person.Name.En}. It stops further calls and is on the timeline.", $"以{NameOf(person)}名义。认领后停止继续通知，并记入时间线。")], In(person, "I take it on", "确认认领"));
    }

    private static async Task<IResult> AcknowledgeAsync(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, HttpContext context, CancellationToken cancellation)
    {
        if (Refused(token, links, log, configuration, clock, context, out var notification, out var person) is { } refused)
        {
            return refused;
        }

        var result = await inbox.DoAsync(notification!.AcknowledgedBy("link"), cancellation);
        var chinese = person!.Language == Language.Chinese;
        return result.IsDone
            ? Page(context, 200, chinese, In(person, "It is yours.", "已认领。"), [In(person, "Nobody further is called unless it gets worse.", "除非情况恶化，不再继续通知他人。")])
            : Page(context, result.Refusal == ActRefusal.NotFound ? 404 : 409, chinese, In(person, "That was not needed.", "无需认领。"), [result.Words]);
    }

    /// <summary>Null when the link is good.</summary>
    private static ContentPage? Refused(
        string token, AcknowledgeLinks links, LogReader log, ConfigurationInForce configuration, TimeProvider clock, HttpContext context, out Notification? notification, out Person? person)
    {
        (notification, person) = (null, null);
        switch (links.Read(token, clock.GetUtcNow(), out var id))
        {
            case LinkFault.Forged:
                return Page(context, 400, chinese: null, "This link was not made here. 链接无效。", ["Open it from the mail as it stands there, whole. 请使用邮件中的完整链接。"]);
            case LinkFault.Expired:
                return Page(context, 410, chinese: null, "This link has expired. 链接已过期。", ["Answer by the newest mail, or tell the duty desk. 请使用最新邮件，或联系值班人员。"]);
        }

        notification = log.Notification(id);
        person = notification is null ? null : configuration.Now.People.Plan.People.GetValueOrDefault(notification.Person);
        return person is null
            ? Page(context, 410, chinese: null, "This link is of nobody who is told any more. 链接所属人员已不在通知名单中。", ["Tell the duty desk. 请联系值班人员。"])
            : null;
    }

    private static async Task<string> SubjectAsync(Notification notification, LogReader log, Inbox inbox, TimeProvider clock, Person person, CancellationToken cancellation)
    {
        var alert = notification.Alerts.Select(log.Alert).OfType<Alerts.Alert>().MaxBy(a => (a.Level, a.PeakLevel));
        var briefing = await inbox.LookAsync((state, plan) => Briefing.InShort(notification, alert, state, plan, clock.GetUtcNow()), cancellation);
        return new MailText(briefing, person.Language == Language.Chinese).Subject;
    }

    private static string NameOf(Person person) => person.Name.Zh.Length > 0 ? person.Name.Zh : person.Name.En;

    private static string In(Person person, string en, string zh) => person.Language == Language.Chinese ? zh : en;

    /// <param name="chinese">Null for a page in both languages.</param>
    /// <param name="button">Null for none.</param>
    private static ContentPage Page(HttpContext context, int status, bool? chinese, string title, IReadOnlyList<string> lines, string? button = null)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").Append(chinese == false ? "en" : "zh-CN")
            .Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>").Append(Escaped(title)).Append("</title><style>")
            .Append(":root{color-scheme:light dark}body{font:18px/1.5 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:34em;margin:0 auto;padding:24px 16px}")
            .Append("h1{font-size:1.3em}button{font:inherit;font-weight:600;width:100%;padding:14px;border:0;border-radius:8px;background:#1f5fa8;color:#fff}")
            .Append("button:focus-visible{outline:3px solid #f2b705;outline-offset:2px}</style></head><body><main><h1>").Append(Escaped(title)).Append("</h1>");
        foreach (var line in lines)
        {
            html.Append("<p>").Append(Escaped(line)).Append("</p>");
        }

        html.Append(button is null ? "" : $"<form method=\"post\"><button type=\"submit\">{Escaped(button)}</button></form>");
        return new ContentPage(html.Append("</main></body></html>\n").ToString(), status);
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A whole page with its status.</summary>
    private sealed class ContentPage(string html, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => TypedResults.Text(html, "text/html", Encoding.UTF8, status).ExecuteAsync(httpContext);
    }
}
