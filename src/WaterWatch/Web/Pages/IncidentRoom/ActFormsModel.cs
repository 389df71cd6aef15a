using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Texts;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>The forms of one viewer: those that fit the incident as it stands.</summary>
/// <param name="Frame">With the token of its forms.</param>
/// <param name="Form">What was typed into the one that was refused.</param>
public sealed record ActFormsModel(PageFrame Frame, long Incident, TypedForm Form, IReadOnlyList<ActForm> Forms)
{
    public static ActFormsModel Of(PageFrame frame, TypedForm form, Incident incident, WatchState state, WatchPlan plan)
    {
        var forms = All(frame.Tongue, incident, form["station"].Length > 0, state, plan);
        if (!incident.IsOpen)
        {
            // An all-clear is published after the end, and what was wrong is withdrawn.
            forms.RemoveAll(f => f.Act is not ("publish" or "withdraw"));
        }

        var fields = forms.Find(f => f.Act == form.Name)?.Fields.Select(f => f.Name).Append(Signature.Field).Append("reason").ToHashSet() ?? [];

        // What was refused for something that the form has no field for is said of it as a whole.
        return new ActFormsModel(frame, incident.Id, form with { Faults = [.. form.Faults.Select(f => fields.Contains(f.Field) ? f : f with { Field = "" })] }, forms);
    }

