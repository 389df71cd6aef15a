using System.Text.Json;
using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>The pictures that README shows, small, of the demo as it is: made anew with WATERWATCH_TEST_LONG=1, and looked at before they are committed.</summary>
[Collection(RunningService.Name)]
public sealed class ReadmePicturesTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "WaterWatch.AcceptanceTests", "Web", "Browser", "pictures");

    [SkippableFact]
    public async Task They_are_taken_while_the_plume_is_on_its_way()
    {
        Chromium.RequireOrSkip();
        Skip.If(!Repository.IsLong, "Takes a minute and changes the repository; WATERWATCH_TEST_LONG=1 runs it.");
        await using var demo = await DemoProcess.StartAsync(speed: "14400");
        await Eventually.TrueAsync("the plume has reached five stations", async () =>
        {
            var incidents = JsonDocument.Parse(await demo.Api.GetStringAsync("/api/v1/incidents")).RootElement.GetProperty("items");
            return incidents.GetArrayLength() > 0 && incidents[0].GetProperty("stations").GetArrayLength() >= 5;
        });
        foreach (var (path, name, language, width, height) in new[] { ("/", "overview", "en-GB", 1200, 1180), ("/incidents/1", "incident", "en-GB", 1200, 900), ("/wall", "wall", "zh-CN", 1200, 675) })
        {
            await using var viewer = await chromium.OpenAsync(width, height, language);
            await viewer.Page.GotoAsync(demo.Url(path));
            if (path == "/")
            {
                await Assertions.Expect(viewer.Page.Locator("#map .map-mark a").First).ToBeVisibleAsync();
            }

            await viewer.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(s_folder, name + ".jpg"), Type = ScreenshotType.Jpeg, Quality = 60 });
        }
    }

    [Fact]
    public void Those_in_README_are_there_and_small()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.All((string[])["overview", "incident", "wall"], name =>
        {
            Assert.Contains($"tests/WaterWatch.AcceptanceTests/Web/Browser/pictures/{name}.jpg", readme, StringComparison.Ordinal);
            Assert.InRange(new FileInfo(Path.Combine(s_folder, name + ".jpg")).Length, 10_000, 150_000);
        });
    }
}
