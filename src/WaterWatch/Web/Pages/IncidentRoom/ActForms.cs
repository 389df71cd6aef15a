using System.Text.RegularExpressions;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>What is done with what the forms of an incident send. What can be typed and what is refused is the API's to say.</summary>
internal static partial class ActForms
{
    /// <summary>Does what a form asks, as the API would.</summary>
    /// <exception cref="BadRequestException">A field cannot be read.</exception>
    /// <returns>Null when there is no such act.</returns>
    public static Task<ActResult>? DoAsync(long id, TypedForm form, TimeZoneInfo zone, Inbox inbox, LogReader log, TimeProvider clock, CancellationToken cancellation)
    {
        string? Of(string name) => Typed(form, name);
        string? At() => TimeIn(form, "at", zone);
        var (by, reason) = (Of(Signature.Field), Of("reason"));
        var why = new ReasonAsked(reason) { By = by };
        return form.Name switch
        {
            "acknowledge" => inbox.DoAsync(new Act.Acknowledge(id, null, by ?? "", reason ?? ""), cancellation),
            "unacknowledge" => inbox.DoAsync(new Act.WithdrawAcknowledgement(id, null, by ?? "", reason ?? ""), cancellation),
            "note" => IncidentActs.DoAsync(id, new NoteAsked(form["text"], At()) { By = by }, inbox, cancellation),
            "report" => IncidentActs.DoAsync(id, new ReportAsked(Of("report"), Number("duty", Of("duty")), Of("medium"), Lines(Of("to")), At(), reason) { By = by }, inbox, cancellation),
            "stop-duty" => IncidentActs.StopDutyAsync(id, Chosen("duty", Of("duty")), why, inbox, cancellation),
            "response-level" => IncidentActs.DoAsync(id, new LevelAsked(Of("level"), reason) { By = by }, inbox, cancellation),
            "measure" => IncidentActs.DoAsync(id, new MeasureAsked("dam_operation", Of("dam"), Of("operation"), Factor(Of("factor")), At(), reason) { By = by }, inbox, cancellation),
            "other-measure" => IncidentActs.DoAsync(id, new MeasureAsked(Of("kind"), null, null, null, At(), reason) { By = by, What = Of("what") }, inbox, cancellation),
            "merge" => IncidentActs.DoAsync(id, new MergeAsked(Number("into", Of("into")), null, reason) { By = by }, inbox, cancellation),
            "split" => IncidentActs.DoAsync(id, new SplitAsked(Of("station"), null, Number("into", Of("into")), reason) { By = by }, inbox, cancellation),
            "sample" => SampleActs.DoAsync(id, SampleOf(form, zone) with { By = by }, inbox, log, clock, cancellation),
            "confirm" => inbox.DoAsync(new Act.ConfirmAlert(Chosen("alert", Of("alert")), by ?? "", reason ?? ""), cancellation),
            "clear" => inbox.DoAsync(new Act.ClearAlert(Chosen("alert", Of("alert")), by ?? "", reason ?? ""), cancellation),
            "close" => IncidentActs.DoAsync(id, new CloseAsked(Of("despite") is not null, reason) { By = by }, inbox, cancellation),
            "publish" => IncidentActs.PublishAsync(id, why, inbox, log, cancellation),
            "withdraw" => IncidentActs.WithdrawAsync(id, why, inbox, log, cancellation),
            _ => null,
        };
    }

    /// <summary>What an act was refused for, beside its field; where nobody has written it in Chinese, what such a field asks for.</summary>
    public static FieldFault FaultOf(string field, string words, string wordsZh = "") => new(field, new LocalizedName(words, wordsZh.Length > 0 ? wordsZh : field switch
    {
        Signature.Field => "请填写姓名。",
        "reason" => "请填写理由。",
        "alert" => "请选择一个未解除的报警。",
        "number" => "请填写样品编号。",
        "kind" => "请选择措施。",
        "place" => "请选择站点，或填写采样地点。",
        "results" => $"检测结果无法读取：每行一项，如 Cd 0.0412 mg/L 或 Cd dissolved <0.0005 mg/L。（{words}）",
        "sampled_at" or "sealed_at" or "received_at" or "analysed_at" => "时间无法识别、在将来，或先后顺序有误：采样、封样、接样、分析依次进行。",
        "attachment_sha256" => "请填写 64 位小写十六进制 SHA-256。",
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
        _ => $"未执行，目前状态不允许。（{words}）",
    }));

    private static SampleAsked SampleOf(TypedForm form, TimeZoneInfo zone)
    {
        string? Of(string name) => Typed(form, name);
        string? At(string name) => TimeIn(form, name, zone);
        return new SampleAsked(Of("number"), Of("station"), Of("place"), At("sampled_at"), [.. (Lines(Of("results")) ?? []).Select(ResultOf)])
        {
            SampledBy = Of("sampled_by"),
            SealedAt = At("sealed_at"),
            ReceivedAt = At("received_at"),
            AnalysedAt = At("analysed_at"),
            AnalysedBy = Of("analysed_by"),
            Preservation = Of("preservation"),
            Laboratory = Of("laboratory"),
            AttachmentSha256 = Of("attachment_sha256"),
        };
    }

    /// <summary><c>Cd 0.0412 mg/L</c>, <c>Cd dissolved &lt;0.0005 mg/L HJ 700-2014</c>, <c>pH 7.8</c>.</summary>
    private static ResultAsked ResultOf(string line)
    {
        var match = ResultLine().Match(line);
        return match.Success
            ? new ResultAsked(
                match.Groups["determinand"].Value, match.Groups["fraction"].Value.ToLowerInvariant(), Text(match.Groups["value"].Value.Replace(" ", "", StringComparison.Ordinal)),
                match.Groups["unit"].Value, match.Groups["method"].Value, default)
            : throw new BadRequestException("results", $"\"{line}\" is no result. Write one a line, such as Cd 0.0412 mg/L or Cd dissolved <0.0005 mg/L, and the method behind it if you like.");
    }

    /// <summary>Null where nothing was typed.</summary>
    private static string? Typed(TypedForm form, string name) => form[name].Trim() is { Length: > 0 } text ? text : null;

    private static string? TimeIn(TypedForm form, string name, TimeZoneInfo zone) => Typed(form, name) is { } text ? LocalTime.ToContract(text, zone) : null;

    private static System.Text.Json.JsonElement Text(string text) => System.Text.Json.JsonSerializer.SerializeToElement(text);

    [GeneratedRegex(@"^(?<determinand>\S+)(\s+(?<fraction>total|dissolved))?\s+(?<value>[<>]?\s*[0-9][0-9.]*)(\s+(?<unit>\S+))?(\s+(?<method>.+))?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ResultLine();

    private static List<string>? Lines(string? text) => text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();

    private static long? Number(string field, string? text) =>
        text is null ? null : Asked.Id(text) is > 0 and var number ? number : throw new BadRequestException(field, $"{field} is a number, such as 12; it was \"{text}\".");

    private static long Chosen(string field, string? text) => Number(field, text) ?? throw new BadRequestException(field, "None is chosen.");

    private static decimal? Factor(string? text) =>
        text is null ? null
        : decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var factor) ? factor
        : throw new BadRequestException("factor", $"factor is a number such as 0.5; it was \"{text}\".");
}
