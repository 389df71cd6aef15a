using WaterWatch.Alerts;

namespace WaterWatch.Texts;

/// <summary>The Chinese half of <see cref="EnglishConditions"/>.</summary>
internal static class ChineseConditions
{
    public static string? Raised(EntryFacts f) => f.Condition switch
    {
        Condition.Silent => $"{f.Determinand}超过预期时间未收到数据",
        Condition.Blind => $"{f.Determinand}无法判定{With("：", f.Amount)}{Bounds(f)}{With("，限值 ", f.Limit)}；水质状况不明",
        Condition.HardnessMissing => $"{f.Determinand}无法判定{With("：", f.Amount)}{Bounds(f)}；限值取决于硬度，而无有效的硬度数据",
        Condition.Stuck => $"{f.Determinand}数值停滞{With("：", f.Amount)}{With("，已持续 ", f["for_h"], " h")}{With("，自 ", f.Since)}；传感器可能卡死",
        Condition.SensorFailed => f.Reason == AlertReason.MarkedFaulty
            ? $"{f.Determinand}传感器自报故障{With("，连续 ", f["samples"], " 个样品")}"
            : $"{f.Determinand}传感器故障{With("：连续 ", f["samples"], " 个样品")}数值不可能为实测值",
        Condition.ClockWrong => Clock(f),
        Condition.RegionalSilence =>
            $"{f["river"]}{With(" ", f["expected"], " 个站点中")}{With("有 ", f["silent"], " 个")}同时无数据{With("，自 ", f.Since)}：应为消息服务器或网络问题，并非河流",
        Condition.NotListening => $"未在接收{With("：数据源 ", f["feed"], " 中断")}{With("（", f["why"], "）")}，{f["river"]}站点数据无法收到",
        Condition.SetAsideFlood => $"{With("河流 ", f["river"], "：")}{With("", f["within_min"], " 分钟内")}{With("有 ", f["count"], " 条")}报文被搁置，数量异常",
        _ => null,
    };

    public static string? Cleared(EntryFacts f) => f.Condition switch
    {
        Condition.Silent => $"{f.Determinand}数据恢复",
        Condition.FastRise => $"{f.Determinand}快速上升已结束{With("：", f.Amount)}",
        Condition.FirstDetection => $"{f.Determinand}不再检出{With("：", f.Amount)}",
        Condition.Blind => $"{f.Determinand}恢复可判定{With("：", f.Amount)}",
        Condition.HardnessMissing => $"硬度已知，{f.Determinand}恢复可判定{With("：", f.Amount)}",
        Condition.Stuck => $"{f.Determinand}数值恢复变化{With("：", f.Amount)}",
        Condition.SensorFailed => $"{f.Determinand}传感器恢复测量",
        Condition.ClockWrong => "站点时钟恢复正常",
        Condition.RegionalSilence => $"{f["river"]}各站点数据恢复{With("，仍有 ", f["silent"], " 个无数据")}",
        Condition.NotListening when f.Reason == AlertReason.FeedTakenOut => $"不再等待：配置中已无数据源{With(" ", f["feed"])}{With("（", f["river"], "）")}",
        Condition.NotListening => $"恢复接收{With("：数据源 ", f["feed"])}",
        Condition.SetAsideFlood => $"{With("河流 ", f["river"], "：")}搁置报文数量恢复正常",
        _ => null,
    };

    /// <summary>What a condition of the water says that has no limit behind it.</summary>
    public static string? OfTheWater(EntryFacts f) => f.Condition switch
    {
        Condition.FastRise => $"{f.Determinand}快速上升{With("：", f.Amount)}{With("，为此前均值的 ", f.TimesMean, " 倍")}，仍未超过限值",
        Condition.FirstDetection => $"{f.Determinand}首次检出{With("，此前 ", f["clean_days"], " 天未检出")}{With("：", f.Amount)}",
        _ => null,
    };

    /// <summary>Of a mean, where values below detection leave it open.</summary>
    private static string Bounds(EntryFacts f) => f["mean_low"] == f["mean_high"] ? With("：", f.WithUnit(f["mean_low"])) : $"：介于 {f.WithUnit(f["mean_low"])} 与 {f.WithUnit(f["mean_high"])} 之间";

    private static string Clock(EntryFacts f) => f.Reason switch
    {
        AlertReason.ClockOffByWholeHours => $"站点时钟{(f["whole_hours"].StartsWith('-') ? "快" : "慢")}{With(" ", f["whole_hours"].TrimStart('-'), " 个")}整小时，时区可能设置有误",
        AlertReason.ClockLeads => $"站点时钟偏快{With(" ", f["lag_min"].TrimStart('-'), " 分钟")}",
        AlertReason.ClockLags => $"站点时钟偏慢{With(" ", f["lag_min"], " 分钟")}",
        _ => "站点时钟错误",
    };

    private static string With(string before, string fact, string after = "") => fact.Length == 0 ? "" : before + fact + after;
}
