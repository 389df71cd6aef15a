using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Notify;

/// <summary>One line of a mail.</summary>
/// <param name="Label">What it is about; empty for the first line.</param>
internal sealed record MailLine(string Label, string Text)
{
    /// <summary>The text is an address to open.</summary>
    public bool IsLink { get; init; }
}

/// <summary>
/// What a person reads on a phone at night: a subject that says it all, then ten lines. Plain text; whoever makes HTML of it escapes it. Nothing in it breaks a line or a
/// header, whatever names and values hold.
/// </summary>
internal sealed class MailText(Briefing of, bool chinese)
{
    private const int LongestSubject = 180;

    private Alert? Alert => of.Alert;

    /// <summary><c>[Red] Lalang: cadmium 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L</c></summary>
    public string Subject
    {
        get
        {
            var exercise = of.Notification.IsExercise ? In("Exercise ", "演练 ") : "";
            var level = of.Notification.Reason == NotifyReason.Resolved ? Reason : In(Words.Of(of.Notification.Level));
            var subject = Harmless.OneLine($"[{exercise}{level}] {Headline}{(of.Notification.Reason is NotifyReason.Resolved or NotifyReason.FirstExceedance or NotifyReason.Raised ? "" : In($" ({Reason})", $"（{Reason}）"))}");
            return subject.Length <= LongestSubject ? subject : subject[..(LongestSubject - 1)] + "…";
        }
    }

    /// <summary>Place, and what there is; or the incident where it is about more than one alert.</summary>
    public string Headline => Alert is not { } alert ? What : $"{Place}{In(": ", "：")}{(alert.Key.Determinand is { } determinand ? In(determinand.Name) + " " : "")}{Value}{More}".TrimEnd();

    /// <summary>The ten lines; what nobody knows is said to be unknown, and what there is none of is left out.</summary>
    public IReadOnlyList<MailLine> Lines =>
    [
        .. new[]
        {
            of.Notification.IsExercise ? new MailLine("", In("EXERCISE. This is not happening.", "演练。并非真实事件。")) : null,
            new MailLine("", $"{Reason}{In(". ", "。")}{Headline}"),
            Line(In("Meaning", "说明"), Meaning),
            Line(In("Place", "地点"), PlaceInFull),
            Line(In("Limit", "限值"), Limit),
            Line(In("Sample", "样品"), Sampled),
            Line(In("Before", "此前"), of.Before is { } before ? Shown(before, Alert?.Key.Determinand) : Alert?.Key.Determinand is null ? "" : In("no sample known", "无已知样品")),
            Line(In("Also", "其他"), string.Join(In(", ", "，"), of.Others.Take(8).Select(o => $"{o.Determinand.Key} {Amount(o.Sample, o.Determinand)}"))),
            Line(In("Neighbours", "上下游"), Neighbours),
            Line(In("Next intake", "下一取水口"), Intake),
            Line(In("Duty", "上报"), Duty),
            Line(In("Together", "合并通知"), Together),
            Line(In("Told", "已通知"), Answer),
            Line(In("Shift", "交接班"), Shift),
        }.OfType<MailLine>().Where(l => l.Text.Length > 0).Select(l => l with { Text = Harmless.OneLine(l.Text) }),
    ];

    public string Reason => In(Words.Of(of.Notification.Reason)) is var reason && chinese ? reason : char.ToUpperInvariant(reason[0]) + reason[1..];

    private string What => of.Notification.Subject switch
    {
        { Incident: { } id } => In($"incident {id}{Incident}", $"事件 {id}{Incident}"),
        { } subject => $"{subject.River}{In(": ", "：")}{In(Words.Of(subject.Condition))}",
        null => In("a test of the way to you", "通知链路测试"),
    };

    private string Incident => of.Incident is not { } incident ? "" : In(", ", "，") + $"{string.Join(", ", incident.Determinands)}{In(" at ", "，")}{string.Join(", ", incident.Stations.Take(6))}";

    /// <summary>The station's name, or what the condition is of.</summary>
    public string Place => of.Station is { } station ? In(station.Station.Name) : Alert?.Key.Scope is { Length: > 0 } scope ? scope : Alert?.Key.Station.Value ?? "";

