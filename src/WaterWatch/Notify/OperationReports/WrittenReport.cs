using System.Net;
using System.Text;
using WaterWatch.Texts;

namespace WaterWatch.Notify.OperationReports;

/// <summary>An operation report as it is sent. Nothing in it is markup or a header, whatever names and values hold.</summary>
internal sealed record WrittenReport(string Subject, string Plain, string Html)
{
    private const string Cell = "padding:4px 10px 4px 0;border-bottom:1px solid #e3e8ee;vertical-align:top;text-align:left";

    public static WrittenReport Of(OperationFacts facts, bool chinese)
    {
        var page = new OperationPage(facts, chinese);
        return new WrittenReport(Harmless.OneLine(page.Subject), TextOf(page), HtmlOf(page, chinese));
    }

    /// <summary>A line for each row, which a phone can break; in the order of the columns.</summary>
    private static string TextOf(OperationPage page)
    {
        var text = new StringBuilder(Harmless.OneLine(page.Title)).Append("\r\n").Append(Harmless.OneLine(page.Lead)).Append("\r\n");
        foreach (var table in page.Tables)
        {
            text.Append("\r\n").Append(table.Title.ToUpperInvariant()).Append("\r\n");
            text.Append(table.Lead.Length > 0 ? table.Lead + "\r\n" : "");
            foreach (var row in table.Rows)
            {
                text.Append("- ").Append(Harmless.OneLine($"{row[0]}; {string.Join("; ", row.Skip(1).Select((cell, i) => $"{table.Columns[i + 1]}: {cell}"))}")).Append("\r\n");
            }
        }

        return text.Append("\r\n").Append(Harmless.OneLine(page.Foot)).Append("\r\n").ToString();
    }

    private static string HtmlOf(OperationPage page, bool chinese)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").Append(chinese ? "zh-CN" : "en").Append("\"><head><meta charset=\"utf-8\"><title>").Append(Escaped(page.Subject)).Append("</title></head>")
            .Append("<body style=\"margin:0;padding:12px;background:#f4f6f8;color:#1d2733;font:15px/1.45 system-ui,-apple-system,'PingFang SC','Microsoft YaHei',sans-serif\">")
            .Append("<div style=\"max-width:760px;background:#fff;border-top:6px solid #5b6673;padding:14px 18px\">")
            .Append("<h1 style=\"font-size:20px;margin:0 0 6px\">").Append(Escaped(page.Title)).Append("</h1><p style=\"margin:0 0 8px\">").Append(Escaped(page.Lead)).Append("</p>\n");
        foreach (var table in page.Tables)
        {
            AppendTable(html, table);
        }

        return html.Append("<p style=\"margin:18px 0 0;padding-top:8px;border-top:1px solid #9aa5b1;font-size:12px;color:#5b6673;overflow-wrap:anywhere\">").Append(Escaped(page.Foot)).Append("</p></div></body></html>\n").ToString();
    }

    private static void AppendTable(StringBuilder html, ReportTable table)
    {
        html.Append("<h2 style=\"font-size:16px;margin:18px 0 4px\">").Append(Escaped(table.Title)).Append("</h2>");
        html.Append(table.Lead.Length > 0 ? $"<p style=\"margin:0 0 4px\">{Escaped(table.Lead)}</p>" : "");
        if (table.Rows.Count == 0)
        {
            return;
        }

        html.Append("<table style=\"border-collapse:collapse;width:100%\"><tr>").AppendJoin("", table.Columns.Select(c => $"<th scope=\"col\" style=\"{Cell};color:#5b6673;font-weight:600\">{Escaped(c)}</th>")).Append("</tr>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select(c => $"<td style=\"{Cell}\">{Escaped(c)}</td>")).Append("</tr>");
        }

        html.Append("</table>\n");
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
