using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>The map of the overview: the same as the rivers' pictures say, by pointer and keyboard, and no host asked but that of configured tiles.</summary>
[Collection(ShownPages.Name)]
public sealed class MapTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_station_turns_red_on_the_map_and_is_reached_by_the_keyboard_all_the_while()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(2) { OnMap = true });
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        var station = viewer.Page.Locator("#map-s1");
        await Assertions.Expect(station).ToHaveTextAsync("Station 1 Unknown");
        await Assertions.Expect(viewer.Page.Locator("#map path.map-water")).ToHaveCountAsync(0);

        await station.FocusAsync();
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.07");
        await Assertions.Expect(station).ToHaveTextAsync("Station 1 Red 14.0×");
        await Assertions.Expect(station.Locator("use")).ToHaveAttributeAsync("href", "#l-Red");
        await Assertions.Expect(viewer.Page.Locator("#map-s2")).ToHaveTextAsync("Station 2 Unknown");
        await Assertions.Expect(station).ToBeFocusedAsync();
        await viewer.AssertWellAsync();

        await viewer.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(viewer.Page).ToHaveURLAsync($"http://127.0.0.1:{home.HttpPort}/stations/s1");
    }

    [SkippableTheory]
    [InlineData("en-GB", ColorScheme.Dark, 360, "Dam: Dam 1")]
    [InlineData("zh-CN", ColorScheme.Dark, 1440, "坝：坝1")]
    public async Task A_river_is_drawn_along_its_course_in_both_languages_and_in_the_dark(string language, ColorScheme colours, int width, string dam)
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1) { OnMap = true });
        WriteWithCourse(home);
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(width, 900, language);
        await viewer.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = colours });
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        await Assertions.Expect(viewer.Page.Locator("#map path.map-water:not(.straight)")).ToHaveCountAsync(1);
        await Assertions.Expect(viewer.Page.Locator($"#map [aria-label=\"{dam}\"]")).ToHaveCountAsync(1);
        await viewer.AssertFitsAsync();
        await viewer.PictureAsync($"map-{language[..2]}-{width}");
        await viewer.AssertWellAsync();
    }

    [SkippableFact]
    public async Task The_wheel_scrolls_the_page_until_somebody_has_gone_into_the_map()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(3) { OnMap = true });
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(1000, 600, "en-GB");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        await Assertions.Expect(viewer.Page.Locator("#map-s1")).ToBeAttachedAsync();
        var scale = viewer.Page.Locator("#map .leaflet-control-scale-line");
        var before = await scale.InnerTextAsync();
        await viewer.Page.Locator("#map").ScrollIntoViewIfNeededAsync();
        await viewer.Page.EvaluateAsync("scrollTo(0, 200)");
        await viewer.Page.Locator("#map").HoverAsync();
        var top = await viewer.Page.EvaluateAsync<double>("scrollY");
        await viewer.Page.Mouse.WheelAsync(0, -100);
        await viewer.Page.WaitForFunctionAsync("before => scrollY < before", top);
        Assert.Equal(before, await scale.InnerTextAsync());

        await viewer.Page.Locator("#map").FocusAsync();
        await viewer.Page.Locator("#map").HoverAsync();
        top = await viewer.Page.EvaluateAsync<double>("scrollY");
        await viewer.Page.Mouse.WheelAsync(0, -400);
        await Assertions.Expect(scale).Not.ToHaveTextAsync(before);
        Assert.Equal(top, await viewer.Page.EvaluateAsync<double>("scrollY"));
    }

    [SkippableFact]
    public async Task Tiles_come_from_the_configured_host_and_pictures_from_no_other()
    {
        Chromium.RequireOrSkip();
        var tiles = $"http://127.0.0.1:{FreePort.Next()}";
        using var home = new ServiceHome(new TestConfig(2) { OnMap = true }, $"web.map.tiles={tiles}/{{z}}/{{x}}/{{y}}.png", "web.map.attribution=© the <b>mapmakers</b>");
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        // A picture of one point, in place of a server.
        var point = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        await viewer.Page.RouteAsync($"{tiles}/**", route => route.FulfillAsync(new RouteFulfillOptions { BodyBytes = point, ContentType = "image/png" }));
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        await Assertions.Expect(viewer.Page.Locator("#map img.leaflet-tile-loaded").First).ToBeAttachedAsync();
        await Assertions.Expect(viewer.Page.Locator(".map-card .legend")).ToContainTextAsync("© the <b>mapmakers</b>");
        await viewer.AssertWellAsync();

        var refused = await viewer.Page.EvaluateAsync<string>(
            "() => new Promise(told => { addEventListener('securitypolicyviolation', e => told(e.violatedDirective)); new Image().src = 'http://127.0.0.1:1/a.png'; })");
        Assert.Equal("img-src", refused);
    }

    [SkippableFact]
    public async Task Without_coordinates_there_is_no_map_and_nothing_of_it_is_fetched()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        await Assertions.Expect(viewer.Page.Locator(".map-card, #map-data, script[src*=leaflet]")).ToHaveCountAsync(0);
        await viewer.AssertWellAsync();
    }

    /// <summary>River 1 with a dam and the line it runs along.</summary>
    private static void WriteWithCourse(ServiceHome home)
    {
        var file = Path.Combine(home.Config, "rivers", $"{TestConfig.River(1)}.yaml");
        var text = File.ReadAllText(file).Replace("places:", "geojson: course.geojson\nplaces:\n  - { id: dam, name: { en: Dam 1, zh: 坝1 }, dam: true, at: [24.6, 108.1] }", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        File.WriteAllText(Path.Combine(home.Config, "rivers", "course.geojson"), """{ "type": "LineString", "coordinates": [[108.0, 24.7], [108.1, 24.6], [108.3, 24.55], [108.2, 24.4]] }""");
    }
}
