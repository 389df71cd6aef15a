using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Rivers;

namespace WaterWatch.Texts;

/// <summary>The words for levels, conditions and reasons, the same on every page, in every mail and on the terminal.</summary>
public static class Words
{
    public static LocalizedName Of(Level level) => level switch
    {
        Level.Compliant => new("Compliant", "达标"),
        Level.Blue => new("Blue", "蓝色"),
        Level.Yellow => new("Yellow", "黄色"),
        Level.Orange => new("Orange", "橙色"),
        Level.Red => new("Red", "红色"),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    public static LocalizedName Of(MeasureKind measure) => measure switch
    {
        MeasureKind.Dosing => new("dosing", "投药"),
        MeasureKind.IntakeClosed => new("intake closed", "关闭取水口"),
        MeasureKind.IntakeOpened => new("intake opened", "恢复取水"),
        MeasureKind.SourceStopped => new("source stopped", "切断污染源"),
        _ => new("other", "其他措施"),
    };

    public static LocalizedName Of(ConfirmedBy by) => by switch
    {
        ConfirmedBy.Nothing => new("nothing yet", "尚未确认"),
        ConfirmedBy.SecondSample => new("a second sample", "第二个样品"),
        ConfirmedBy.Rerun => new("a rerun of the retained sample", "留样复测"),
        ConfirmedBy.Laboratory => new("a laboratory result", "实验室结果"),
        ConfirmedBy.NeighbouringStation => new("a neighbouring station", "相邻站点"),
        ConfirmedBy.Person => new("a named person", "指定人员"),
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, null),
    };

    public static LocalizedName Of(Condition condition) => condition switch
    {
        Condition.LimitExceedance => new("over the limit", "超标"),
        Condition.MarkedOverLimit => new("over the limit, but marked by the instrument", "超标，但仪器已作标记"),
        Condition.Silent => new("silent", "无数据"),
        Condition.FastRise => new("rising fast", "快速上升"),
        Condition.FirstDetection => new("first detection", "首次检出"),
        Condition.Blind => new("cannot be judged", "无法判定"),
        Condition.Stuck => new("stuck sensor", "数值停滞"),
        Condition.SensorFailed => new("sensor failed", "传感器故障"),
        Condition.ClockWrong => new("clock wrong", "时钟错误"),
        Condition.RegionalSilence => new("many stations silent", "多站同时无数据"),
        Condition.NotListening => new("not listening", "未在接收"),
        Condition.SetAsideFlood => new("too much set aside", "搁置报文过多"),
        Condition.HardnessMissing => new("hardness missing", "缺少硬度"),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    public static LocalizedName Of(SetAsideReason reason) => reason switch
    {
        SetAsideReason.Unreadable => new("unreadable payload", "报文无法解析"),
        SetAsideReason.UnknownStation => new("unknown station", "站点未登记"),
        SetAsideReason.UnknownTopic => new("unknown topic", "主题未配置"),
        SetAsideReason.UnknownDeterminand => new("unknown determinand", "监测因子未登记"),
        SetAsideReason.UnknownUnit => new("unknown unit", "单位未知"),
        SetAsideReason.UnreadableValue => new("unreadable value", "数值无法识别"),
        SetAsideReason.UnreadableTime => new("unreadable time", "时间无法识别"),
        SetAsideReason.MissingMember => new("missing member", "缺少字段"),
        SetAsideReason.TakenInTheFuture => new("sample dated in the future", "采样时间晚于当前时间"),
        SetAsideReason.PayloadTooLarge => new("payload too large", "报文过大"),
        SetAsideReason.PartMissing => new("part of a packet missing", "分包不完整"),
        SetAsideReason.WrongDevice => new("another device's number", "设备编号不符"),
        SetAsideReason.WrongPassword => new("wrong password", "访问密码错误"),
        SetAsideReason.QualityControl => new("quality control, not river water", "质控数据（非河水）"),
        SetAsideReason.UnknownAlias => new("a metric by an alias that no birth has explained", "别名未知（尚未收到 BIRTH）"),
        SetAsideReason.NoValue => new("the sender has no value", "设备报告无数值"),
        SetAsideReason.DecisionFailed => new("the service failed on it", "服务处理失败"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static LocalizedName Of(NotToldReason reason) => reason switch
    {
        NotToldReason.Silenced => new("silenced", "已静默"),
        NotToldReason.MaintenanceWindow => new("maintenance window", "维护时段"),
        NotToldReason.Grouped => new("told of the same incident shortly before", "同一事件刚刚已通知"),
        NotToldReason.OffDuty => new("off duty", "不当班"),
        NotToldReason.NoAddress => new("no address", "无联系方式"),
        NotToldReason.RateLimit => new("too many messages already", "通知次数已达上限"),
        NotToldReason.Shadow => new("shadow mode: nobody is told", "影子运行：不发送通知"),
        NotToldReason.NobodyOnDuty => new("nobody on duty", "无人值班"),
        NotToldReason.NobodyInAgency => new("the agency has no people", "该单位未登记人员"),
        NotToldReason.EmptyStep => new("the step tells nobody", "该步骤未指定人员"),
        NotToldReason.NoRoute => new("no route leads to anybody", "未配置通知路径"),
        NotToldReason.NotForExercises => new("not on the list for exercises", "不在演练通知名单内"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static LocalizedName Of(ReceiptOutcome outcome) => outcome switch
    {
        ReceiptOutcome.Failed => new("not delivered", "未送达"),
        ReceiptOutcome.Delivered => new("delivered", "已送达"),
        ReceiptOutcome.Answered => new("answered", "已应答"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    public static LocalizedName Of(NotifyReason reason) => reason switch
    {
        NotifyReason.FirstExceedance => new("first exceedance", "首次超标"),
        NotifyReason.Confirmed => new("confirmed", "已确认"),
        NotifyReason.Worsened => new("worse", "级别上升"),
        NotifyReason.AnotherStation => new("another station", "新增站点"),
        NotifyReason.StillAbove => new("still above", "仍未解除"),
        NotifyReason.NotRefuted => new("not refuted", "未被否定"),
        NotifyReason.Resolved => new("resolved", "已解除"),
        NotifyReason.Escalated => new("nobody has answered", "无人应答"),
        NotifyReason.DutyDue => new("a report is due", "上报期限将至"),
        NotifyReason.Test => new("test", "测试"),
        NotifyReason.Raised => new("new alert", "新报警"),
        NotifyReason.NotActed => new("acknowledged, but nothing done", "已认领，尚无处置"),
        NotifyReason.HandOver => new("your shift: please take over", "交接班：请接班"),
        NotifyReason.HandOverNotAccepted => new("nobody has taken over", "逾时未接班"),
        NotifyReason.OperationReport => new("operation report", "运行报告"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
