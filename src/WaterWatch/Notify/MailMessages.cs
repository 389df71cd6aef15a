using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Makes a mail of what there is to tell: the same lines as text and as HTML, in the person's language.</summary>
internal static class MailMessages
{
    /// <param name="from">The sender, whose domain the Message-ID has.</param>
    public static MailMessage Of(Outgoing outgoing, string address, string from, AcknowledgeLinks links)
    {
        var (subject, plain, html) = outgoing.Report is { } report ? (report.Subject, report.Plain, report.Html) : Told(outgoing, links);
        var mail = new MailMessage(new MailAddress(from, "WaterWatch", Encoding.UTF8), new MailAddress(address))
        {
            Subject = subject,
            SubjectEncoding = Encoding.UTF8,
            Priority = outgoing.Briefings.Max(b => b.Notification.Level) >= Level.Orange ? MailPriority.High : MailPriority.Normal,
        };
        mail.Headers.Add("Message-ID", $"<{outgoing.MessageKey}@{from[(from.LastIndexOf('@') + 1)..]}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(plain, Encoding.UTF8, MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return mail;
    }

    private static (string Subject, string Plain, string Html) Told(Outgoing outgoing, AcknowledgeLinks links)
    {
        var chinese = outgoing.Person.Language == Language.Chinese;
        var texts = outgoing.Briefings.Select(b => new MailText(b, chinese)).ToList();
        var gravest = texts[Outgoing.IndexOfGravest([.. outgoing.Briefings.Select(b => b.Notification)])];
        var (subject, told) = texts.Count == 1 ? (gravest.Subject, gravest.Lines) : CatchUp(outgoing, texts, gravest, chinese);
        List<MailLine> lines = [.. told, .. Link(links, outgoing, chinese)];
        return (subject, Plain(lines), Html(lines, outgoing.Briefings.Max(b => b.Notification.Level)));
    }

    private static IEnumerable<MailLine> Link(AcknowledgeLinks links, Outgoing outgoing, bool chinese)
    {
        var notifications = outgoing.Briefings.Select(b => b.Notification).ToList();
        return links.UrlOf(notifications[Outgoing.IndexOfGravest(notifications)]) is { } url ? [new MailLine(chinese ? "认领" : "Take it on", url) { IsLink = true }] : [];
    }

    private static (string Subject, List<MailLine> Lines) CatchUp(Outgoing outgoing, List<MailText> texts, MailText gravest, bool chinese)
    {
        var first = outgoing.Briefings[0];
        var head = chinese ? $"共 {texts.Count} 条通知，按先后排列" : $"{texts.Count} notifications that have waited, in their order";
        var lines = new List<MailLine>();
        lines.AddRange(first.Notification.IsExercise ? gravest.Lines.Take(1) : []);
        lines.Add(new MailLine("", head));
        for (var i = 0; i < Math.Min(texts.Count, Outgoing.MostListed); i++)
        {
            var at = TimeZoneInfo.ConvertTime(outgoing.Briefings[i].Notification.QueuedAt, outgoing.Briefings[i].Zone);
            lines.Add(new MailLine(at.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture), texts[i].Subject));
        }

        if (texts.Count > Outgoing.MostListed)
        {
            lines.Add(new MailLine("", chinese ? $"另有 {texts.Count - Outgoing.MostListed} 条，见时间线" : $"and {texts.Count - Outgoing.MostListed} more; the timeline has all of them"));
        }

        lines.AddRange(gravest.Lines.Skip(first.Notification.IsExercise ? 1 : 0));
        var subject = $"{gravest.Subject} {(chinese ? $"（共 {texts.Count} 条）" : $"(and {texts.Count - 1} more)")}";
        return (subject, lines);
    }

    private static string Plain(IReadOnlyList<MailLine> lines) =>
        string.Concat(lines.Select(l => l.Label.Length == 0 ? $"{l.Text}\r\n" : $"{l.Label}: {l.Text}\r\n"));

    /// <summary>A table that mail programs show alike, on a phone and without pictures; everything of it is escaped.</summary>
    private static string Html(IReadOnlyList<MailLine> lines, Level level)
    {
        var (colour, tint) = Colours(level);
        var html = new StringBuilder("<!DOCTYPE html><html><body style=\"margin:0;padding:12px;background:#f4f6f8;color:#1d2733;font:16px/1.45 system-ui,-apple-system,'PingFang SC','Microsoft YaHei',sans-serif\">");
        html.Append(CultureInfo.InvariantCulture, $"<table role=\"presentation\" style=\"width:100%;max-width:640px;border-collapse:collapse;background:#fff;border-top:6px solid {colour}\">");
        foreach (var line in lines)
        {
            var text = line.IsLink
                ? $"<a href=\"{WebUtility.HtmlEncode(line.Text)}\" style=\"display:inline-block;padding:8px 14px;background:#1f5fa8;color:#fff;font-weight:600;text-decoration:none;border-radius:6px\">{WebUtility.HtmlEncode(line.Label)}</a>"
                : WebUtility.HtmlEncode(line.Text);
            html.Append(line.Label.Length == 0
                ? $"<tr><td colspan=\"2\" style=\"padding:10px 14px;background:{tint};font-weight:600\">{text}</td></tr>"
                : $"<tr><td style=\"padding:5px 8px 5px 14px;color:#5b6673;white-space:nowrap;vertical-align:top\">{WebUtility.HtmlEncode(line.Label)}</td><td style=\"padding:5px 14px 5px 0\">{text}</td></tr>");
        }

        return html.Append("</table></body></html>").ToString();
    }

    private static (string Colour, string Tint) Colours(Level level) => level switch
    {
        Level.Red => ("#b3202c", "#f9d5d7"),
        Level.Orange => ("#c2571a", "#fde2cf"),
        Level.Yellow => ("#b7791f", "#fdf1d0"),
        Level.Blue => ("#2b6cb0", "#dbeafe"),
        _ => ("#2f7d6b", "#e6f2ee"),
    };
}
