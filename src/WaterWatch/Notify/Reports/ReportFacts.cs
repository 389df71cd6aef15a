using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Reports;

/// <summary>What the record says of an incident, as lines of a report in one language; times in the river's zone with their offset.</summary>
/// <param name="alerts">Of the incident, as they stand.</param>
/// <param name="timeline">Of the incident, in the order of recording.</param>
/// <param name="river">Null once it is not configured any more.</param>
internal sealed class ReportFacts(Incident incident, IReadOnlyList<Alert> alerts, IReadOnlyList<TimelineEntry> timeline, WatchedRiver? river, bool chinese)
{
    /// <summary>More entries than that are left to the timeline itself.</summary>
    private const int MostOfCourse = 60;

    private static readonly HashSet<EntryKind> Course =
    [
        EntryKind.IncidentOpened, EntryKind.IncidentJoined, EntryKind.IncidentLevelRaised, EntryKind.IncidentLevelLowered, EntryKind.IncidentSubsided, EntryKind.IncidentMerged,
        EntryKind.IncidentSplit, EntryKind.AlertRaised, EntryKind.AlertConfirmed, EntryKind.AlertLevelRaised, EntryKind.AlertCleared, EntryKind.DamOperated, EntryKind.MeasureTaken, EntryKind.ResponseLevelDeclared,
        EntryKind.IncidentPublished, EntryKind.PublicationWithdrawn, EntryKind.ReportSent, EntryKind.SampleEntered, EntryKind.IncidentClosed,
    ];

    private static readonly HashSet<EntryKind> Measures =
        [EntryKind.DamOperated, EntryKind.MeasureTaken, EntryKind.ResponseLevelDeclared, EntryKind.ResampleOrdered, EntryKind.IncidentPublished, EntryKind.PublicationWithdrawn, EntryKind.ReportSent];

    private readonly Dictionary<string, Station> _stations =
        (river?.Stations ?? []).Select(s => s.Station).DistinctBy(s => s.Id).ToDictionary(s => s.Id.Value);

    private IEnumerable<Alert> Exceedances => alerts.Where(a => a.Key is { Condition: Condition.LimitExceedance, Determinand: not null });

    public string RiverName => river is null ? incident.River : In(river.Name);

    public IReadOnlyList<string> Time()
    {
        var lines = new List<string>();
        if (Exceedances.MinBy(a => a.FiredAt) is { } first)
        {
            lines.Add(chinese
                ? $"首个超标样品采集于 {At(first.FiredAt)}（{NameOf(first)}），{At(first.RaisedAt)} 记录"
                : $"first sample over the limit taken {At(first.FiredAt)} ({NameOf(first)}), recorded {At(first.RaisedAt)}");
        }

        lines.Add(chinese ? $"事件建立：{At(incident.RecordedAt)}" : $"incident opened {At(incident.RecordedAt)}");
        return lines;
    }

    public IReadOnlyList<string> Place() =>
    [
        .. incident.Stations.Select(id => _stations.TryGetValue(id, out var station)
            ? $"{RiverName}{(chinese ? "，" : ", ")}{In(station.Name)}{(station.DistanceKm is { } km ? $" ({Number(km)} km)" : "")}"
            : $"{RiverName}{(chinese ? "，" : ", ")}{id}"),
    ];

    public IReadOnlyList<string> Source() => Exceedances.MinBy(a => a.RaisedAt) is not { } first ? [] :
    [
        chinese
            ? $"自动监测站 {NameOf(first)}{(first.LastOverSource.Length == 0 ? "" : $"（{first.LastOverSource}）")}"
            : $"automatic station {NameOf(first)}{(first.LastOverSource.Length == 0 ? "" : $" ({first.LastOverSource})")}",
        .. Exceedances.Where(a => a.IsConfirmed).Take(1).Select(a => chinese ? $"已确认：{In(Words.Of(a.ConfirmedBy))}" : $"confirmed by {In(Words.Of(a.ConfirmedBy))}"),
    ];

    public IReadOnlyList<string> Nature() => incident.Determinands.Count == 0 ? [] :
        [chinese ? $"水质超标：{Metals()}" : $"over the limits of the water: {Metals()}"];

    public IReadOnlyList<string> Pollutants() =>
    [
        .. Exceedances.GroupBy(a => a.Key.Determinand!).Select(g => g.MaxBy(a => a.PeakRatio)!).Select(a => $"{NameOfDeterminand(a)}{(chinese ? "：最高 " : ": at most ")}{Against(a)}"),
    ];

    /// <summary>One line a station and determinand: the highest and the newest value with their times, and whether it is confirmed.</summary>
    public IReadOnlyList<string> Monitoring() => [.. Exceedances.OrderBy(a => a.FiredAt).ThenBy(a => a.Id).Select(Monitored)];

    /// <summary>Where drinking water is taken below, and when the water that was over the limit can be there.</summary>
    public IReadOnlyList<string> Intakes()
    {
        if (river is null)
        {
            return [];
        }

        var below = Exceedances
            .Where(a => _stations.ContainsKey(a.Key.Station.Value))
            .SelectMany(a => river.Network.IntakesBelow(_stations[a.Key.Station.Value].PlaceId).Select(i => (i.Intake, i.Route.Travel, a.FiredAt)))
            .GroupBy(i => i.Intake);
        return [.. below.Select(g => Intake(g.Key, g.Select(i => i.Travel is { } t ? (DateTimeOffset?)(i.FiredAt + t.Fastest) : null).ToList()))];
    }

