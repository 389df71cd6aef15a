using WaterWatch.Incidents;
using WaterWatch.Rivers;

namespace WaterWatch.Notify.Reports;

/// <summary>One item that the report must hold.</summary>
/// <param name="Lines">What the record says of it; empty for a gap, which only people can fill.</param>
/// <param name="ToFill">What people have to add; empty when nothing is missing.</param>
internal sealed record ReportSection(LocalizedName Title, IReadOnlyList<string> Lines, string ToFill);

/// <summary>A report as far as the record can write it, in one language. Never sent by the service: people fill its gaps, sign and send it, and then enter that they did.</summary>
/// <param name="MadeAt">What was recorded by then is in it.</param>
/// <param name="Head">The chain's head, <c>seq:hash</c>: whoever holds the report can prove what the record was.</param>
internal sealed record ReportDraft(ReportKind Kind, long Incident, bool Chinese, bool IsExercise, string River, string MadeAt, string Head, IReadOnlyList<ReportSection> Sections)
{
    public string Title => Chinese
        ? $"{(IsExercise ? "【演练】" : "")}突发环境事件{KindName(Kind).Zh}（草稿）：{River}，事件 {Incident}"
        : $"{(IsExercise ? "EXERCISE. " : "")}Draft of the {KindName(Kind).En}: {River}, incident {Incident}";

    public static LocalizedName KindName(ReportKind kind) => kind switch
    {
        ReportKind.Initial => new("first report", "初报"),
        ReportKind.FollowUp => new("follow-up report", "续报"),
        ReportKind.Outcome => new("report of the outcome", "处理结果报告"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public string In(LocalizedName name) => Chinese && name.Zh.Length > 0 ? name.Zh : name.En;
}
