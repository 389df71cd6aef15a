using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>The forms for every act on an incident, and what is done with what they send. What can be typed and what is refused is the API's to say.</summary>
internal static class ActForms
{
    /// <summary>Those that fit the incident as it stands, with what was typed into the one that was refused.</summary>
    /// <param name="by">What stands in the field of the name; nobody is asked for it who is signed in.</param>
    public static IReadOnlyList<ActForm> Of(RoomModel room, IReadOnlyList<(string Id, string Name)> dams, string by, bool isSigned, string station, RefusedForm? refused)
    {
        var t = room.Tongue;
        var who = Line(Signature.Field, t.In("Your name", "姓名")) with { Value = by };
        var why = Line("reason", t.In("Why", "理由"));
        var when = new FormField("at", t.In("When, by the river's clock (now when left out)", "时间（当地时间；留空为现在）"), FieldKind.Time, "", []);
        var isAnswered = room.AnsweredBy.Length > 0;
        List<ActForm?> forms =
        [
            isAnswered ? null : new ActForm("acknowledge", t.In("Take it on", "认领"), [who, why]) { IsOpen = true },
            new ActForm("note", t.In("Write a note", "写备注"), [who, new FormField("text", t.In("Note", "备注"), FieldKind.Text, "", []), when]) { IsOpen = true },
            isAnswered ? new ActForm("unacknowledge", t.In("Withdraw the acknowledgement", "撤回认领"), [who, why]) : null,
            new ActForm("report", t.In("A report was sent", "已报送"), [
                who, Choice("report", t.In("Report", "报告"), [("initial", t.In("initial", "初报")), ("follow_up", t.In("follow-up", "续报")), ("outcome", t.In("outcome", "处理结果报告"))]),
                Choice("duty", t.In("Meets the duty", "对应法定报告"), [("", t.In("none", "无")), .. DutyOptions(room)]),
                Line("medium", t.In("By which way, such as fax", "方式，如传真")), new FormField("to", t.In("To which offices, one a line", "报送单位，每行一个"), FieldKind.Text, "", []), why, when]),
            room.Duties.Any(d => d.IsOwed) ? new ActForm("stop-duty", t.In("A duty need not be met any more", "终止法定报告"), [who, Choice("duty", t.In("Duty", "法定报告"), DutyOptions(room)), why]) : null,
            new ActForm("response-level", t.In("Declare the response level", "宣布响应级别"), [who, Choice("level", t.In("Level, I is the gravest", "级别（Ⅰ级最重）"), [("I", "I"), ("II", "II"), ("III", "III"), ("IV", "IV")]), why]),
            dams.Count == 0 ? null : new ActForm("measure", t.In("A dam was operated", "水坝调度"), [
                who, Choice("dam", t.In("Dam", "水坝"), dams),
                Choice("operation", t.In("Operation", "操作"), [("hold", t.In("holds back", "拦蓄")), ("release", t.In("releases", "下泄")), ("normal", t.In("as usual again", "恢复正常"))]),
                Line("factor", t.In("Factor on travel times, for a release only", "行程时间系数（仅下泄）")), why, when]),
            new ActForm("merge", t.In("Put it into another incident", "并入另一事件"), [who, Line("into", t.In("Number of the other incident", "另一事件编号")), why]),
            room.Incident.Stations.Count < 2 ? null : new ActForm("split", t.In("Take a station out: undo a join", "拆出站点：撤销并入"), [
                who, Choice("station", t.In("Station", "站点"), [.. room.Incident.Stations.Select(s => (s, room.Stations.TryGetValue(s, out var name) ? t.In(name) : s))]) with { Value = station },
                Line("into", t.In("Into which incident (a new one when left out)", "拆入的事件（留空为新事件）")), why]) { IsOpen = station.Length > 0 },
            new ActForm("publish", t.In("Approve for the public what is known by now", "批准公开目前已知情况"), [who, why]),
            room.Incident.Publication == Publication.Public ? new ActForm("withdraw", t.In("Withdraw what was published", "撤回公开内容"), [who, why]) : null,
        ];
        return [.. forms.OfType<ActForm>().Select(f => isSigned ? f with { Fields = [.. f.Fields.Where(x => x.Name != Signature.Field)] } : f).Select(f => f.Act == refused?.Act ? WithRefusal(f, refused) : f)];
    }

