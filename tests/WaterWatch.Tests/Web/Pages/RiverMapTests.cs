using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;
using WaterWatch.Web.Pages.Overview;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>The river: upper (a dam), joint (nobody knows where), lower (an intake); a tributary comes in at joint.</summary>
public sealed class RiverMapTests
{
    private const string Hostile = "</script><script>alert(1)</script>\u202E\"'";
    private static readonly GeoPoint Upper = new(24.5m, 108.1m);
    private static readonly GeoPoint Side = new(24.7m, 108.2m);
    private static readonly GeoPoint Lower = new(24.4m, 108.3m);
    private static readonly MapSettings Tiled = new("https://tiles.example.org:8443/{z}/{x}/{y}.png", "© somebody");

    [Fact]
    public void Without_coordinates_there_is_no_map()
    {
        Assert.Null(MapModel.Of(Some.Plan(), Tiled));
        Assert.Null(MapModel.Of(Plan(null, null, null), Tiled));
    }

    [Fact]
    public void A_river_that_nobody_has_drawn_goes_straight_from_each_place_to_the_next_that_lies_somewhere()
    {
        var river = MapModel.Of(Plan(Upper, Side, Lower), MapSettings.Plain)!.Rivers.Single();

        Assert.True(river.IsStraight);
        Assert.Equal([[Upper, Lower], [Side, Lower]], river.Lines);
        Assert.Equal([("upper", Upper), ("lower", Lower)], river.Stations.Select(s => (s.Station.Id.Value, s.At)));
        Assert.Equal("side", Assert.Single(river.Tributaries).Id);
    }

    [Fact]
    public void Places_that_follow_each_other_are_one_line()
    {
        var points = Enumerable.Range(0, 5).Select(i => new GeoPoint(24 + i, 108)).ToList();
        var network = new RiverNetwork(points.Select((p, i) => new Place($"p{i}", new("", "")) { At = p }), [.. Enumerable.Range(1, 4).Select(i => Some.Reach($"p{i - 1}", $"p{i}", 1, 9))]);

        Assert.Equal([points], MapModel.Of(Some.Plan(network), MapSettings.Plain)!.Rivers.Single().Lines);
    }

    [Fact]
    public void A_river_that_somebody_has_drawn_runs_as_it_was_drawn()
    {
        var river = MapModel.Of(Plan(Upper, null, null, [[Upper, Lower]]), MapSettings.Plain)!.Rivers.Single();

        Assert.False(river.IsStraight);
        Assert.Equal([[Upper, Lower]], river.Lines);
    }

    [Fact]
    public void Names_full_of_markup_stay_text_within_the_page()
    {
        foreach (var tongue in (Tongue[])[Tongue.English, Tongue.Chinese])
        {
            var json = MapModel.Of(Plan(Upper, Side, Lower, name: Hostile), Tiled)!.Json(tongue);
            Assert.DoesNotContain('<', json);
            using var document = JsonDocument.Parse(json);
            Assert.EndsWith(Hostile, document.RootElement.GetProperty("dams")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.Equal([24.5, 108.1], document.RootElement.GetProperty("stations")[0].EnumerateArray().Skip(1).Select(n => n.GetDouble()));
            Assert.Equal(Tiled.Tiles, document.RootElement.GetProperty("tiles").GetString());
        }
    }

    [Fact]
    public void However_long_its_course_a_river_has_no_more_points_than_a_screen_shows_and_keeps_its_ends()
    {
        IReadOnlyList<GeoPoint> spiral = [.. Enumerable.Range(0, 100_000).Select(i => new GeoPoint((decimal)(i * 0.0002 * Math.Sin(i * 0.001)), (decimal)(i * 0.0002 * Math.Cos(i * 0.001))))];
        var line = Assert.Single(MapModel.Of(Plan(Upper, Side, Lower, [spiral]), MapSettings.Plain)!.Rivers.Single().Lines);

        Assert.InRange(line.Count, 300, 1_000);
        Assert.Equal((spiral[0], spiral[^1]), (line[0], line[^1]));
    }

    [Fact]
    public void Pieces_keep_their_ends_even_where_they_are_too_many()
    {
        IReadOnlyList<GeoPoint> piece = [Upper, Side, Lower];

        Assert.All(ThinnedLines.Of([.. Enumerable.Repeat(piece, 500)], 600), l => Assert.Equal([Upper, Lower], l));
    }

    [Fact]
    public void Pages_may_take_pictures_from_the_host_of_the_tiles_alone()
    {
        Assert.Equal("img-src 'self' data: https://tiles.example.org:8443", PicturesOf(Tiled));
        Assert.Equal("img-src 'self' data:", PicturesOf(MapSettings.Plain));
        Assert.Equal("img-src 'self' data: http://10.0.0.7", PicturesOf(Tiled with { Tiles = "http://10.0.0.7:80/{z}/{x}/{y}?https://elsewhere.example.org" }));
    }

    private static string PicturesOf(MapSettings settings)
    {
        var context = new DefaultHttpContext();
        PageHeaders.Set(context.Response, settings.Host);
        return context.Response.Headers.ContentSecurityPolicy.ToString().Split("; ").Single(d => d.StartsWith("img-src", StringComparison.Ordinal));
    }

    private static WatchPlan Plan(GeoPoint? upper, GeoPoint? side, GeoPoint? lower, IReadOnlyList<IReadOnlyList<GeoPoint>>? course = null, string name = "Upper")
    {
        var network = new RiverNetwork(
            [
                new Place("upper", new(name, name)) { IsDam = true, At = upper },
                new Place("side", new("Side", "")) { At = side },
                new Place("joint", new("Joint", "")),
                new Place("lower", new("Lower", "")) { At = lower, Intake = new Intake(new(name, name), 900, null) },
            ],
            [Some.Reach("upper", "joint", 1, 9), Some.Reach("side", "joint", 1, 9), Some.Reach("joint", "lower", 1, 9)]);
        return new WatchPlan([new WatchedRiver(Some.River, new("River", "河"), Some.Zone, network, [Some.Watched("upper"), Some.Watched("lower")]) { Course = course ?? [] }], TimeSpan.FromMinutes(5), "1");
    }
}
