using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Auditing;

/// <summary>The words of the auditor's file.</summary>
internal static class AuditWords
{
    public static LocalizedName Of(AuditStepKind kind) => kind switch
    {
        AuditStepKind.FirstSampled => new("First sampled", "首次采样"),
        AuditStepKind.Received => new("Received", "接收"),
        AuditStepKind.Alerted => new("Alerted", "报警"),
        AuditStepKind.Told => new("Told", "通知"),
        AuditStepKind.Answered => new("Answered", "应答"),
        AuditStepKind.Lab => new("Laboratory", "实验室"),
        AuditStepKind.Reported => new("Reported", "上报"),
        AuditStepKind.Published => new("Published", "公开"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What is missing.</summary>
    public static LocalizedName GapOf(AuditStepKind kind) => kind switch
    {
        AuditStepKind.FirstSampled => new("gap: no sample is recorded", "空缺：无采样记录"),
        AuditStepKind.Received => new("gap: the first sample is not among the readings", "空缺：读数中没有首个样品"),
        AuditStepKind.Alerted => new("gap: no alert is recorded", "空缺：无报警记录"),
        AuditStepKind.Told => new("gap: no message was sent to anybody", "空缺：未向任何人发出通知"),
        AuditStepKind.Answered => new("gap: nobody has answered", "空缺：无人应答"),
        AuditStepKind.Lab => new("gap: no laboratory result is recorded", "空缺：无实验室结果"),
        AuditStepKind.Reported => new("gap: no report is recorded as sent", "空缺：无上报记录"),
        AuditStepKind.Published => new("gap: nothing was approved for the public", "空缺：未批准公开"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Who or what has left a reading out.</summary>
    public static LocalizedName ExcludedBy(Reading reading) => reading.Why == JudgedWhy.Marked
        ? new("the instrument, by its own mark", "仪器自身标记")
        : reading.Flag == QartodFlag.Fail ? new("a quality test of this service", "本系统质量检验") : new("a rule of judging", "判定规则");

    public static LocalizedName Of(JudgedWhy why) => why switch
    {
        JudgedWhy.None => new("failed its quality test", "未通过质量检验"),
        JudgedWhy.NoLimit => new("no limit for it", "无适用限值"),
        JudgedWhy.Marked => new("marked as not of the river", "标记为非河水数据"),
        JudgedWhy.CensoredAcrossLimit => new("below a detection limit that lies above the limit", "低于检出限，而检出限高于限值"),
        JudgedWhy.LowerBoundWithinLimit => new("only a lower bound, within the limit", "仅为下界，且未超过限值"),
        JudgedWhy.LowerBound => new("a lower bound", "仅为下界"),
        JudgedWhy.UnknownMark => new("a mark that nobody has explained", "标记未知"),
        JudgedWhy.FailedQuality => new("a number that cannot have been measured", "不可能为实测值"),
        JudgedWhy.RoundedToLimit => new("at the limit once rounded", "修约后等于限值"),
        JudgedWhy.HardnessMissing => new("the limit depends on hardness, which is not known", "限值取决于硬度，而硬度未知"),
        JudgedWhy.CompanionMissing => new("the limit depends on another quantity, which is not known", "限值取决于其他指标，而其未知"),
        JudgedWhy.MeanAcrossLimit => new("a mean whose bounds lie on both sides of the limit", "均值上下界跨越限值"),
        JudgedWhy.CoverageTooSmall => new("too few samples for the mean", "均值样品覆盖不足"),
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, null),
    };
}
