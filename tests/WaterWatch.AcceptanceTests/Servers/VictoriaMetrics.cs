using System.Diagnostics;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>The real VictoriaMetrics on a free port, in a folder of its own; it takes line protocol at <c>/api/v2/write</c>.</summary>
internal sealed class VictoriaMetrics : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-victoria-").FullName;
    private readonly Process _process;

    private VictoriaMetrics()
    {
        var port = FreePort.Next();
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/behind/a/path/") };
        _process = Process.Start("bash", ["-c",
            $"exec '{Installed.Find("victoria-metrics")}' -httpListenAddr=127.0.0.1:{port} -http.pathPrefix=/behind/a/path -storageDataPath='{_folder}/data' -retentionPeriod=100y >'{_folder}/log' 2>&1"]);
    }

    public HttpClient Api { get; }

    public static void RequireOrSkip() => Installed.RequireOrSkip(["victoria-metrics"], "victoria-metrics");

    public static async Task<VictoriaMetrics> StartAsync()
    {
        var server = new VictoriaMetrics();
        await Eventually.TrueAsync("victoria-metrics answers", server.IsUpAsync);
        return server;
    }

    /// <summary>What it holds, a line of JSON for each metric and series.</summary>
    public async Task<string[]> ExportAsync(string match)
    {
        // What came in within the last second or so it shows only once it has put it away.
        await Api.GetStringAsync("internal/force_flush");
        var text = await Api.GetStringAsync($"api/v1/export?match[]={Uri.EscapeDataString(match)}");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Api.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsUpAsync()
    {
        Assert.False(_process.HasExited, "victoria-metrics ended before it answered.");
        try
        {
            using var answer = await Api.GetAsync("health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
