using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>A page in a browser that remembers what went wrong and whom it asked.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private static readonly string s_pictures = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;
    private static readonly string[] s_grave = ["serious", "critical"];

    private readonly IBrowserContext _context;
    private readonly List<string> _wrong = [];

    public Viewer(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console: {message.Text} ({message.Location})");
        page.PageError += (_, error) => Note(true, $"error: {error}");
        page.Request += (_, request) => Note(!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal), $"asked another host: {request.Url}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status}: {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>No error, no request to anybody else, and nothing that keeps people out.</summary>
    public async Task AssertWellAsync()
    {
        await AssertOpenToAllAsync();
        AssertNothingWrong();
    }

    /// <summary>No error, and no request to anybody else.</summary>
    public void AssertNothingWrong()
    {
        lock (_wrong)
        {
            Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
        }
    }

    private async Task AssertOpenToAllAsync()
    {
        var found = await Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        var grave = found.Violations.Where(v => s_grave.Contains(v.Impact)).Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))}").ToList();
        Assert.True(grave.Count == 0, string.Join('\n', grave));
    }

    /// <summary>Kept beside the test's output, to be looked at; only with WATERWATCH_TEST_LONG=1, since each takes seconds and nothing else looks at it.</summary>
    public Task PictureAsync(string name) => !Repository.IsLong ? Task.CompletedTask : Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(s_pictures, $"{name}.png"), FullPage = true });

    /// <summary>Nothing is wider than the screen: nobody has to scroll sideways.</summary>
    public async Task AssertFitsAsync() =>
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{Page.Url} is wider than its screen.");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool isWrong, string words)
    {
        if (!isWrong) return;
        lock (_wrong)
        {
            _wrong.Add(words);
        }
    }
}
