using System.Diagnostics;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>The demo as a user starts it, running on.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("waterwatch-demo-").FullName;
    private readonly Process _process;

    private DemoProcess(string speed)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program, "demo", "--speed", speed, "--data", _data, "--urls", Url(""), "--mqtt", $"127.0.0.1:{FreePort.Next()}"]) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root })!;
        _process.BeginOutputReadLine();
        Api = new HttpClient { BaseAddress = new Uri(Url("/")) };
    }

    public int HttpPort { get; } = FreePort.Next();

    public HttpClient Api { get; }

    /// <summary>All that it has used until now.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="speed">Seconds of the story in one; as a user has it when nothing is said.</param>
    public static async Task<DemoProcess> StartAsync(string speed = "7200")
    {
        var demo = new DemoProcess(speed);
        await Eventually.TrueAsync("the demo answers", async () =>
        {
            try
            {
                using var answer = await demo.Api.GetAsync("/healthz");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return demo;
    }

    public string Url(string path) => $"http://127.0.0.1:{HttpPort}{path}";

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Api.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