    private static List<ActForm> All(Tongue t, Incident incident, bool isSplitting, WatchState state, WatchPlan plan)
    {
        var river = plan.Rivers.GetValueOrDefault(incident.River);
        List<Choice> duties = [.. state.Duties.Values.Where(d => d.Incident == incident.Id && d.IsOwed).Select(d => new Choice($"{d.Id}", $"{t.Title(d.Title)} ({d.Id})"))];
        List<Choice> dams = [.. river?.Network.Places.Where(p => p.IsDam).Select(p => new Choice(p.Id, t.In(p.Name))) ?? []];
        List<Choice> stations = [.. incident.Stations.Select(s => new Choice(s, plan.Stations.TryGetValue(s, out var known) ? t.In(known.Station.Name) : s))];
        List<Choice> places = [.. river?.Stations.Select(s => new Choice(s.Station.Id.Value, t.In(s.Station.Name))) ?? []];
        List<Alert> alerts = [.. state.Alerts.Values.Where(a => a.Incident == incident.Id).OrderBy(a => a.Id)];
        Choice Named(Alert a) => new($"{a.Id}", $"{(plan.Stations.TryGetValue(a.Key.Station.Value, out var known) ? t.In(known.Station.Name) : a.Key.Station.Value)} · {t.Figure(a)}");
        List<Choice> unconfirmed = [.. alerts.Where(a => !a.IsConfirmed && a.Key.Condition.IsOfTheWater()).Select(Named)];
        var isAnswered = state.EscalationOf(Subject.Of(incident))?.Acknowledged is not null;
        var when = new FormField("at", t.In("When, by the river's clock (now when left out)", "时间（当地时间；留空为现在）"), FieldKind.Time, []);
        return
        [
            .. Where(!isAnswered, new ActForm("acknowledge", t.In("Take it on", "认领")) { IsOpen = true }),
            new ActForm("note", t.In("Write a note", "写备注"), Text("text", t.In("Note", "备注")), when) { IsOpen = true, HasReason = false },
            .. Where(isAnswered, new ActForm("unacknowledge", t.In("Withdraw the acknowledgement", "撤回认领"))),
            new ActForm(
                "sample", t.In("Enter a laboratory's sample", "登记实验室样品"),
                Line("number", t.In("Sample number", "样品编号")), OneOf("station", t.In("Station", "站点"), places), Line("place", t.In("Place in words, where it is no station", "采样地点（非站点时填写）")),
                Time("sampled_at", t.In("Sampled, by the river's clock", "采样时间（当地时间）")), Line("sampled_by", t.In("Sampled by", "采样人")),
                Text("results", t.In("Results, one a line: Cd 0.0412 mg/L, or Cd dissolved <0.0005 mg/L and the method", "检测结果，每行一项：Cd 0.0412 mg/L 或 Cd dissolved <0.0005 mg/L，可加方法")),
                Time("sealed_at", t.In("Sealed", "封样时间")), Time("received_at", t.In("Received by the laboratory", "接样时间")), Time("analysed_at", t.In("Analysed", "分析时间")), Line("analysed_by", t.In("Analysed by", "分析人")),
                Line("preservation", t.In("Preservation", "保存方法")), Line("laboratory", t.In("Laboratory", "实验室")), Line("attachment_sha256", t.In("SHA-256 of the report's file", "报告文件 SHA-256"))) { HasReason = false },
            .. Where(unconfirmed.Count > 0, new ActForm("confirm", t.In("Confirm an exceedance", "确认超标"), OneOf("alert", t.In("Alert", "报警"), unconfirmed))),
            .. Where(alerts.Count > 0, new ActForm("clear", t.In("Say that an alert is over", "人工解除报警"), OneOf("alert", t.In("Alert", "报警"), [.. alerts.Select(Named)]))),
            new ActForm(
                "report", t.In("A report was sent", "已报送"),
                OneOf("report", t.In("Report", "报告"), [new("initial", t.In("initial", "初报")), new("follow_up", t.In("follow-up", "续报")), new("outcome", t.In("outcome", "处理结果报告"))]),
                OneOf("duty", t.In("Meets the duty", "对应法定报告"), duties), Line("medium", t.In("By which way, such as fax", "方式，如传真")), Text("to", t.In("To which offices, one a line", "报送单位，每行一个")), when),
            .. Where(duties.Count > 0, new ActForm("stop-duty", t.In("A duty need not be met any more", "终止法定报告"), OneOf("duty", t.In("Duty", "法定报告"), duties))),
            new ActForm("response-level", t.In("Declare the response level", "宣布响应级别"), OneOf("level", t.In("Level, I is the gravest", "级别（Ⅰ级最重）"), [.. Enum.GetNames<ResponseLevel>().Select(l => new Choice(l, l))])),
            .. Where(dams.Count > 0, new ActForm(
                "measure", t.In("A dam was operated", "水坝调度"), OneOf("dam", t.In("Dam", "水坝"), dams),
                OneOf("operation", t.In("Operation", "操作"), [new("hold", t.In("holds back", "拦蓄")), new("release", t.In("releases", "下泄")), new("normal", t.In("as usual again", "恢复正常"))]),
                Line("factor", t.In("Factor on travel times, for a release only", "行程时间系数（仅下泄）")), when)),
            new ActForm(
                "other-measure", t.In("A measure was taken", "采取措施"),
                OneOf("kind", t.In("Measure", "措施"), [.. Enum.GetValues<MeasureKind>().Select(k => new Choice(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(k.ToString()), t.In(Words.Of(k))))]),
                Text("what", t.In("What, where and how much", "内容、地点和数量")), when),
            new ActForm("merge", t.In("Put it into another incident", "并入另一事件"), Line("into", t.In("Number of the other incident", "另一事件编号"))),
            .. Where(stations.Count > 1, new ActForm(
                "split", t.In("Take a station out: undo a join", "拆出站点：撤销并入"), OneOf("station", t.In("Station", "站点"), stations),
                Line("into", t.In("Into which incident (a new one when left out)", "拆入的事件（留空为新事件）"))) { IsOpen = isSplitting }),
            new ActForm(
                "close", t.In("Close the incident", "结束事件"),
                OneOf("despite", t.In("If alerts are open or reports are owed", "如仍有报警未解除或报告未完成"), [new("true", t.In("close it all the same: they end in your name", "仍要结束：由您负责终止"))])),
            new ActForm("publish", t.In("Approve for the public what is known by now", "批准公开目前已知情况")),
            .. Where(incident.Publication == Publication.Public, new ActForm("withdraw", t.In("Withdraw what was published", "撤回公开内容"))),
        ];
    }

    private static ActForm[] Where(bool fits, ActForm form) => fits ? [form] : [];

    private static FormField Line(string name, string label) => new(name, label, FieldKind.Line, []);

    private static FormField Time(string name, string label) => new(name, label, FieldKind.Time, []);

    private static FormField Text(string name, string label) => new(name, label, FieldKind.Text, []);

    private static FormField OneOf(string name, string label, IEnumerable<Choice> options) => new(name, label, FieldKind.Choice, [new Choice("", "—"), .. options]);
}
