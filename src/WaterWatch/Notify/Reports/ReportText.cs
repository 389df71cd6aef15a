using System.Net;
using System.Text;

namespace WaterWatch.Notify.Reports;

/// <summary>A report as plain text, and as a page that prints on its own: no script, nothing from elsewhere. All of the record is text there, never markup.</summary>
internal static class ReportText
{
    public static string Plain(ReportDraft draft)
    {
        var text = new StringBuilder(draft.Title).Append("\n\n");
        var number = 0;
        foreach (var section in draft.Sections)
        {
            text.Append(++number).Append(". ").Append(draft.In(section.Title)).Append('\n');
            foreach (var line in section.Lines)
            {
                text.Append("   ").Append(OneLine(line)).Append('\n');
            }

            if (IsGap(section))
            {
                text.Append("   ").Append(Gap(draft, section)).Append('\n');
            }
        }

        return text.Append('\n').Append(Foot(draft)).Append('\n').ToString();
    }

    public static string Html(ReportDraft draft)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n");
        html.Append("<html lang=\"").Append(draft.Chinese ? "zh-CN" : "en").Append("\"><head><meta charset=\"utf-8\"><title>").Append(Escaped(draft.Title)).Append("</title><style>")
            .Append("body{font:16px/1.5 \"Noto Serif CJK SC\",\"Source Han Serif SC\",serif;max-width:48em;margin:2em auto;padding:0 1em;color:#111;background:#fff}")
            .Append("h1{font-size:1.4em}h2{font-size:1.05em;margin:1.2em 0 .2em}ul{margin:.2em 0;padding-left:1.4em}.gap{border:1px dashed #b45309;padding:.2em .6em;margin:.3em 0}")
            .Append("footer{margin-top:2em;border-top:1px solid #999;font-size:.8em;overflow-wrap:anywhere}</style></head><body>\n<h1>").Append(Escaped(draft.Title)).Append("</h1>\n");
        var number = 0;
        foreach (var section in draft.Sections)
        {
            html.Append("<section><h2>").Append(++number).Append(". ").Append(Escaped(draft.In(section.Title))).Append("</h2>");
            if (section.Lines.Count > 0)
            {
                html.Append("<ul>").AppendJoin("", section.Lines.Select(l => $"<li>{Escaped(l)}</li>")).Append("</ul>");
            }

            if (IsGap(section))
            {
                html.Append("<p class=\"gap\">").Append(Escaped(Gap(draft, section))).Append("</p>");
            }

            html.Append("</section>\n");
        }

        return html.Append("<footer>").Append(Escaped(Foot(draft))).Append("</footer></body></html>\n").ToString();
    }

    private static bool IsGap(ReportSection section) => section.ToFill.Length > 0 || section.Lines.Count == 0;

    private static string Gap(ReportDraft draft, ReportSection section) => draft.Chinese
        ? $"【待填】{(section.ToFill.Length > 0 ? section.ToFill : "记录中没有，请填写")}"
        : $"[TO FILL IN] {(section.ToFill.Length > 0 ? section.ToFill : "the record holds nothing of it")}";

    private static string Foot(ReportDraft draft) => draft.Chinese
        ? $"由 {draft.MadeAt} 前的记录生成，链首 {draft.Head}。填写、签发并送出后，请登记。"
        : $"Made from what was recorded by {draft.MadeAt}; head of the chain {draft.Head}. Fill it in, sign and send it, then enter that you did.";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
