using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Alerts;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

public sealed class OverviewModelTests
{
    private static readonly string[] Everybody = ["ana"];
    private static readonly string[] Stations = ["upper", "lower", "elsewhere"];

    [Fact]
    public void What_nobody_has_answered_stands_first_until_somebody_does()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        var asked = Assert.Single(Model(walk, 2).Unanswered);
        Assert.Equal((Level.Orange, "/incidents/1", 1), (asked.Level, asked.Address, asked.Stations));

        walk.Do(new Act.Acknowledge(1, null, "Ana", "on it"), Some.At(2));
        Assert.Empty(Model(walk, 2).Unanswered);
        Assert.Equal(1, Model(walk, 2).Incidents.Single().Id);
    }

    [Fact]
    public void The_gravest_is_asked_first()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.007");
        walk.Receive(Some.At(1), "0.5", station: "elsewhere");

        Assert.Equal([Level.Red, Level.Yellow], Model(walk, 2).Unanswered.Select(u => u.Level));
    }

    [Fact]
    public void A_station_that_was_never_heard_is_unknown_and_no_page_shows_it_as_compliant()
    {
        var model = Model(Walk(), 1);

        Assert.Equal(3, model.Unknown);
        Assert.All(model.Rivers.SelectMany(r => r.Stations), s => Assert.Equal(("Unknown", (TimeSpan?)null), (s.Level, s.Age)));
    }

    [Fact]
    public async Task Names_full_of_markup_and_of_marks_that_turn_the_text_round_are_text()
    {
        var hostile = "<script>alert(1)</script>\u202E\"'>" + new string('W', 10_000);
        var walk = Walk(hostile);
        walk.Receive(Some.At(1), "0.02");
        foreach (var tongue in (Tongue[])[Tongue.English, Tongue.Chinese])
        {
            var html = await RenderAsync(Model(walk, 2, tongue));
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Five_hundred_stations_are_less_than_three_hundred_kilobytes()
    {
        var stations = Enumerable.Range(0, 500).Select(i => Some.Watched($"station-{i}")).ToArray();
        var network = new RiverNetwork(
            Enumerable.Range(0, 500).Select(i => new Place($"station-{i}", new($"Place {i}", "")) { At = new GeoPoint(24 + (i * 0.001m), 108 + (i * 0.003m)) }), [.. Enumerable.Range(1, 499).Select(i => new WaterWatch.Rivers.Reach($"station-{i - 1}", $"station-{i}", 2.5m, null, ""))]);
        var walk = new CaseWalk(Some.Plan(network, stations)).Begin(Some.Start);
        for (var i = 0; i < 500; i++)
        {
            walk.Receive(Some.At(1), i % 7 == 0 ? "0.02" : "0.001", station: $"station-{i}");
        }

        // With what the map draws, which stands in the page beside its live part.
        var model = Model(walk, 2);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(await RenderAsync(model) + model.Map!.Json(Tongue.English)), 100_000, 300_000);
    }

    private static async Task<string> RenderAsync(OverviewModel model)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<Overview>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }

    private static OverviewModel Model(CaseWalk walk, double hour, Tongue? tongue = null) =>
        OverviewModel.Of(new PageFrame(tongue ?? Tongue.English, "/", Telling.Live, Some.At(hour), Some.Zone), walk.State, walk.Plan, MapSettings.Plain) with { Newest = [.. walk.Timeline.AsEnumerable().Reverse()] };

    /// <summary>Two stations on the river and one that no way joins to them; whoever is on duty is told of everything.</summary>
    private static CaseWalk Walk(string name = "Upper")
    {
        WatchedStation Named(string id) => Some.Watched(id) is var s ? new WatchedStation(s.Station with { Name = new LocalizedName(name, name) }, [], s.Rules, s.DefaultRule) : s;
        var places = Stations.Select(id => new Place(id, new LocalizedName(name, name)));
        var plan = Some.Plan(new RiverNetwork(places, [Some.Reach("upper", "lower", 1, 9)]), Named("upper"), Named("lower"), Named("elsewhere"));
        var policy = new EscalationPolicy("bureau", new("Bureau", "局"), [new EscalationStep(TimeSpan.Zero, [.. Everybody.Select(p => new Target.Someone(p))])], TimeSpan.Zero);
        var people = Everybody.Select(p => new Person(p, new LocalizedName(name, name), "bureau", Language.English, [new Channel.Mail($"{p}@example.org")]));
        return new CaseWalk(plan.With(new OnCallPlan([new("bureau", new("Bureau", "局"))], [.. people], [], [policy]) { Routes = [new AlertRoute(Matcher.Everything, Level.Blue, "bureau")] })).Begin(Some.Start);
    }
}