    private string More => of.Notification.AlertCount > 1 ? In($"; and {of.Notification.AlertCount - 1} more", $"；另有 {of.Notification.AlertCount - 1} 条") : "";

    private string PlaceInFull => of.Station is not { } station ? "" :
        $"{In(station.Station.Name)}, {(of.River is { } river ? In(river.Name) : station.Station.River)}{(station.Station.DistanceKm is { } km ? $" km {Number(km)}" : "")}{(of.Incident is { } incident ? In($"; incident {incident.Id}", $"；事件 {incident.Id}") : "")}";

    /// <summary>Against its limit in the one wording; the condition's word where there is no value.</summary>
    public string Value
    {
        get
        {
            if (Alert is not { } alert || alert.LatestValue is not { } value || alert.Key.Determinand is not { } determinand || of.Notification.Reason == NotifyReason.Resolved)
            {
                return Alert is { } known ? In(Words.Of(known.Key.Condition)) : "";
            }

            var unit = Unit(determinand);
            if (alert.Limit is not { } limit || alert.Key.Condition is not (Condition.LimitExceedance or Condition.MarkedOverLimit) || determinand.Key is "pH" or "DO")
            {
                return $"{value.Sign}{value.Digits} {unit}".TrimEnd() + In($", {Words.Of(alert.Key.Condition).En}", $"，{Words.Of(alert.Key.Condition).Zh}");
            }

            var text = new ExceedanceText(value.Sign, value.Value, unit, limit);
            return chinese ? text.Zh : text.En;
        }
    }

    /// <summary>Where somebody woken by it could look in the wrong place; empty for all else.</summary>
    private string Meaning => Alert?.Key.Condition is not Condition.RegionalSilence || of.Notification.Reason == NotifyReason.Resolved ? "" : In(
        "many stations of the river fell silent at about the same time: most likely our own reception (broker, network, this service), not the stations and not the river. Look there first; missing data is no all-clear. While this lasts no station is told of one by one",
        "该河流多个站点几乎同时无数据：最可能是我方接收环节（消息服务器、网络或本服务）的问题，而非站点或河流。请先检查接收环节；无数据不等于正常。此期间不再逐站通知");

    /// <summary>With its unit and source; empty when there is none.</summary>
    public string Limit => Alert is { Limit: { } limit, Key.Determinand: { } determinand } alert ? $"{Number(limit)} {Unit(determinand)}".TrimEnd() + (alert.LimitRef.Length > 0 ? $" ({alert.LimitRef})" : "") : "";

    private string Sampled
    {
        get
        {
            if (Alert is not { LatestAt: { } at } alert)
            {
                return "";
            }

            var confirmed = alert.IsConfirmed ? In($"confirmed by {Words.Of(alert.ConfirmedBy).En}", $"已确认（{Words.Of(alert.ConfirmedBy).Zh}）")
                : alert.NotRefuted ? In("not confirmed: no second sample came in time", "未确认：未及时取得第二个样品")
                : In("not confirmed: a second sample is ordered", "未确认：已要求复采");
            return In($"taken {At(at)} ({Age(of.Now - at)} ago); {confirmed}", $"采于 {At(at)}（{Age(of.Now - at)}前）；{confirmed}");
        }
    }

    private string Neighbours => Alert?.Key.Determinand is null ? "" : string.Join(In("; ", "；"), new[]
    {
        of.Upstream is { } up ? In($"up {up.Station.En} ", $"上游 {up.Station.Zh} ") + Shown(up.Sample, up.Determinand) : In("up: none known", "上游：无"),
        of.Downstream is { } down ? In($"down {down.Station.En} ", $"下游 {down.Station.Zh} ") + Shown(down.Sample, down.Determinand) : In("down: none known", "下游：无"),
    });