    /// <summary>Does what a form asks, as the API would.</summary>
    /// <exception cref="BadRequestException">A field cannot be read.</exception>
    /// <returns>Null when there is no such act.</returns>
    public static Task<ActResult>? DoAsync(long id, string act, IReadOnlyDictionary<string, string> typed, TimeZoneInfo zone, Inbox inbox, CancellationToken cancellation)
    {
        string? Of(string name) => typed.TryGetValue(name, out var text) && text.Trim().Length > 0 ? text.Trim() : null;
        string? At() => Of("at") is { } text ? LocalTime.ToContract(text, zone) : null;
        var (by, reason) = (Of(Signature.Field), Of("reason"));
        var why = new ReasonAsked(reason) { By = by };
        return act switch
        {
            "acknowledge" => inbox.DoAsync(new Act.Acknowledge(id, null, by ?? "", reason ?? ""), cancellation),
            "unacknowledge" => inbox.DoAsync(new Act.WithdrawAcknowledgement(id, null, by ?? "", reason ?? ""), cancellation),
            "note" => IncidentActs.DoAsync(id, new NoteAsked(typed.GetValueOrDefault("text"), At()) { By = by }, inbox, cancellation),
            "report" => IncidentActs.DoAsync(id, new ReportAsked(Of("report"), Number("duty", Of("duty")), Of("medium"), Lines(Of("to")), At(), reason) { By = by }, inbox, cancellation),
            "stop-duty" => IncidentActs.StopDutyAsync(id, Number("duty", Of("duty")) ?? 0, why, inbox, cancellation),
            "response-level" => IncidentActs.DoAsync(id, new LevelAsked(Of("level"), reason) { By = by }, inbox, cancellation),
            "measure" => IncidentActs.DoAsync(id, new MeasureAsked("dam_operation", Of("dam"), Of("operation"), Factor(Of("factor")), At(), reason) { By = by }, inbox, cancellation),
            "merge" => IncidentActs.DoAsync(id, new MergeAsked(Number("into", Of("into")), null, reason) { By = by }, inbox, cancellation),
            "split" => IncidentActs.DoAsync(id, new SplitAsked(Of("station"), null, Number("into", Of("into")), reason) { By = by }, inbox, cancellation),
            "publish" => IncidentActs.PublishAsync(id, why, inbox, cancellation),
            "withdraw" => IncidentActs.WithdrawAsync(id, why, inbox, cancellation),
            _ => null,
        };
    }

    /// <summary>Why it was refused: in English as the API says it, in Chinese by the field.</summary>
    public static string Words(string field, string english, Tongue tongue) => tongue.In(english, field switch
    {
        Signature.Field => "请填写姓名。",
        "reason" => "请填写理由。",
        "text" => $"请填写备注，最多 {Act.AddNote.Longest} 字。",
        "at" => "时间无法识别，或在将来：请填写已发生的时间。",
        "dam" => "请选择本河流的水坝。",
        "operation" => "请选择操作：拦蓄、下泄或恢复正常。",
        "factor" => "系数只用于下泄，须大于 0 且不超过 1。",
        "level" => "请选择级别；已宣布的级别不能重复宣布。",
        "report" => "请选择报告类型。",
        "duty" => "请选择本事件的法定报告。",
        "medium" => "请填写报送方式。",
        "to" => "请填写至少一个报送单位。",
        "into" => "请填写同一河流上另一个进行中的事件编号。",
        "station" => "请选择要拆出的站点；不能拆出全部站点。",
        _ => $"未执行，目前状态不允许。({english})",
    });

    private static ActForm WithRefusal(ActForm form, RefusedForm refused)
    {
        var isOfField = form.Fields.Any(f => f.Name == refused.Field);
        return form with
        {
            IsOpen = true,
            Error = isOfField ? "" : refused.Words,
            Fields = [.. form.Fields.Select(f => f with { Value = refused.Typed.GetValueOrDefault(f.Name, ""), Error = f.Name == refused.Field ? refused.Words : "" })],
        };
    }

    private static List<(string, string)> DutyOptions(RoomModel room) => [.. room.Duties.Where(d => d.IsOwed).Select(d => (d.Id, $"{room.Tongue.Title(d.Title)} ({d.Id})"))];

    private static FormField Line(string name, string label) => new(name, label, FieldKind.Line, "", []);

    private static FormField Choice(string name, string label, IReadOnlyList<(string, string)> options) => new(name, label, FieldKind.Choice, "", options is [("", _), ..] ? options : [("", "—"), .. options]);

    private static List<string>? Lines(string? text) => text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();

    private static long? Number(string field, string? text) =>
        text is null ? null : Asked.Id(text) is > 0 and var number ? number : throw new BadRequestException(field, $"{field} is a number, such as 12; it was \"{text}\".");

    private static decimal? Factor(string? text) =>
        text is null ? null
        : decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var factor) ? factor
        : throw new BadRequestException("factor", $"factor is a number such as 0.5; it was \"{text}\".");
}