    public IReadOnlyList<string> Trend()
    {
        var open = Exceedances.Count(a => a.IsOpen);
        return
        [
            chinese
                ? $"当前监测级别：{In(Words.Of(incident.Level))}；最高：{In(Words.Of(incident.PeakLevel))}"
                : $"monitoring level now {In(Words.Of(incident.Level))}, at its highest {In(Words.Of(incident.PeakLevel))}",
            chinese ? $"{open} 项超标仍在持续，{Exceedances.Count() - open} 项已解除" : $"{open} still over or not yet clear, {Exceedances.Count() - open} cleared",
        ];
    }

    /// <param name="afterSeq">Only what came after that entry.</param>
    public IReadOnlyList<string> CourseAfter(long afterSeq) => Told(timeline.Where(e => e.Seq > afterSeq && Course.Contains(e.Kind)).ToList());

    public IReadOnlyList<string> Done() => Told(timeline.Where(e => Measures.Contains(e.Kind)).ToList());

    /// <summary>The newest entry that says a report was sent; 0 when none was.</summary>
    public long LastReport => timeline.LastOrDefault(e => e.Kind == EntryKind.ReportSent)?.Seq ?? 0;

    public string At(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, river?.TimeZone ?? TimeZoneInfo.Utc).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private string Monitored(Alert alert)
    {
        var (newest, newestZh) = alert.IsOpen ? ("newest", "最新") : ("cleared with", "解除时");
        var latest = alert is { LatestValue: { } value, LatestAt: { } at }
            ? chinese ? $"；{newestZh} {value}，采样 {At(at)}" : $"; {newest} {value}, sampled {At(at)}"
            : "";
        var peak = alert.PeakAt is { } peakAt ? chinese ? $"，采样 {At(peakAt)}" : $", sampled {At(peakAt)}" : "";
        var confirmed = alert.IsConfirmed ? "" : chinese ? "；尚未确认" : "; not yet confirmed";
        return chinese
            ? $"{NameOf(alert)}，{NameOfDeterminand(alert)}：最高 {Against(alert)}{peak}{latest}{confirmed}（{alert.LimitRef}）"
            : $"{NameOf(alert)}, {NameOfDeterminand(alert)}: highest {Against(alert)}{peak}{latest}{confirmed} ({alert.LimitRef})";
    }

    private string Intake(Intake intake, IReadOnlyList<DateTimeOffset?> arrivals)
    {
        var people = intake.People is { } count ? chinese ? $"，供水人口 {Number(count)}" : $", {Number(count)} people" : "";
        var phone = intake.Phone is { Length: > 0 } number ? chinese ? $"，电话 {number}" : $", phone {number}" : "";
        var arrival = arrivals.Any(a => a is null) ? chinese ? "，到达时间未知" : ", nobody knows when the water arrives"
            : chinese ? $"，最早 {At(arrivals.Min()!.Value)} 到达" : $", the water arrives {At(arrivals.Min()!.Value)} at the earliest";
        return $"{In(intake.Name)}{people}{arrival}{phone}";
    }

    private List<string> Told(List<TimelineEntry> entries)
    {
        var lines = entries.OrderBy(e => e.At).ThenBy(e => e.Seq).TakeLast(MostOfCourse).Select(Line).ToList();
        if (entries.Count > MostOfCourse)
        {
            lines.Insert(0, chinese ? $"此前另有 {entries.Count - MostOfCourse} 条，见时间线" : $"{entries.Count - MostOfCourse} before these are on the timeline");
        }

        return lines;
    }

    private string Line(TimelineEntry entry)
    {
        var offset = (river?.TimeZone ?? TimeZoneInfo.Utc).GetUtcOffset(entry.At);
        var station = entry.Station is { } id ? _stations.TryGetValue(id, out var known) ? In(known.Name) : id : "";
        return $"{At(entry.At)} {(chinese ? EntrySentences.Zh(entry, station, offset) : EntrySentences.En(entry, station, offset))}";
    }

    private string Against(Alert alert)
    {
        if (alert.PeakValue is not { } peak || alert.Limit is not { } limit)
        {
            return alert.PeakValue?.ToString() ?? "";
        }

        var text = new ExceedanceText(peak.Sign, peak.Value, alert.Key.Determinand!.Key == "pH" ? "" : peak.Unit.Symbol(), limit);
        return chinese ? text.Zh : text.En;
    }

    private string Metals() => string.Join(chinese ? "、" : ", ", incident.Determinands.Select(d => Determinand.Find(d)?.Name is { } name ? In(name) : d));

    private string NameOf(Alert alert) => _stations.TryGetValue(alert.Key.Station.Value, out var station) ? In(station.Name) : alert.Key.Station.Value;

    private string NameOfDeterminand(Alert alert) =>
        (alert.Key.Fraction == Fraction.Dissolved ? chinese ? "溶解态" : "dissolved " : "") + In(alert.Key.Determinand!.Name);

    private string In(LocalizedName name) => chinese && name.Zh.Length > 0 ? name.Zh : name.En;

    private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
