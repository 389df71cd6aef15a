using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Notify.Charts;
using WaterWatch.OnCall;

namespace WaterWatch.Notify;

/// <summary>Makes a mail of what there is to tell: the same lines as text and as HTML, in the person's language, and the chart of what is told in full.</summary>
internal static class MailMessages
{
    /// <summary>What the text calls its picture; there is one in a mail.</summary>
    private const string ChartId = "chart@waterwatch";

    /// <param name="from">The sender, whose domain the Message-ID has.</param>
    /// <param name="charts">Draws what is told in full; null for none.</param>
    public static MailMessage Of(Outgoing outgoing, string address, string from, AcknowledgeLinks links, AlertCharts? charts = null)
    {
        var (subject, plain, html, chart) = outgoing.Report is { } report ? (report.Subject, report.Plain, report.Html, null) : Told(outgoing, links, charts);
        var mail = new MailMessage(new MailAddress(from, "WaterWatch", Encoding.UTF8), new MailAddress(address))
        {
            Subject = subject,
            SubjectEncoding = Encoding.UTF8,
            Priority = outgoing.Briefings.Max(b => b.Notification.Level) >= Level.Orange ? MailPriority.High : MailPriority.Normal,
        };
        mail.Headers.Add("Message-ID", $"<{outgoing.MessageKey}@{from[(from.LastIndexOf('@') + 1)..]}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(plain, Encoding.UTF8, MediaTypeNames.Text.Plain));
        var view = AlternateView.CreateAlternateViewFromString(html, Encoding.UTF8, MediaTypeNames.Text.Html);
        if (chart is not null)
        {
            view.LinkedResources.Add(new LinkedResource(new MemoryStream(chart.Png), new ContentType("image/png") { Name = "chart.png" }) { ContentId = ChartId, TransferEncoding = TransferEncoding.Base64 });
        }

        mail.AlternateViews.Add(view);
        return mail;
    }

    private static (string Subject, string Plain, string Html, MailChart? Chart) Told(Outgoing outgoing, AcknowledgeLinks links, AlertCharts? charts)
    {
        var written = WrittenMessage.Of(outgoing, links);
        var chart = charts?.Of(written.Gravest, outgoing.Person.Language == Language.Chinese);
        List<MailLine> lines = [.. written.Lines, .. Link(written, outgoing.Person)];
        return (written.Subject, Plain(lines, chart), Html(lines, written.Level, chart), chart);
    }

    private static IEnumerable<MailLine> Link(WrittenMessage written, Person person) =>
        written.AcknowledgeUrl is { } url ? [new MailLine(person.Language == Language.Chinese ? "认领" : "Take it on", url) { IsLink = true }] : [];

    private static string Plain(IReadOnlyList<MailLine> lines, MailChart? chart) =>
        string.Concat(lines.Select(l => l.Label.Length == 0 ? $"{l.Text}\r\n" : $"{l.Label}: {l.Text}\r\n")) + (chart is null ? "" : $"\r\n{chart.Alternative}\r\n");

    /// <summary>A table that mail programs show alike, on a phone and without pictures; everything of it is escaped.</summary>
    private static string Html(IReadOnlyList<MailLine> lines, Level level, MailChart? chart)
    {
        var (colour, tint) = (LevelShape.ColourOf(level), LevelShape.TintOf(level));
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

        return html.Append(chart is null ? "" : Picture(chart)).Append("</table></body></html>").ToString();
    }

    /// <summary>At most as wide as the table on a desk, as wide as the screen on a phone. Title and signs are text: a picture has no letters of the reader's.</summary>
    private static string Picture(MailChart chart) =>
        $"<tr><td colspan=\"2\" style=\"padding:12px 14px 4px;font-weight:600\">{WebUtility.HtmlEncode(chart.Title)}</td></tr>"
        + $"<tr><td colspan=\"2\" style=\"padding:0 14px\"><img src=\"cid:{ChartId}\" alt=\"{WebUtility.HtmlEncode(chart.Alternative)}\" width=\"{AlertChart.Width / 2}\" style=\"display:block;width:100%;max-width:520px;height:auto;border:1px solid #d5dbe1;border-radius:4px\"></td></tr>"
        + $"<tr><td colspan=\"2\" style=\"padding:4px 14px 14px;color:#5b6673;font-size:14px\">{WebUtility.HtmlEncode(chart.Legend)}</td></tr>";
}
