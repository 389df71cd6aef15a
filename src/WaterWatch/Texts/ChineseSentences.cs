using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Texts;

/// <summary>The Chinese half of <see cref="EntrySentences"/>, without the station.</summary>
internal static class ChineseSentences
{
    public static string Of(EntryKind kind, EntryFacts f) => kind switch
    {
        EntryKind.AlertRaised => ChineseConditions.Raised(f) ?? $"{What(f)}；{Unconfirmed(f)}",
        EntryKind.AlertFired => $"报警{AtLevel(f)}：{ChineseConditions.Raised(f) ?? What(f)}",
        EntryKind.AlertConfirmed => $"{Subject(f)}已确认{With("（", f.ConfirmedBy, "）")}{With("：", f.Value)}{Person(f)}",
        EntryKind.AlertNotRefuted => $"尚无第二个样品否定：{What(f)}",
        EntryKind.AlertLevelRaised => $"{Subject(f)}监测级别上调{FromTo(f)}{Because(f)}{With("：", f.Value)}",
        EntryKind.AlertLevelLowered => $"{Subject(f)}监测级别下调{FromTo(f)}{Because(f)}{With("：", f.Value)}",
        EntryKind.AlertRecovering => $"{Subject(f)}正在恢复{With("：", f.Value)}；尚未解除",
        EntryKind.AlertFiredAgain => $"{Subject(f)}再次报警{AtLevel(f)}{With("：", f.Value)}",
        EntryKind.AlertCleared => (f.Said.Length == 0 ? ChineseConditions.Cleared(f) : null) ?? $"{Subject(f)}报警解除{With("：", f.Value)}{Person(f)}",
        EntryKind.AlertBackdated => $"{Subject(f)}起始时间前移至更早的样品{With("（", f.TakenAt, "）")}{With("：", f.Value)}",
        EntryKind.OlderExceedanceFound => $"补到较早的{f.Determinand}超标样品，其后曾达标：{f.Value}",
        EntryKind.ResampleOrdered => $"已要求{f.Determinand}复采",
        EntryKind.AlertFlapping => $"{Subject(f)}在限值上下反复，保持报警{AtLevel(f)}直至稳定",
        EntryKind.AlertSteady => $"{Subject(f)}已稳定{With("：", f.Value)}",
        EntryKind.ReadingCorrected => $"{f.Determinand}{With("（", f.TakenAt, "）")}数据已更正{With("，由 ", f.Before)}{With(" 改为 ", f.Value)}",
        EntryKind.MessageSetAside => $"一条报文被搁置{With("：", f.SetAsideReason)}{With("（", f["detail"], "）")}",
        EntryKind.IncidentOpened => $"事件{With(" ", f.Incident, " ")}开始{AtLevel(f)}{With("：", What(f, ""))}",
        EntryKind.IncidentJoined => $"并入事件{With(" ", f.Incident)}{Arithmetic(f)}",
        EntryKind.IncidentBackdated => $"事件{With(" ", f.Incident, " ")}起始时间前移{With("至样品 ", f.TakenAt)}",
        EntryKind.IncidentLevelRaised => $"事件{With(" ", f.Incident, " ")}监测级别上调{FromTo(f)}",
        EntryKind.IncidentLevelLowered => $"事件{With(" ", f.Incident, " ")}监测级别下调{FromTo(f)}",
        EntryKind.IncidentSubsided => $"事件{With(" ", f.Incident, " ")}已平息：无未解除的报警，待人工关闭",
        EntryKind.IncidentRegrouped when f["into"] == "none" =>
            $"按现有数据不归入任何事件{With("，原属事件 ", f["from_incident"])}{With("；可能属于事件 ", f["candidates"], "，无法判定")}",
        EntryKind.IncidentRegrouped => f["from_incident"].Length == 0 && f["candidates"].Length > 0
            ? $"事件{With(" ", f.Incident, " ")}可能属于事件 {f["candidates"]}：待人工选择"
            : $"按现有数据归入事件{With(" ", f.Incident)}{With("，原属事件 ", f["from_incident"])}{Arithmetic(f)}",
        EntryKind.IncidentMerged => $"事件{With(" ", f["merged"], " ")}并入事件{With(" ", f["into"])}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.IncidentSplit => $"{With("", f["stations"], " ")}由事件{With(" ", f["from_incident"], " ")}移出至事件{With(" ", f["into"])}{With("（", f.By, "）")}{With("：", f["reason"])}{With("（撤销条目 ", f["undoes"], "）")}",
        EntryKind.DamOperated => $"大坝调度{With("：", f.Dam)}{With("，", f.Operation)}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.MeasureTaken => $"采取措施{With("（", f.Measure, "）")}{With("：", f["what"])}{With("（登记人 ", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.IncidentPublished => $"批准公开事件 {f.Incident} 的现有信息{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.PublicationWithdrawn => $"撤回已公开的事件 {f.Incident} 信息{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.ResponseLevelDeclared => $"宣布应急响应级别{With(" ", f["response_level"])}{With("，原为 ", f["from_response_level"])}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.ToldTogether => $"与{With(" ", f["river"], " ")}同期发生的多起事件合并通知",
        EntryKind.DutyOpened => $"须上报{With("，截止 ", f.DueAt)}{With("：", f.DutyTitle)}",
        EntryKind.DutyOverdue => $"上报已逾期{With("，截止时间为 ", f.DueAt)}{With("：", f.DutyTitle)}",
        EntryKind.ReportSent => $"{f.Report}已报送{With("：", f["to"])}{With("，方式：", f["medium"])}{With("（登记人 ", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.DutyStopped => $"报告义务终止{With("（", f.By, "）")}{With("：", f["reason"])}{With("（", f.DutyTitle, "）")}",
        EntryKind.Acknowledged => $"已认领{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.AcknowledgementWithdrawn => $"认领已撤销{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.NoteAdded => $"备注{With("（", f.By, "）")}{With("：", f["text"])}",
        EntryKind.SampleEntered => $"实验室样品{With(" ", f["number"])}{With("，采样地点：", f["place"])}{With("，采样时间 ", f.SampledAt)}{With("：", f["results"])}{With("（登记人 ", f.By, "）")}",
        EntryKind.IncidentClosed => $"事件{With(" ", f.Incident, " ")}已结束{With("（", f.By, "）")}{With("：", f["reason"])}{With("（未满足条件：", f["despite"], "）")}",
        EntryKind.MessageReleased => $"待处理报文{With("（编号 ", f["set_aside"], "）")}已重新受理{With("，读取 ", f["readings"], " 个数据")}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.MessageDiscarded => $"待处理报文{With("（编号 ", f["set_aside"], "）")}已作废，原始字节保留{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.SilenceMade => $"设置静默{With(" ", f["id"])}：{f.Meant}{With("，至 ", f.Until)}{With("，最高级别 ", f.LevelAtMost)}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.SilenceEnded => $"静默{With(" ", f["id"])}提前结束：{f.Meant}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.MaintenanceWindowMade => $"设置维护时段{With(" ", f["id"])}：{f.Meant}{With("，至 ", f.Until)}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.MaintenanceWindowEnded => $"维护时段{With(" ", f["id"])}提前结束：{f.Meant}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.OverrideMade => $"调班{With(" ", f["id"])}：{f["person"]} 当班{With("（", f["rota"], "）")}{With("，至 ", f.Until)}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.OverrideEnded => $"调班{With(" ", f["id"])}提前结束：{f["person"]}{With("（", f["rota"], "）")}{With("（", f.By, "）")}{With("：", f["reason"])}",
        EntryKind.ShiftChanged => $"交接班{With("（", f["rota"], "）")}：由{f["from"]}至{Or(f["to"], "无人")}{With("，请于 ", f.AcceptBy, " 前接班")}{With("；认领人 ", f["acknowledged_by"])}",
        EntryKind.HandOverAccepted => $"已接班{With("（", f["rota"], "）")}：接自{f["from"]}{With("（", f.By, "）")}{With("；现由 ", f["acknowledged_by"], " 负责")}{With("，此前为 ", f["acknowledged_before"])}{With("：", f["reason"])}",
        EntryKind.HandOverNotAccepted => $"逾时未接班{With("（", f["rota"], "）")}：由{f["from"]}至{Or(f["to"], "无人")}",
        EntryKind.NotificationQueued when f["report"].Length > 0 => $"运行报告 {f["report"]} 已排入发送{With("，收件人 ", f["person"])}{With("，时段 ", f.From)}{With(" 至 ", f.Until)}{With("；因服务停止，此前略去 ", f["skipped"], " 期")}",
        EntryKind.NotificationQueued => $"已通知{With(" ", f["person"])}{With("：", f.NotifyReason)}{With("，方式 ", f["channel"])}{With("（", f["policy"], $"，第 {f["step"]} 步）")}",
        EntryKind.NotificationSent => $"通知{With(" ", f["notification"])}已发送{With("至 ", f["person"])}{With("，方式 ", f["channel"])}{With("：", f["answer"])}",
        EntryKind.NotificationFailed => $"通知{With(" ", f["notification"])}{(f.Receipted.Length > 0 ? f.Receipted : "未能发送")}{With("至 ", f["person"])}{With("，方式 ", f["channel"])}{With("：", f["answer"])}{(f.NextTryAt.Length > 0 ? $"；{f.NextTryAt} 再试" : "；不再重试")}",
        EntryKind.NotificationReceipted => $"通知{With(" ", f["notification"])}{f.Receipted}{With("：", f["person"])}{With("，方式 ", f["channel"])}{With("：", f["answer"])}",
        EntryKind.NotTold => $"未通知{With("（", f.NotifyReason, "）")}{With("：", f.NotTold)}",
        EntryKind.CommandIssued => $"已下令{f.Ordered}{With("（指令 ", f["command"], $"，{f["reason"]}）")}",
        EntryKind.CommandSent => $"指令{With(" ", f["command"], " ")}已发送：{f.Ordered}{With("（", f["answer"], "）")}",
        EntryKind.CommandFailed => $"指令{With(" ", f["command"], " ")}未能发送：{f.Ordered}{With("（", f["answer"], "）")}{(f.NextTryAt.Length > 0 ? $"；{f.NextTryAt} 再试" : "；不再重试")}",
        EntryKind.CommandWithheld => $"本应下令{f.Ordered}{With("（", f["reason"], "）")}；影子模式不发送指令",
        EntryKind.FeedLost => $"未在接收：数据源{With(" ", f["feed"], " ")}中断{With("（", f["reason"], "）")}",
        EntryKind.FeedRestored => $"恢复接收：数据源{With(" ", f["feed"], " ")}已恢复",
        EntryKind.StationReportedOffline => "站点报告离线",
        EntryKind.StationReportedOnline => "站点报告上线",
        EntryKind.Reparsed => $"{With("", f["stations"], " 的")}报文重新解读{With("：", f["messages"], " 条")}{With("，更正 ", f["corrected"], " 个数据")}{With("，新增 ", f["added"], " 个")}{With("，执行人：", f.By)}{With("（", f["reason"], "）")}",
        EntryKind.FileImported => $"已导入文件{With(" ", f["file"])}{With("：收入 ", f["readings"], " 个数据")}{With("，已有 ", f["duplicates"], " 个")}{With("，搁置 ", f["set_aside"], " 个")}{With("，执行人：", f.By)}",
        EntryKind.ImportAdvanced => $"正在导入文件{With(" ", f["file"])}{With("：已读至第 ", f["through_line"], " 行")}{With("，执行人：", f.By)}",
        EntryKind.HistoryExceeded => $"历史数据超标{With(" ", f["count"], " 次")}{With("，", f.From)}{With(" 至 ", f.Until)}{With("，最高：", $"{f.Determinand} {f.Value}".Trim())}；由文件导入，不通知任何人",
        EntryKind.Sealed => $"整点封存{With("：最新报文 ", f.RawBlock)}{With("，至第 ", f["batch"], " 批")}",
        EntryKind.ChainChecked => $"已核查全部记录，未见改动{With("：", f["entries"], " 条时间线")}{With("，", f["readings"], " 个数据")}{With("；链首 ", f["head"])}",
        EntryKind.ChainBroken => $"记录不可信：曾在本服务之外被改动{With("：", f["broken"])}",
        EntryKind.NotificationsRemoved => $"不属于任何事件的通知到期移除{With("：", f["count"], " 条")}{With("，早于 ", f["before"])}{With("（", f["notifications"], "）")}",
        EntryKind.MessagesMissed => $"{With("", f["sender"], " 的")}报文有缺失{With("：应为序号 ", f["due"])}{With("，收到 ", f["came"])}；已请求其重新上报",
        EntryKind.ConfigurationChanged => $"配置已更改{With("（", f.By, "）")}{With("：", f.Changes)}{With("；下次启动后生效：", f["waits"])}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no sentence"),
    };

    private static string What(EntryFacts f, string otherwise = "数值超过限值")
    {
        var what = $"{f.Determinand} {f.Value}".Trim();
        return ChineseConditions.OfTheWater(f) is { } told ? told
            : f.Condition == Condition.MarkedOverLimit ? $"{what}，但仪器已作标记".TrimStart('，') : what.Length == 0 ? otherwise : what;
    }

    private static string Unconfirmed(EntryFacts f) => (f.Condition == Condition.MarkedOverLimit ? "待核查" : "尚未确认") + (f.Late ? "；样品迟到" : "");

    private static string Subject(EntryFacts f) => f.Determinand.Length == 0 ? "报警" : f.Determinand;

    /// <summary>Who says so and why, where a person does.</summary>
    private static string Person(EntryFacts f) => f.Said.Length == 0 ? "" : $"；{f.By}：{f.Said}";

    private static string AtLevel(EntryFacts f) => With("（", f.LevelWord, "）");

    private static string FromTo(EntryFacts f) => With("，由", f.FromLevelWord) + With("至", f.LevelWord);

    /// <summary>Why a level changed, where it is not the ratio that the value gives.</summary>
    private static string Because(EntryFacts f) => f.Reason switch
    {
        AlertReason.ClassWorsened => "，因水质类别变差",
        AlertReason.ClassImproved => "，因水质类别好转",
        AlertReason.MarkedDuringIncident => "，因该河流有未关闭的事件",
        _ => "",
    };

    private static string Arithmetic(EntryFacts f)
    {
        if (f["from"].Length == 0 || f["to"].Length == 0)
        {
            return "";
        }

        return $"：{f["from"]} 至 {f["to"]}{With("，", f["distance_km"], " km")}{With("，相隔 ", f["elapsed_h"], " h")}{With("，可能范围 ", f.Window, f.WindowIsAssumed ? " h（假设）" : " h")}{With("；其间大坝：", f["dams"])}{With("；", f["operated_dam"], f["operation"] == "hold" ? " 曾蓄水拦截" : " 曾加大下泄")}";
    }

    private static string Or(string fact, string otherwise) => fact.Length == 0 ? otherwise : fact;

    private static string With(string before, string fact, string after = "") => fact.Length == 0 ? "" : before + fact + after;
}