    private string Intake
    {
        get
        {
            if (of.Intake is not { } next)
            {
                return "";
            }

            var arrival = next.EarliestAt is { } at ? In($", earliest {At(at)}", $"，最早 {At(at)} 到达") : In(", nobody knows how soon", "，到达时间不明");
            var people = next.Intake.People is { } drink ? In($", {drink.ToString("N0", CultureInfo.InvariantCulture)} people", $"，供水 {drink.ToString("N0", CultureInfo.InvariantCulture)} 人") : "";
            return $"{In(next.Intake.Name)}{(next.DistanceKm is { } km ? $", {Number(km)} km" : "")}{arrival}{people}{(next.Intake.Phone is { Length: > 0 } phone ? In($", phone {phone}", $"，电话 {phone}") : In(", no phone entered", "，未登记电话"))}";
        }
    }

    private string Duty => of.Duty is not { } duty ? "" :
        $"{In(duty.Title)}{In(" by ", "，截止 ")}{At(duty.DueAt)} ({(duty.DueAt > of.Now ? In($"{Age(duty.DueAt - of.Now)} left", $"剩余 {Age(duty.DueAt - of.Now)}") : In($"overdue by {Age(of.Now - duty.DueAt)}", $"已逾期 {Age(of.Now - duty.DueAt)}"))})";

    private string Together => of.Notification.Subject is not { IsSurge: true } ? "" :
        In("so many incidents have begun on this river at once that they are told as one; the timeline has each of them", "该河流同时发生多起事件，故合并通知；每起事件均见时间线");

    private string Answer => of.Notification.Subject is null ? "" :
        string.Join(", ", of.Told.Select(In)) + (of.Told.Count > 0 ? In(". ", "。") : "")
        + (of.AnsweredBy.Length > 0 ? In($"Answered by {of.AnsweredBy}.", $"{of.AnsweredBy} 已认领。") : In("Nobody has answered.", "尚无人应答。"))
        + (of.FurtherAt is { } at ? In($" Somebody further is told at {At(at)}.", $"{At(at)} 将通知下一级。") : "");

    /// <summary>Who hands over to whom, and what is asked of them.</summary>
    private string Shift
    {
        get
        {
            if (of.HandOver is not { } handOver || of.Notification.Reason == NotifyReason.Resolved)
            {
                return "";
            }

            var (from, to) = (NameOr(of.Shifts.From, handOver.From), NameOr(of.Shifts.To, handOver.To ?? In("nobody", "无人")));
            return In($"{from} has left, {to} is on duty. ", $"{from}已下班，{to}当班。") + (handOver.IsOverdue
                ? In($"Nobody has taken over by {At(handOver.AcceptBy)}: both are told{NextStep}.", $"截至 {At(handOver.AcceptBy)} 无人接班：双方均已通知{NextStep}。")
                : In($"To be taken over by {At(handOver.AcceptBy)}, by answering this; until then both are told.", $"请于 {At(handOver.AcceptBy)} 前认领接班；此前双方均会收到通知。"));
        }
    }

    /// <summary>While somebody whose shift has not ended is at it nobody further is called.</summary>
    private string NextStep => of.AnsweredBy.Length > 0 ? "" : In(", and the next step is called", "，并转入下一步");

    private string NameOr(LocalizedName? name, string id) => name is { } known ? In(known) : id;

    private string Shown(Sample sample, Determinand? determinand) => $"{Amount(sample, determinand)}{In(" at ", "，")}{At(sample.TakenAt)}";

    private static string Amount(Sample sample, Determinand? determinand) =>
        $"{sample.Value.Sign}{sample.Value.Digits} {(determinand is null ? "" : Unit(determinand))}".TrimEnd();

    private static string Unit(Determinand determinand) => determinand.Unit.Symbol() is "pH" ? "" : determinand.Unit.Symbol();

    private string At(DateTimeOffset at) => Spoken.At(at, of.Zone, chinese);

    private string Age(TimeSpan age) => Spoken.Age(age, chinese);

    private static string Number(decimal number) => Spoken.Number(number);

    private static MailLine Line(string label, string text) => new(label, text);

    private string In(LocalizedName name) => chinese && name.Zh.Length > 0 ? name.Zh : name.En;

    private string In(string en, string zh) => chinese ? zh : en;
}
