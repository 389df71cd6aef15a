using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Stations;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>The list of stations and the page of one, out of what the service remembers.</summary>
public sealed class StationPageTests
{
    private const string Bad = "<script>alert(1)</script>\"'&\u202Egnp.exe";

    [Fact]
    public void What_is_worst_comes_first_with_its_multiple_of_the_limit()
    {
        var walk = Walk(Some.Station(), ("Pb", "0.04"), ("Cd", "0.0247"));
        var model = Model(walk);

        Assert.Equal([("Cd", 4.94m), ("Pb", 0.8m)], model.Measured.Select(m => (m.Rules.Determinand.Key, m.Newest!.Ratio!.Value)));
        Assert.Equal(("Orange", Some.At(1)), (model.Level, model.HeardAt!.Value.ToUniversalTime().AddTicks(-(model.HeardAt.Value.UtcTicks % TimeSpan.TicksPerHour))));
    }

    [Fact]
    public void What_cannot_be_judged_is_unknown_and_has_no_multiple()
    {
        var walk = Walk(Some.Station(), ("Cd", "<0.01"), ("Cd", "<0.01"));
        var row = Assert.Single(Assert.Single(List(walk).Rivers).Rows);

        Assert.Equal(("Unknown", "", (decimal?)null), (row.Level, row.WaterClass, row.Gravest!.Ratio));
        Assert.Equal("Unknown", Model(walk).Level);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_unknown_is_shown_as_compliant(bool chinese)
    {
        var tongue = new Tongue(chinese);
        foreach (var walk in new[] { Walk(Some.Station()), Walk(Some.Station(), ("Cd", "<0.01"), ("Cd", "<0.01")) })
        {
            Assert.DoesNotContain("level Compliant", await Html<StationList>(List(walk, tongue: tongue)), StringComparison.Ordinal);
            Assert.DoesNotContain("level Compliant", await Html<StationSheet>(Model(walk, tongue)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_marked_value_has_no_multiple_however_small_it_is()
    {
        var walk = Begin(Some.Station());
        walk.Receive(Some.At(0), "0.0001", more: ",\"mark\":\"M\"");
        var newest = Assert.Single(Model(walk).Measured).Newest!;

        Assert.Equal((Judged.NotJudged, (decimal?)null), (newest.Sample.Judged, newest.Ratio));
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("upper", 1)]
    [InlineData("UPPER", 1)]
    [InlineData("testriver", 3)]
    [InlineData("testriver lower", 1)]
    [InlineData("未知", 3)]
    [InlineData("upper lower", 0)]
    public void Stations_are_found_by_words_in_either_language(string asked, int found) =>
        Assert.Equal(found, List(new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("middle"), Some.Watched("lower"))).Begin(Some.Start), asked).Found);

    [Fact]
    public void Stations_stand_from_source_to_mouth_and_those_of_unknown_distance_last()
    {
        WatchedStation At(string id, decimal? km) => new(Some.Station(id) with { DistanceKm = km }, [], [], AlertRule.Default);
        var walk = new CaseWalk(Some.Plan(At("lower", 90), At("middle", null), At("upper", 3.5m))).Begin(Some.Start);

        Assert.Equal(["upper", "lower", "middle"], Assert.Single(List(walk).Rivers).Rows.Select(r => r.Station.Id.Value));
    }

    [Fact]
    public void A_thousand_stations_are_shown_and_the_rest_counted()
    {
        var stations = Enumerable.Range(0, 1_200).Select(i => new WatchedStation(Some.Station($"s{i:d4}", "upper"), [], [], AlertRule.Default)).ToArray();
        var list = List(new CaseWalk(Some.Plan(stations)).Begin(Some.Start));

        Assert.Equal((1_200, 1_200, 1_000), (list.All, list.Found, list.Rivers.Sum(r => r.Rows.Count)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_full_of_markup_are_only_names(bool chinese)
    {
        var name = Bad + new string('x', 10_000);
        var walk = Walk(Some.Station() with { Name = new LocalizedName(name, name), Kind = Bad, LimitStandard = Bad }, ("Cd", "0.0247"));
        var model = Model(walk, new Tongue(chinese)) with
        {
            Messages = [new RawMessage("local", "a/" + Bad, "upper", Some.Start, Encoding.UTF8.GetBytes(Bad + "\0\u0001镉"))],
        };

        foreach (var html in new[] { await Html<StationSheet>(model), await Html<StationList>(List(walk, tongue: new Tongue(chinese))), await Html<StationList>(List(walk, Bad, new Tongue(chinese))) })
        {
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"'&", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_raw_message_is_shown_as_text_without_what_turns_or_moves_it_and_as_bytes()
    {
        var model = Model(Walk(Some.Station(), ("Cd", "0.001"))) with { Messages = [new RawMessage("local", "t", "upper", Some.Start, "a\n\u202Eb<"u8.ToArray())] };
        var html = await Html<StationSheet>(model);

        Assert.Contains("<pre dir=\"ltr\">a&#xA; b&lt;</pre>", html, StringComparison.Ordinal);
        Assert.Contains("0000  61 0a e2 80 ae 62 3c", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_is_told_its_limits_levels_and_interval()
    {
        var model = Model(Walk(Some.Station(), ("Cd", "0.001")));

        Assert.Equal(
            """{"station":"upper","determinand":"Cd","fraction":"total","unit":"mg/L","interval":3600,"limits":[{"bound":0.005,"atMost":true,"name":"GB 3838-2002 III","means":""}],"levels":{"blue":0.8,"orange":2,"red":10}}""",
            model.ChartOf(model.Measured[0]));
    }

    [Fact]
    public void What_is_expected_and_never_came_is_named() =>
        Assert.Equal(["Cd", "Pb"], Model(Walk(Some.Station())).Missing.Select(m => m.Rules.Determinand.Key).Order());

    private static CaseWalk Begin(Station station)
    {
        var usual = Some.Watched(interval: TimeSpan.FromHours(1));
        return new CaseWalk(Some.Plan(new WatchedStation(station, [], usual.Rules, AlertRule.Default))).Begin(Some.Start);
    }

    /// <summary>Sample by sample, an hour between them.</summary>
    private static CaseWalk Walk(Station station, params (string Determinand, string Value)[] samples)
    {
        var walk = Begin(station);
        foreach (var (hour, (determinand, value)) in samples.Index())
        {
            walk.Receive(Some.At(hour), value, determinand);
        }

        return walk;
    }

    private static PageFrame Frame(Tongue? tongue) => new(tongue ?? Tongue.English, "/stations", Telling.Live, Some.At(1.5), Some.Zone);

    private static StationModel Model(CaseWalk walk, Tongue? tongue = null) => StationModel.Of(Frame(tongue), "upper", walk.State, walk.Plan)!;

    private static StationListModel List(CaseWalk walk, string asked = "", Tongue? tongue = null) => StationListModel.Of(Frame(tongue), asked, walk.State, walk.Plan);

    private static async Task<string> Html<T>(object model)
        where T : IComponent
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }
}
