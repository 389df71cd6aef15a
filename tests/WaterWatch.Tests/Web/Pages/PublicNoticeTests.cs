using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Demo;
using WaterWatch.Notify.Cap;
using WaterWatch.Rivers;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Demo;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Public;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>What the public reads of the Longjiang of 2012 when people approve it as it goes, and takes away as data.</summary>
public sealed class PublicNoticeTests
{
    private static readonly Lazy<IReadOnlyList<TimelineEntry>> Longjiang = new(() => [.. PlayedStory.Of(Story.Load()).Timeline.Where(e => e.Incident == 1)]);
    private static readonly Lazy<LoadedConfiguration> Shipped = new(() => Repository.Shipped());

    [Fact]
    public void Each_approval_tells_what_was_known_by_then_and_the_newest_stands_first()
    {
        var told = Told([.. Before("luodong"), Approval(9001), .. From("luodong", "boundary"), Approval(9002), .. From("boundary", null)]).Told;

        Assert.Equal([9002, 9001], told.Select(n => n.Seq));
        Assert.Equal(["lalang", "luodong", "sancha", "yemao", "yizhou"], StationsOf(told[0]));
        Assert.Equal(["lalang", "yemao", "yizhou"], StationsOf(told[1]));
        Assert.All(told, n => Assert.Null(n.WithdrawnAt));
        var lalang = told[1].Findings.Single(f => f.Station == "lalang");
        Assert.Equal((0.4075m, "mg/L", 0.005m, 81.5m, "GB 3838-2002 III", "total"), (lalang.Value, lalang.Unit, lalang.Limit, lalang.Ratio, lalang.LimitRef, lalang.Fraction));
        Assert.Equal(new DateTimeOffset(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8)), lalang.TakenAt);
        Assert.Equal(lalang.TakenAt, told[0].FirstSampledAt);
    }

    [Fact]
    public async Task What_came_after_the_newest_approval_stands_nowhere()
    {
        var incident = Told([.. Before("luodong"), Approval(9001), .. From("luodong", null), Withdrawal(9002)]);
        foreach (var text in await EverythingAsync(Content(incident)))
        {
            Assert.Contains("0.4075", text, StringComparison.Ordinal);
            Assert.DoesNotContain("0.0247", text, StringComparison.Ordinal);
            Assert.DoesNotContain("luodong", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("洛东", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_withdrawn_stays_readable_and_is_marked_and_a_new_approval_begins_anew()
    {
        TimelineEntry[] upTo = [.. Before("luodong"), Approval(9001), .. From("luodong", "boundary"), Approval(9002), Withdrawal(9003)];
        var withdrawn = Told(upTo);
        Assert.All(withdrawn.Told, n => Assert.Equal(Withdrawal(9003).RecordedAt, n.WithdrawnAt));
        var html = await HtmlAsync(Content(withdrawn), Tongue.English);
        Assert.Contains("✕ Withdrawn", html, StringComparison.Ordinal);
        Assert.Contains("81.5 times the limit", html, StringComparison.Ordinal);
        Assert.Contains("withdrawn 1 Feb 2012 10:30 UTC+8", html, StringComparison.Ordinal);

        var again = Told([.. upTo, Approval(9004)]);
        Assert.Equal([(9004, true), (9002, false), (9001, false)], again.Told.Select(n => (n.Seq, n.WithdrawnAt is null)));
        var items = JsonDocument.Parse(PublicData.Json(Content(again)).Bytes).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [("alert", 9004, false), ("cancel", 9003, true), ("update", 9002, true), ("alert", 9001, true)],
            items.Select(i => (i.GetProperty("type").GetString()!, i.GetProperty("notice").GetInt32(), i.GetProperty("withdrawn").GetBoolean())).Distinct());
    }

    [Fact]
    public void What_was_told_of_an_incident_stays_when_it_is_put_into_another()
    {
        var told = Told([.. Before("luodong"), Approval(9001), Act(EntryKind.IncidentMerged, 9002, new() { ["merged"] = "1", ["into"] = "2" })]);
        Assert.Equal([(9001, true)], told.Notices.Select(n => (n.Seq, n.WithdrawnAt is null)));
    }

    [Fact]
    public async Task Values_stand_with_unit_limit_ratio_hour_and_whether_they_are_confirmed_in_both_languages_and_no_name_of_a_person()
    {
        var content = Content(Told([.. From(null, "yemao"), Approval(9001)]));
        var english = await HtmlAsync(content, Tongue.English);
        Assert.All(
            (string[])["0.4075 mg/L", "0.005 mg/L", "81.5 times the limit", "15 Jan 2012 09:30 UTC+8", "✓ confirmed", "Longjiang", "Approved 1 Feb 2012 10:00 UTC+8 by a named person of the bureau", "CC BY 4.0", "/public/data.csv", "/api/v1/cap.atom"],
            words => Assert.Contains(words, english, StringComparison.Ordinal));
        var chinese = await HtmlAsync(content, Tongue.Chinese);
        Assert.All(
            (string[])["0.4075 mg/L", "限值的 81.5 倍（超标 80.5 倍）", "2012年1月15日 09:30 UTC+8", "✓ 已确认", "龙江", "经本局具名负责人批准"],
            words => Assert.Contains(words, chinese, StringComparison.Ordinal));
        Assert.All(await EverythingAsync(content), text => Assert.DoesNotContain("Chen Jing", text, StringComparison.Ordinal));
        Assert.All([english, chinese], html => Assert.DoesNotContain("<script", html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_published_is_said_not_to_mean_that_the_water_is_clean()
    {
        Assert.Contains("That does not mean that the water is clean", await HtmlAsync(Content(), Tongue.English), StringComparison.Ordinal);
        Assert.Contains("这不代表水质达标", await HtmlAsync(Content(), Tongue.Chinese), StringComparison.Ordinal);
        var data = JsonDocument.Parse(PublicData.Json(Content()).Bytes).RootElement;
        Assert.Equal((0, "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "WaterWatch"), (data.GetProperty("items").GetArrayLength(), data.GetProperty("licence").GetString(), data.GetProperty("licence_url").GetString(), data.GetProperty("publisher").GetString()));
    }

    [Fact]
    public async Task Names_full_of_markup_formulas_and_marks_that_turn_the_text_round_do_nothing()
    {
        var hostile = "=<script>alert(1)</script>\u202E\"'" + new string('W', 10_000);
        var river = Shipped.Value.Plan.Rivers["longjiang"];
        var named = new WatchedRiver(
            river.Id, new LocalizedName(hostile, hostile), river.TimeZone, river.Network,
            [.. river.Stations.Select(s => new WatchedStation(s.Station with { Name = new LocalizedName(hostile, hostile) }, s.Instruments, s.Rules, s.DefaultRule))]);
        var content = Content(Told([.. Before("luodong"), Approval(9001)], named));
        Assert.All(await EverythingAsync(content), text => Assert.DoesNotContain('\u202E', text));
        Assert.All([await RenderAsync(content, Tongue.English), await RenderAsync(content, Tongue.Chinese)], html => Assert.DoesNotContain("<script", html, StringComparison.Ordinal));
        var row = Encoding.UTF8.GetString(PublicData.Csv(content).Bytes).Split("\r\n")[1];
        Assert.Contains(",\"'=<script>", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_row_of_the_table_has_as_many_cells_as_the_first_and_the_licence()
    {
        var rows = Encoding.UTF8.GetString(PublicData.Csv(Content(Told([.. Before("luodong"), Approval(9001)]))).Bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
        Assert.All(rows.Skip(1), row => Assert.EndsWith(",CC BY 4.0,https://creativecommons.org/licenses/by/4.0/,WaterWatch", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData("x", 50, 1)]
    [InlineData("2", 50, 2)]
    [InlineData("99", 50, 3)]
    [InlineData("-1", 50, 1)]
    public void Whatever_is_no_page_is_the_nearest(string? asked, int incidents, int page) => Assert.Equal(page, PublicModel.PageOf(asked, incidents));

    [Fact]
    public void The_terms_are_those_of_the_configuration_and_another_licence_does_not_get_the_address_of_the_default()
    {
        var terms = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "every-option"))).Settings.OpenData;
        Assert.Equal(("CC0 1.0", null, "河池市生态环境局"), (terms.Licence, terms.LicenceUrl, terms.Publisher));
        var environment = new Dictionary<string, string> { ["WATERWATCH__WEB__PUBLIC__LICENCE"] = "OGL 3.0" };
        var smallest = Repository.MustLoad(ConfigurationFolder.Load(Path.Combine(Repository.Fixtures, "good", "smallest"), environment, [])).Settings.OpenData;
        Assert.Equal(("OGL 3.0", null), (smallest.Licence, smallest.LicenceUrl));
    }

    private static IEnumerable<TimelineEntry> Before(string station) => From(null, station);

    /// <summary>The story's entries from the first of a station to the first of another; null for the ends.</summary>
    private static IEnumerable<TimelineEntry> From(string? first, string? end) =>
        Longjiang.Value.Where(e => (first is null || e.Seq >= FirstOf(first)) && (end is null || e.Seq < FirstOf(end)));

    private static long FirstOf(string station) => Longjiang.Value.First(e => e.Station == station).Seq;

    private static PublicIncident Told(IEnumerable<TimelineEntry> entries, WatchedRiver? river = null) =>
        PublicIncident.Of(1, "longjiang", river ?? Shipped.Value.Plan.Rivers["longjiang"], [.. CapMessages.Of(1, id => id == 1 ? entries : [], isExercise: false).Where(m => m.IsPublic)]);

    private static PublicContent Content(params PublicIncident[] incidents) => new(Shipped.Value, incidents);

    private static IEnumerable<string> StationsOf(PublicNotice notice) => notice.Findings.Select(f => f.Station).Distinct().Order(StringComparer.Ordinal);

    private static TimelineEntry Approval(long seq) => Act(EntryKind.IncidentPublished, seq, []);

    private static TimelineEntry Withdrawal(long seq) => Approval(seq) with { Kind = EntryKind.PublicationWithdrawn, RecordedAt = Approval(seq).RecordedAt.AddMinutes(30) };

    private static TimelineEntry Act(EntryKind kind, long seq, Dictionary<string, string> facts) => new()
    {
        Seq = seq,
        At = new DateTimeOffset(2012, 2, 1, 2, 0, 0, TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(2012, 2, 1, 2, 0, 0, TimeSpan.Zero),
        Kind = kind,
        Incident = 1,
        By = "Chen Jing",
        Data = new Dictionary<string, string>(facts) { ["level"] = "Red", ["incident_level"] = "Red", ["reason"] = "Chen Jing has checked" },
    };

    /// <summary>Both pages and both data formats, as text.</summary>
    private static async Task<IReadOnlyList<string>> EverythingAsync(PublicContent content) =>
    [
        await HtmlAsync(content, Tongue.English), await HtmlAsync(content, Tongue.Chinese), Encoding.UTF8.GetString(PublicData.Json(content).Bytes), Encoding.UTF8.GetString(PublicData.Csv(content).Bytes),
    ];

    /// <summary>As a person reads it.</summary>
    private static async Task<string> HtmlAsync(PublicContent content, Tongue tongue) => WebUtility.HtmlDecode(await RenderAsync(content, tongue));

    private static async Task<string> RenderAsync(PublicContent content, Tongue tongue)
    {
        await using var services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<PublicView>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = PublicModel.Of(tongue, content, 1) }))).ToHtmlString());
    }
}
