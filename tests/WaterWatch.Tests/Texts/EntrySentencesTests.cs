using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.OnCall;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Texts;

public sealed class EntrySentencesTests
{
    private static readonly Dictionary<string, string> Everything = new()
    {
        ["condition"] = "LimitExceedance",
        ["determinand"] = "Cd",
        ["fraction"] = "Total",
        ["value"] = "0.0247",
        ["unit"] = "mg/L",
        ["limit"] = "0.005",
        ["ratio"] = "4.94",
        ["over"] = "3.94",
        ["limit_ref"] = "GB 3838-2002 III",
        ["level"] = "Orange",
        ["from_level"] = "Yellow",
        ["confirmed_by"] = "SecondSample",
        ["reason"] = "Unreadable",
        ["detail"] = "ends in the middle",
        ["topic"] = "t",
        ["taken_at"] = "2012-01-19T09:00:00Z",
        ["from"] = "lalang",
        ["to"] = "luodong",
        ["distance_km"] = "57.5",
        ["elapsed_h"] = "103.5",
        ["window_h"] = "8-320",
        ["dams"] = "Lalang dam",
        ["from_incident"] = "2",
        ["merged"] = "3",
        ["into"] = "1",
        ["dam"] = "luodong",
        ["dam_en"] = "Luodong",
        ["dam_zh"] = "洛东",
        ["operation"] = "release",
        ["response_level"] = "II",
        ["from_response_level"] = "III",
        ["title_en"] = "first report within 2 h",
        ["title_zh"] = "初报：2小时内",
        ["due_at"] = "2012-01-19T11:00:00Z",
        ["report"] = "follow_up",
        ["medium"] = "fax",
    };

    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    private static TimelineEntry Entry(EntryKind kind, IReadOnlyDictionary<string, string> data) => new()
    {
        At = new DateTimeOffset(2012, 1, 19, 9, 0, 0, TimeSpan.Zero),
        Kind = kind,
        By = "rule",
        Incident = 1,
        Station = "luodong",
        Data = data,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_sentence_in_both_languages(EntryKind kind)
    {
        var ofConditions = Enum.GetNames<Condition>().Select(c => new Dictionary<string, string>(Everything) { ["condition"] = c });
        foreach (var data in ofConditions.Append([]).Concat(Enum.GetNames<Condition>().Select(c => new Dictionary<string, string> { ["condition"] = c })))
        {
            var entry = Entry(kind, data);
            var en = EntrySentences.En(entry, "Luodong dam");
            var zh = EntrySentences.Zh(entry, "洛东");

            Assert.StartsWith("Luodong dam: ", en, StringComparison.Ordinal);
            Assert.StartsWith("洛东：", zh, StringComparison.Ordinal);
            Assert.All(new[] { en, zh }, s => Assert.DoesNotContain("  ", s, StringComparison.Ordinal));
            Assert.InRange(en.Length, 17, 200);
            Assert.Contains(zh, c => c is >= '\u4e00' and <= '\u9fff');
        }
    }

    [Theory]
    [InlineData(EntryKind.AlertRaised, "Luodong dam: cadmium 0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍); not yet confirmed", "洛东：镉 0.0247 mg/L，为限值 0.005 mg/L 的 4.9 倍（超标 3.9 倍）；尚未确认")]
    [InlineData(EntryKind.AlertLevelRaised, "Luodong dam: cadmium raised from Yellow to Orange: 0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)", "洛东：镉监测级别上调，由黄色至橙色：0.0247 mg/L，为限值 0.005 mg/L 的 4.9 倍（超标 3.9 倍）")]
    [InlineData(EntryKind.AlertConfirmed, "Luodong dam: cadmium confirmed by a second sample: 0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)", "洛东：镉已确认（第二个样品）：0.0247 mg/L，为限值 0.005 mg/L 的 4.9 倍（超标 3.9 倍）")]
    [InlineData(EntryKind.MessageSetAside, "Luodong dam: a message was set aside: unreadable payload (ends in the middle)", "洛东：一条报文被搁置：报文无法解析（ends in the middle）")]
    [InlineData(EntryKind.IncidentJoined, "Luodong dam: joined incident 1: lalang to luodong, 57.5 km in 103.5 h, possible in 8-320 h; dams between: Lalang dam", "洛东：并入事件 1：lalang 至 luodong，57.5 km，相隔 103.5 h，可能范围 8-320 h；其间大坝：Lalang dam")]
    [InlineData(EntryKind.IncidentRegrouped, "Luodong dam: as it shows now, belongs to incident 1, not 2: lalang to luodong, 57.5 km in 103.5 h, possible in 8-320 h; dams between: Lalang dam", "洛东：按现有数据归入事件 1，原属事件 2：lalang 至 luodong，57.5 km，相隔 103.5 h，可能范围 8-320 h；其间大坝：Lalang dam")]
    [InlineData(EntryKind.ToldTogether, "Luodong dam: told together with others: so many have begun there at once", "洛东：与同期发生的多起事件合并通知")]
    [InlineData(EntryKind.IncidentMerged, "Luodong dam: incident 3 was put into incident 1 by rule: Unreadable", "洛东：事件 3 并入事件 1（rule）：Unreadable")]
    [InlineData(EntryKind.DamOperated, "Luodong dam: dam Luodong operated: more water is let through, by rule: Unreadable", "洛东：大坝调度：洛东，加大下泄（rule）：Unreadable")]
    [InlineData(EntryKind.ResponseLevelDeclared, "Luodong dam: official response level II declared, III before, by rule: Unreadable", "洛东：宣布应急响应级别 II，原为 III（rule）：Unreadable")]
    [InlineData(EntryKind.IncidentPublished, "Luodong dam: what is known of incident 1 was approved for the public, by rule: Unreadable", "洛东：批准公开事件 1 的现有信息（rule）：Unreadable")]
    [InlineData(EntryKind.PublicationWithdrawn, "Luodong dam: what was published of incident 1 was withdrawn, by rule: Unreadable", "洛东：撤回已公开的事件 1 信息（rule）：Unreadable")]
    [InlineData(EntryKind.DutyOpened, "Luodong dam: must be reported by 19 Jan 19:00: first report within 2 h", "洛东：须上报，截止 1月19日 19:00：初报：2小时内")]
    [InlineData(EntryKind.ReportSent, "Luodong dam: follow-up report sent to luodong by fax, entered by rule: Unreadable", "洛东：续报已报送：luodong，方式：fax（登记人 rule）：Unreadable")]
    [InlineData(EntryKind.DutyOverdue, "Luodong dam: report overdue since 19 Jan 19:00: first report within 2 h", "洛东：上报已逾期，截止时间为 1月19日 19:00：初报：2小时内")]
    [InlineData(EntryKind.AlertBackdated, "Luodong dam: cadmium now begins with the earlier sample of 19 Jan 17:00: 0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)", "洛东：镉起始时间前移至更早的样品（1月19日 17:00）：0.0247 mg/L，为限值 0.005 mg/L 的 4.9 倍（超标 3.9 倍）")]
    public void A_sentence_is_exact(EntryKind kind, string en, string zh)
    {
        Assert.Equal(en, EntrySentences.En(Entry(kind, Everything), "Luodong dam", TimeSpan.FromHours(8)));
        Assert.Equal(zh, EntrySentences.Zh(Entry(kind, Everything), "洛东", TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData(EntryKind.AlertLevelRaised, "ClassWorsened", "raised from Yellow to Orange since the water is of a worse class: 0.0247", "上调，由黄色至橙色，因水质类别变差：0.0247")]
    [InlineData(EntryKind.AlertLevelLowered, "ClassImproved", "lowered from Yellow to Orange since the water is of a better class: 0.0247", "下调，由黄色至橙色，因水质类别好转：0.0247")]
    [InlineData(EntryKind.AlertLevelRaised, "MarkedDuringIncident", "raised from Yellow to Orange since an incident is open on the river: 0.0247", "上调，由黄色至橙色，因该河流有未关闭的事件：0.0247")]
    public void What_changed_a_level_other_than_the_ratio_is_said(EntryKind kind, string reason, string en, string zh)
    {
        var data = new Dictionary<string, string>(Everything) { ["reason"] = reason };

        Assert.Contains(en, EntrySentences.En(Entry(kind, data), "x"), StringComparison.Ordinal);
        Assert.Contains(zh, EntrySentences.Zh(Entry(kind, data), "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1, 2", "Lalang: as it shows now, stands alone, not in incident 1; it may belong to incident 1, 2, and nobody can tell", "拉浪：按现有数据不归入任何事件，原属事件 1；可能属于事件 1, 2，无法判定")]
    [InlineData("", "Lalang: as it shows now, stands alone, not in incident 1", "拉浪：按现有数据不归入任何事件，原属事件 1")]
    public void An_alert_that_left_its_incident_says_whether_others_may_lead_it(string candidates, string en, string zh)
    {
        var data = new Dictionary<string, string> { ["from_incident"] = "1", ["into"] = "none", ["candidates"] = candidates };

        Assert.Equal(en, EntrySentences.En(Entry(EntryKind.IncidentRegrouped, data), "Lalang"));
        Assert.Equal(zh, EntrySentences.Zh(Entry(EntryKind.IncidentRegrouped, data), "拉浪"));
    }

    [Fact]
    public void A_mean_that_cannot_be_judged_is_said_with_its_bounds()
    {
        var data = new Dictionary<string, string>
        {
            ["condition"] = "Blind",
            ["reason"] = "CannotBeJudged",
            ["determinand"] = "Cd",
            ["unit"] = "mg/L",
            ["limit"] = "0.0007183",
            ["mean_low"] = "0",
            ["mean_high"] = "0.001",
            ["mean_over_s"] = "345600",
        };

        Assert.Equal(
            "Lalang: cadmium (mean over 4 d) cannot be judged: between 0 mg/L and 0.001 mg/L against the limit of 0.0007183 mg/L; nobody knows how the water is",
            EntrySentences.En(Entry(EntryKind.AlertRaised, data), "Lalang"));
        Assert.Equal(
            "拉浪：镉（4天均值）无法判定：介于 0 mg/L 与 0.001 mg/L 之间，限值 0.0007183 mg/L；水质状况不明", EntrySentences.Zh(Entry(EntryKind.AlertRaised, data), "拉浪"));
    }

    /// <summary>The words of each condition, so that whoever reads one at night knows what it means and what it does not.</summary>
    [Theory]
    [InlineData("FastRise", "RoseFast", "Lalang: cadmium rises fast: 0.0031 mg/L, 3.4 times the mean before, still within its limit; not yet confirmed", "Lalang: the fast rise of cadmium is over: 0.0031 mg/L")]
    [InlineData("FirstDetection", "DetectedAfterCleanDays", "Lalang: cadmium found for the first time after 31 clean days: 0.0031 mg/L; not yet confirmed", "Lalang: cadmium is no longer found: 0.0031 mg/L")]
    [InlineData("Silent", "NothingHeard", "Lalang: nothing heard of cadmium for longer than expected", "Lalang: heard again, cadmium")]
    [InlineData("Blind", "CannotBeJudged", "Lalang: cadmium cannot be judged: 0.0031 mg/L against the limit of 0.005 mg/L; nobody knows how the water is", "Lalang: cadmium can be judged again: 0.0031 mg/L")]
    [InlineData("HardnessMissing", "NoHardness", "Lalang: cadmium cannot be judged: 0.0031 mg/L; its limit depends on hardness, and none is known that is young enough", "Lalang: hardness is known again, and cadmium can be judged: 0.0031 mg/L")]
    [InlineData("Stuck", "SameValueTooLong", "Lalang: cadmium has not moved from 0.0031 mg/L for 24 h, since 18 Jan 17:00; the sensor may be stuck", "Lalang: cadmium moves again: 0.0031 mg/L")]
    [InlineData("SensorFailed", "FailedQuality", "Lalang: the sensor of cadmium has failed: 3 samples in a row that it cannot have measured", "Lalang: the sensor of cadmium measures again")]
    [InlineData("SensorFailed", "MarkedFaulty", "Lalang: the sensor of cadmium says that it is faulty, 3 samples in a row", "Lalang: the sensor of cadmium measures again")]
    [InlineData("ClockWrong", "ClockLags", "Lalang: the station's clock lags behind by 485 min", "Lalang: the station's clock is right again")]
    [InlineData("ClockWrong", "ClockOffByWholeHours", "Lalang: the station's clock is off by 8 hours: a time zone set wrongly?", "Lalang: the station's clock is right again")]
    [InlineData("RegionalSilence", "ManyStationsSilent", "Lalang: 7 of 10 stations of longjiang silent at once, since 18 Jan 17:00: the broker or the network, not the river", "Lalang: the stations of longjiang are heard again; 7 still silent")]
    [InlineData("NotListening", "FeedNotListening", "Lalang: not listening to the feed field (timeout): nobody hears the stations of longjiang", "Lalang: listening again to the feed field")]
    [InlineData("SetAsideFlood", "TooManySetAside", "Lalang: 20 messages of the river longjiang were set aside within 10 min", "Lalang: no more messages than usual are set aside of the river longjiang")]
    public void What_a_condition_says_is_exact(string condition, string reason, string raised, string cleared)
    {
        var data = new Dictionary<string, string>
        {
            ["condition"] = condition,
            ["reason"] = reason,
            ["determinand"] = "Cd",
            ["unit"] = "mg/L",
            ["value"] = "0.0031",
            ["limit"] = "0.005",
            ["mean"] = "0.0009",
            ["clean_days"] = "31",
            ["samples"] = "3",
            ["for_h"] = "24",
            ["since"] = "2012-01-18T09:00:00Z",
            ["lag_min"] = "485",
            ["whole_hours"] = "8",
            ["silent"] = "7",
            ["expected"] = "10",
            ["river"] = "longjiang",
            ["feed"] = "field",
            ["why"] = "timeout",
            ["count"] = "20",
            ["within_min"] = "10",
        };

        Assert.Equal(raised, EntrySentences.En(Entry(EntryKind.AlertRaised, data), "Lalang", TimeSpan.FromHours(8)));
        Assert.Equal(cleared, EntrySentences.En(Entry(EntryKind.AlertCleared, data), "Lalang", TimeSpan.FromHours(8)));
        Assert.NotEqual(
            EntrySentences.Zh(Entry(EntryKind.AlertRaised, data), "拉浪"),
            EntrySentences.Zh(Entry(EntryKind.AlertRaised, new Dictionary<string, string>(data) { ["condition"] = "LimitExceedance" }), "拉浪"));
    }

    [Fact]
    public void Who_was_told_and_who_not_is_said_with_why()
    {
        var told = new Dictionary<string, string> { ["person"] = "ana", ["channel"] = "mail", ["reason"] = "NotRefuted", ["policy"] = "bureau", ["step"] = "2" };
        var not = new Dictionary<string, string> { ["reason"] = "AnotherStation", ["grouped"] = "ana", ["off_duty"] = "bo, chen" };
        var failed = new Dictionary<string, string> { ["person"] = "ana", ["channel"] = "mail", ["notification"] = "7", ["answer"] = "no connection", ["next_try_at"] = "2012-01-19T09:00:10Z" };

        Assert.Equal("Told: ana, not refuted by mail (bureau, step 2)", EntrySentences.En(Entry(EntryKind.NotificationQueued, told), ""));
        Assert.Equal("Not told (another station): told of the same incident shortly before: ana; off duty: bo, chen", EntrySentences.En(Entry(EntryKind.NotTold, not), ""));
        Assert.Equal("未通知（新增站点）：同一事件刚刚已通知：ana；不当班：bo, chen", EntrySentences.Zh(Entry(EntryKind.NotTold, not), ""));
        Assert.Equal("Notification 7 to ana not sent by mail: no connection; tried again at 19 Jan 17:00", EntrySentences.En(Entry(EntryKind.NotificationFailed, failed), "", TimeSpan.FromHours(8)));
    }

    [Fact]
    public void Without_a_station_a_sentence_begins_with_a_capital() =>
        Assert.StartsWith("Cadmium raised from Yellow", EntrySentences.En(Entry(EntryKind.AlertLevelRaised, Everything), ""), StringComparison.Ordinal);

    [Fact]
    public void The_dissolved_fraction_is_named()
    {
        var data = new Dictionary<string, string>(Everything) { ["fraction"] = "dissolved" };

        Assert.Contains("dissolved cadmium 0.0247", EntrySentences.En(Entry(EntryKind.AlertRaised, data), "x"), StringComparison.Ordinal);
        Assert.Contains("溶解态镉", EntrySentences.Zh(Entry(EntryKind.AlertRaised, data), "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("345600", "cadmium (mean over 4 d) 0.0247", "镉（4天均值） 0.0247")]
    [InlineData("3600", "cadmium (mean over 1 h) 0.0247", "镉（1小时均值） 0.0247")]
    [InlineData("5400", "cadmium (mean over 90 min) 0.0247", "镉（90分钟均值） 0.0247")]
    public void A_mean_is_told_as_one_with_its_window(string seconds, string en, string zh)
    {
        var data = new Dictionary<string, string>(Everything) { ["mean_over_s"] = seconds };

        Assert.Contains(en, EntrySentences.En(Entry(EntryKind.AlertRaised, data), "x"), StringComparison.Ordinal);
        Assert.Contains(zh, EntrySentences.Zh(Entry(EntryKind.AlertRaised, data), "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void PH_has_no_multiple_of_its_limit()
    {
        var data = new Dictionary<string, string>(Everything) { ["determinand"] = "pH", ["value"] = "5.2", ["unit"] = "pH", ["limit"] = "6" };

        Assert.Equal("x: pH 5.2 against the limit of 6; not yet confirmed", EntrySentences.En(Entry(EntryKind.AlertRaised, data), "x"));
    }

    [Fact]
    public void What_the_facts_hold_is_never_trusted_to_be_readable()
    {
        var data = Everything.ToDictionary(d => d.Key, _ => "?");

        Assert.All(Enum.GetValues<EntryKind>(), kind => Assert.NotEmpty(EntrySentences.En(Entry(kind, data), "x") + EntrySentences.Zh(Entry(kind, data), "x")));
    }

    [Fact]
    public void Every_level_condition_and_reason_has_words_in_both_languages()
    {
        var words = Enum.GetValues<Level>().Select(Words.Of)
            .Concat(Enum.GetValues<ConfirmedBy>().Select(Words.Of))
            .Concat(Enum.GetValues<Condition>().Select(Words.Of))
            .Concat(Enum.GetValues<SetAsideReason>().Select(Words.Of))
            .Concat(Enum.GetValues<NotToldReason>().Select(Words.Of))
            .Concat(Enum.GetValues<NotifyReason>().Select(Words.Of));

        Assert.All(words, w => Assert.False(string.IsNullOrWhiteSpace(w.En) || string.IsNullOrWhiteSpace(w.Zh)));
    }
}
