using WaterWatch.Incidents;
using WaterWatch.Rivers;

namespace WaterWatch.Notify.Reports;

/// <summary>
/// Puts a report together: every item that the rule names stands in it, filled from the record where the record knows it and marked as a gap where it does not. Nothing is
/// ever guessed.
/// </summary>
internal static class ReportWriter
{
    /// <summary>What the first report must hold where no rule of the river says it (MEP Order 17 of 2011, article 13).</summary>
    private static readonly LocalizedName[] Usual =
    [
        new("time", "时间"), new("place", "地点"), new("source of the information", "信息来源"), new("cause and nature", "起因和性质"), new("course so far", "基本过程"),
        new("main pollutants and their quantity", "主要污染物和数量"), new("monitoring data", "监测数据"), new("people affected", "人员受害情况"),
        new("effect on drinking-water sources and other sensitive points", "饮用水水源地等环境敏感点受影响情况"), new("trend", "事件发展趋势"), new("what is done", "处置情况"),
        new("what is planned", "拟采取的措施"), new("suggestions", "下一步工作建议"), new("sketch map of sensitive points", "环境敏感点分布示意图"),
    ];

    private static readonly LocalizedName Signature = new("reporting unit, signatory and contact", "报告单位、签发人和联系方式");

    /// <param name="content">What the rule that is in force wants in a first report; empty for the usual.</param>
    public static IReadOnlyList<ReportSection> Sections(ReportKind kind, ReportFacts facts, IReadOnlyList<LocalizedName> content, bool chinese) => kind switch
    {
        ReportKind.Initial => [.. With(content.Count == 0 ? Usual : content).Select(title => Initial(title, facts, chinese))],
        ReportKind.FollowUp => FollowUp(facts, chinese),
        _ => Outcome(facts, chinese),
    };

    private static IEnumerable<LocalizedName> With(IReadOnlyList<LocalizedName> content) =>
        content.Any(c => c.En == Signature.En) ? content : [.. content, Signature];

    private static ReportSection Initial(LocalizedName title, ReportFacts facts, bool chinese) => title.En switch
    {
        "time" => Filled(title, facts.Time()),
        "place" => Filled(title, facts.Place()),
        "source of the information" => Filled(title, facts.Source()),
        "cause and nature" => new(title, facts.Nature(), chinese ? "起因待查，请填写" : "the cause: not known to the record"),
        "course so far" => Filled(title, facts.CourseAfter(0)),
        "main pollutants and their quantity" => new(title, facts.Pollutants(), chinese ? "数量待核，请填写" : "the quantity: not known to the record"),
        "monitoring data" => Filled(title, facts.Monitoring()),
        "effect on drinking-water sources and other sensitive points" => new(title, facts.Intakes(), chinese ? "其他环境敏感点，请填写" : "other sensitive points"),
        "trend" => new(title, facts.Trend(), chinese ? "研判意见，请填写" : "your assessment"),
        "what is done" => new(title, facts.Done(), chinese ? "其他处置情况，请填写" : "what else is done"),
        _ => Gap(title, chinese),
    };

    private static ReportSection[] FollowUp(ReportFacts facts, bool chinese) =>
    [
        Filled(new("progress since the last report", "上次报告以来的进展"), facts.CourseAfter(facts.LastReport)),
        Filled(new("monitoring data", "监测数据"), facts.Monitoring()),
        new(new("effect on drinking-water sources", "饮用水水源地受影响情况"), facts.Intakes(), chinese ? "其他环境敏感点，请填写" : "other sensitive points"),
        new(new("trend", "事件发展趋势"), facts.Trend(), chinese ? "研判意见，请填写" : "your assessment"),
        new(new("what is done", "处置情况"), facts.Done(), chinese ? "其他处置情况，请填写" : "what else is done"),
        Gap(new("cause, as far as established", "起因核查情况"), chinese),
        Gap(new("what is planned", "拟采取的措施"), chinese),
        Gap(Signature, chinese),
    ];

    private static ReportSection[] Outcome(ReportFacts facts, bool chinese) =>
    [
        new(new("measures", "处理措施"), facts.Done(), chinese ? "其他措施，请填写" : "other measures"),
        Filled(new("course", "过程"), facts.CourseAfter(0)),
        new(new("result", "结果"), [.. facts.Trend(), .. facts.Monitoring()], chinese ? "处置结果，请填写" : "the outcome in your words"),
        Gap(new("potential and indirect harm and loss", "潜在或间接危害及损失"), chinese),
        Gap(new("social effect", "社会影响"), chinese),
        Gap(new("remaining problems", "处理后的遗留问题"), chinese),
        Gap(new("accountability", "责任追究"), chinese),
        Gap(Signature, chinese),
    ];

    private static ReportSection Filled(LocalizedName title, IReadOnlyList<string> lines) => new(title, lines, "");

    private static ReportSection Gap(LocalizedName title, bool chinese) => new(title, [], chinese ? "请填写" : "to be filled in");
}
