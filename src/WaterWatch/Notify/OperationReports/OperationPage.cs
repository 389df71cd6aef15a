using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Notify.OperationReports;

/// <summary>A table of the report.</summary>
/// <param name="Lead">What stands above it; empty for nothing.</param>
/// <param name="Rows">Empty when there is nothing to list: <paramref name="Lead"/> then says so.</param>
internal sealed record ReportTable(string Title, string Lead, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>An operation report in one language. What nobody knows is a dash or is said to be unknown: never 0 %.</summary>
internal sealed class OperationPage(OperationFacts of, bool chinese)
{
    private const string Unknown = "—";

    /// <summary>The gravest first, so that the list of mails says how it went.</summary>
    public string Subject => $"[{(of.IsExercise ? In("Exercise ", "演练 ") : "")}{In("Operation report", "运行报告")}] {River}{In(", ", "，")}{Span}{In(": ", "：")}{Gravest}";

    public string Title => $"{In("Operation report", "运行报告")}{In(": ", "：")}{River}";

    public string Lead => (of.IsExercise ? In("EXERCISE. This is not happening. ", "演练。并非真实事件。") : "")
        + $"{Span}{In($" ({of.Report.TimeZone.Id}). ", $"（{of.Report.TimeZone.Id}）。")}{char.ToUpperInvariant(Gravest[0])}{Gravest[1..]}{In(".", "。")}"
        + (of.WatchedFrom is { } from ? In($" The record begins at {At(from)}: nothing is known of the time before.", $"记录始于 {At(from)}，此前情况不明。") : "");

    public IReadOnlyList<ReportTable> Tables => [Incidents, Exceedances, Stations, Response, SetAside];

    public string Foot => In($"Head of the record when this was written: {of.Head}. Keep this mail: with the head anybody can prove later that the record was not rewritten. ", $"生成时的链首：{of.Head}。请保留本邮件，日后可凭链首证明记录未被改写。")
        + (of.Checked switch
        {
            null => In("The record was not checked yet.", "记录尚未核查。"),
            { IsIntact: true } check => In($"The whole record was last checked at {At(check.At)}; nothing was changed.", $"最近一次核查全部记录：{At(check.At)}，未见改动。"),
            var check => In($"THE RECORD IS NOT TO BE TRUSTED: checked at {At(check.At)}, {check.Broken}.", $"记录不可信：{At(check.At)} 核查发现 {check.Broken}。"),
        });

    private string River => of.River is { } river ? In(river) : of.Report.River.Length > 0 ? of.Report.River : In("all rivers", "全部河流");

    private string Span => $"{At(of.Period.From)} {In("to", "至")} {At(of.Period.Until)}";

    private string Gravest
    {
        get
        {
            var level = of.Highest > Level.Compliant ? In(Words.Of(of.Highest)) + In(", ", "，") : "";
            if (of.Worst is { } worst)
            {
                return $"{level}{In(worst.Station)}{In(" ", "")}{NameOf(worst)}{In(" ", "")}{(worst.Ratio is { } ratio && !IsWithoutRatio(worst) ? In($"{ExceedanceText.Ratio(ratio)} times the limit", $"为限值的 {ExceedanceText.Ratio(ratio)} 倍") : In($"{Amount(worst)}, over its limit", $"{Amount(worst)}，超过限值"))}";
            }

            return of.Samples == 0
                ? level + In("no data came, so nothing is known of the water", "未收到数据，水质情况不明")
                : level + In("no sample over a limit in what came", "已收到的数据中无超标");
        }
    }

    private ReportTable Incidents => new(
        In("Incidents", "事件"),
        of.Incidents.Count == 0 ? In("None was open.", "无未关闭事件。") : In(
            $"{of.Incidents.Count(i => !i.IsClosed)} open at the end, {of.Incidents.Count(i => i.IsOpened)} opened, {of.Incidents.Count(i => i.IsClosed)} closed.",
            $"期末未关闭 {of.Incidents.Count(i => !i.IsClosed)} 起，新增 {of.Incidents.Count(i => i.IsOpened)} 起，关闭 {of.Incidents.Count(i => i.IsClosed)} 起。"),
        chinese ? ["编号", "期内最高级别", "期末级别", "首个超标样品", "因子", "站点数"] : ["No.", "Highest level", "Level at the end", "First sample over", "Of", "Stations"],
        [.. of.Incidents.Select(i => (IReadOnlyList<string>)[Number(i.Id), In(Words.Of(i.Highest)), i.IsClosed ? In("closed", "已关闭") : In(Words.Of(i.AtEnd)), At(i.OpenedAt), string.Join(In(", ", "、"), i.Determinands.Select(d => Determinand.Find(d) is { } known ? In(known.Name) : d)), Number(i.Stations.Count)])]);

    private ReportTable Exceedances => new(
        In("Samples over a limit", "超标情况"),
        of.Exceedances.Count == 0 ? of.Samples == 0 ? In("Unknown: no data came.", "不明：未收到数据。") : In("None in what came.", "已收到的数据中无超标。") : "",
        chinese ? ["站点", "因子", "超标样品数", "最差值", "限值倍数", "采样时间"] : ["Station", "Determinand", "Samples over", "Worst", "Times the limit", "Taken"],
        [.. of.Exceedances.Select(e => (IReadOnlyList<string>)[In(e.Station), NameOf(e), Number(e.Count), Amount(e), e.Ratio is { } ratio && !IsWithoutRatio(e) ? ExceedanceText.Ratio(ratio) : Unknown, At(e.Worst.TakenAt)])]);

    private ReportTable Stations => new(
        In("Data received and its quality", "数据获取与质量"),
        of.Stations.Any(s => s.Expected is null) ? In("A dash: no interval is set, or nothing came to be judged.", "“—”：未设定监测间隔，或无数据可评。") : "",
        chinese ? ["站点", "实收/应收", "获取率", "存疑数据", "无法判定"] : ["Station", "Received of expected", "Share", "Flagged", "Not judged"],
        [.. of.Stations.Select(s => (IReadOnlyList<string>)
        [
            In(s.Station),
            s.Expected is { } expected ? $"{Number(s.Received)} / {Number(expected)}" : s.Samples == 0 ? Unknown : $"{Number(s.Samples)} / {Unknown}",
            s.Expected is { } wanted and > 0 ? Share(s.Received, wanted) : Unknown,
            s.Samples == 0 ? Unknown : Share(s.Flagged, s.Samples),
            s.Samples == 0 ? Unknown : Share(s.NotJudged, s.Samples),
        ])]);

    private ReportTable Response
    {
        get
        {
            var opened = of.Incidents.Where(i => i.IsOpened).ToList();
            return new ReportTable(
                In("How fast people were told and answered", "通知与响应时间"),
                opened.Count == 0 ? In("No incident was opened.", "无新增事件。") : "",
                chinese ? ["自事件建立", "中位数", "最长", "尚未"] : ["From the opening of an incident", "Median", "Longest", "Not yet"],
                opened.Count == 0 ? [] :
                [
                    TimesTo(In("until somebody was told", "至首次通知送出"), [.. opened.Select(i => i.ToldAt - i.DecidedAt)]),
                    TimesTo(In("until somebody acknowledged", "至有人认领"), [.. opened.Select(i => i.AcknowledgedAt - i.DecidedAt)]),
                ]);
        }
    }

    private ReportTable SetAside => new(
        In("Set aside (all rivers)", "搁置的报文（全部河流）"),
        of.SetAside.Count == 0 ? In("Nothing.", "无。") : "",
        chinese ? ["原因", "条数"] : ["Reason", "Count"],
        [.. of.SetAside.Select(s => (IReadOnlyList<string>)[In(Words.Of(s.Reason)), Number(s.Count)])]);

    private string[] TimesTo(string what, IReadOnlyList<TimeSpan?> times)
    {
        var known = times.OfType<TimeSpan>().Order().ToList();
        return known.Count == 0 ? [what, Unknown, Unknown, Number(times.Count)] : [what, Length(Median(known)), Length(known[^1]), Number(times.Count - known.Count)];
    }

    private static TimeSpan Median(List<TimeSpan> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    private string Length(TimeSpan time) => time < TimeSpan.FromMinutes(1) ? In($"{time.TotalSeconds:0} s", $"{time.TotalSeconds:0} 秒")
        : time < TimeSpan.FromMinutes(90) ? In($"{time.TotalMinutes:0} min", $"{time.TotalMinutes:0} 分钟")
        : In($"{(int)time.TotalHours} h {time.Minutes} min", $"{(int)time.TotalHours} 小时 {time.Minutes} 分钟");

    /// <summary>Rounded away from the two ends: what is not all is never 100 %, and what is not nothing never 0 %.</summary>
    private static string Share(long part, long whole)
    {
        var percent = 100m * part / whole;
        return part == whole ? "100 %" : part == 0 ? "0 %" : $"{Math.Clamp(Math.Round(percent, 1), 0.1m, 99.9m).ToString("0.0", CultureInfo.InvariantCulture)} %";
    }

    /// <summary>pH and oxygen have lower ends, where a multiple of the limit says nothing.</summary>
    private static bool IsWithoutRatio(ExceedanceFacts exceedance) => exceedance.Determinand.Key is "pH" or "DO";

    private string NameOf(ExceedanceFacts e) => (e.Fraction == Fraction.Dissolved ? In("dissolved ", "溶解态") : "") + In(e.Determinand.Name);

    private static string Amount(ExceedanceFacts e) => $"{e.Worst.Value.Sign}{e.Worst.Value.Digits} {(e.Determinand.Key == "pH" ? "" : e.Worst.Value.Unit.Symbol())}".TrimEnd();

    private string At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, of.Report.TimeZone).ToString(chinese ? "yyyy-MM-dd HH:mm" : "d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string In(LocalizedName name) => chinese && name.Zh.Length > 0 ? name.Zh : name.En;

    private string In(string en, string zh) => chinese ? zh : en;
}
