using System.Diagnostics;
using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>The pages in a real browser: live without reload, in both languages, on a phone, a desk and a wall, and for who cannot see them.</summary>
[Collection(ShownPages.Name)]
public sealed class PagesTests(Chromium chromium, ShownService shown, ITestOutputHelper output) : IClassFixture<Chromium>, IClassFixture<ShownService>
{
    private static readonly (string Name, int Width, int Height)[] s_screens = [("phone", 360, 740), ("desk", 1440, 900)];
    private static readonly (string Name, int Width, int Height)[] s_walls = [.. s_screens, ("wall", 3840, 2160)];

    [SkippableTheory]
    [InlineData("/", "en-GB", "Overview · WaterWatch")]
    [InlineData("/", "zh-CN", "总览 · WaterWatch")]
    [InlineData("/wall", "en-GB", "Wall · WaterWatch")]
    [InlineData("/wall", "zh-CN", "大屏 · WaterWatch")]
    [InlineData("/stations/s1", "en-GB", "Station 1 · WaterWatch")]
    [InlineData("/incidents/1", "zh-CN", "事件 1 · WaterWatch")]
    [InlineData("/on-duty", "en-GB", "On duty · WaterWatch")]
    [InlineData("/audit/incidents/1", "zh-CN", "事件 1：审计档案 · WaterWatch")]
    [InlineData("/public", "en-GB", "River notices for the public · WaterWatch")]
    [InlineData("/public", "zh-CN", "河流水质信息公开 · WaterWatch")]
    public async Task On_every_screen_it_fits_and_keeps_nobody_out(string path, string language, string title)
    {
        Chromium.RequireOrSkip();
        // Only what hangs on walls.
        foreach (var (name, width, height) in path == "/wall" ? s_walls : s_screens)
        {
            await using var viewer = await chromium.OpenAsync(width, height, language);
            await viewer.Page.GotoAsync($"http://127.0.0.1:{shown.HttpPort}{path}");
            Assert.Equal(title, await viewer.Page.TitleAsync());
            await viewer.AssertFitsAsync();
            await viewer.PictureAsync($"{(path == "/" ? "overview" : path.Trim('/').Replace('/', '-'))}-{language[..2]}-{name}");
            if (name == "phone")
            {
                await viewer.AssertWellAsync();
            }
            else
            {
                viewer.AssertNothingWrong();
            }
        }
    }

    [SkippableFact]
    public async Task A_reading_over_the_limit_turns_the_river_red_without_a_reload()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        OnDuty.Write(home.Config, "bo");
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");

        // All that is expected of it: of less nobody could say that it is compliant.
        await sender.PublishAsync(
            TestConfig.Topic(1),
            """{"taken_at":"2012-01-15T00:00:00Z","readings":[{"determinand":"Cd","value":0.001,"unit":"mg/L"},{"determinand":"Pb","value":0.001,"unit":"mg/L"},{"determinand":"pH","value":7.2,"unit":"pH"}]}""");
        await Assertions.Expect(viewer.Page.Locator(".strip .at.Compliant")).ToBeAttachedAsync();

        var published = Stopwatch.GetTimestamp();
        await sender.PublishCadmiumAsync(1, "2012-01-15T01:00:00Z", "0.07");
        await Assertions.Expect(viewer.Page.Locator(".strip .at.Red")).ToBeAttachedAsync();
        output.WriteLine($"from publish to pixel: {Stopwatch.GetElapsedTime(published).TotalMilliseconds:0} ms");

        await Assertions.Expect(viewer.Page.Locator(".card.ask.Red .figure")).ToHaveTextAsync("Cadmium 0.07 mg/L · 14.0×");
        await Assertions.Expect(viewer.Page.Locator(".timeline")).ToContainTextAsync("incident 1 opened at Red: cadmium");
        Assert.Equal(1, await viewer.Page.EvaluateAsync<int>("performance.getEntriesByType('navigation').length"));
        await viewer.AssertWellAsync();
    }

    [SkippableFact]
    public async Task A_stations_chart_is_drawn_and_stays_when_a_reading_comes()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        var now = DateTimeOffset.UtcNow;
        string At(int minutesAgo) => now.AddMinutes(-minutesAgo).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var ago in (int[])[50, 40, 30, 20])
        {
            await sender.PublishCadmiumAsync(1, At(ago), ago == 30 ? "\"<0.0005\"" : "0.002");
        }

        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/stations/s1");
        await Assertions.Expect(viewer.Page.Locator(".chart canvas").First).ToBeVisibleAsync();
        await sender.PublishCadmiumAsync(1, At(10), "0.03");
        await Assertions.Expect(viewer.Page.Locator(".samples").First).ToContainTextAsync("0.03");
        await Assertions.Expect(viewer.Page.Locator(".chart canvas").First).ToBeVisibleAsync();
        await viewer.PictureAsync("station-chart");
        await viewer.AssertWellAsync();
    }

    [SkippableFact]
    public async Task The_wall_says_that_it_is_old_when_the_service_is_gone_and_heals_when_it_is_back()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var viewer = await chromium.OpenAsync(1920, 1080, "en-GB");
        await viewer.Page.Clock.InstallAsync();
        await using (var service = await home.Start().ReadyAsync())
        {
            await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/wall");
            await Assertions.Expect(viewer.Page.Locator("#stale")).ToBeHiddenAsync();
            await service.KillAsync();
        }

        await viewer.Page.Clock.FastForwardAsync(60_000);
        await Assertions.Expect(viewer.Page.Locator("#stale")).ToHaveTextAsync("The connection is lost: what you see is old. It comes back by itself.");
        await Assertions.Expect(viewer.Page.Locator("#stale")).ToBeVisibleAsync();

        await using var again = await home.Start().ReadyAsync();
        await viewer.Page.Clock.FastForwardAsync(30_000);
        await Assertions.Expect(viewer.Page.Locator("#stale")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task It_reads_without_script_and_the_language_is_switched_by_a_link()
    {
        Chromium.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(1440, 900, "zh-CN", withScript: false);
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/");
        Assert.Contains("站1", await viewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await viewer.Page.ClickAsync("a.lang");
        await viewer.Page.GotoAsync($"http://127.0.0.1:{home.HttpPort}/wall");
        Assert.Equal("Wall · WaterWatch", await viewer.Page.TitleAsync());
        Assert.Contains("Station 1", await viewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }
}
