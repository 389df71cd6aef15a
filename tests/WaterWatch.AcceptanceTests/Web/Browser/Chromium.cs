using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>The browser that the system has, driven as a person would: one for all tests of the pages.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? s_path = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Skips the test when there is no browser; fails it when WATERWATCH_REQUIRE_SERVERS=1.</summary>
    public static void RequireOrSkip()
    {
        if (s_path is not null) return;
        const string Reason = "chromium is not installed: apt-get install chromium fonts-noto-cjk";
        Assert.False(Environment.GetEnvironmentVariable("WATERWATCH_REQUIRE_SERVERS") == "1", Reason);
        Skip.If(true, Reason);
    }

    public async Task InitializeAsync()
    {
        if (s_path is null) return;
        Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = s_path, Args = ["--no-sandbox"] });
    }

    /// <summary>A person at a screen.</summary>
    internal async Task<Viewer> OpenAsync(int width, int height, string language, bool withScript = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, Locale = language, JavaScriptEnabled = withScript });
        return new Viewer(context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }
}
