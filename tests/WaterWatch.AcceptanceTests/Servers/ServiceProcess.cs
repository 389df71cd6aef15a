using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>The real service as a process of its own, which can be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(ServiceHome home)
    {
        // A file that would grow past a limit then fails to be written, as on a full disk, instead of ending the process.
        var start = new ProcessStartInfo("bash", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "bash", Repository.Program, .. home.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _ended.TrySetResult();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{home.HttpPort}") };
    }

    public HttpClient Api { get; }

    public int Id => _process.Id;

    /// <summary>Everything it has said until now.</summary>
    public string Output => string.Join('\n', _output);

    public static ServiceProcess Start(ServiceHome home) => new(home);

    /// <summary>Waits for the line that says so, and then for <c>/readyz</c>.</summary>
    public async Task<ServiceProcess> ReadyAsync()
    {
        await SaidReadyAsync();
        await Eventually.TrueAsync("/readyz is 200", IsReadyAsync);
        return this;
    }

    public async Task SaidReadyAsync()
    {
        await Task.WhenAny(_ready.Task, _ended.Task).WaitAsync(Eventually.Patience);
        Assert.True(_ready.Task.IsCompleted, $"The service ended before it was ready:\n{Output}");
    }

    public async Task<bool> IsReadyAsync()
    {
        using var answer = await Api.GetAsync("/readyz");
        return answer.IsSuccessStatusCode;
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended.Task.WaitAsync(Eventually.Patience);
    }

    /// <summary>SIGTERM, and waits for the end, which is to be a clean one.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.True(_process.ExitCode == 0, $"The service ended with {_process.ExitCode}:\n{Output}");
    }

    public Task SignalAsync(string signal) => RunToolAsync("bash", "-c", $"kill -s {signal} {Id}");

    /// <summary>No file may grow past that many bytes from now on: what a full disk is to the log.</summary>
    public Task LimitFilesAsync(string bytes) => RunToolAsync("prlimit", "--pid", $"{Id}", $"--fsize={bytes}:unlimited");

    public Task SaidAsync(string words) => Eventually.TrueAsync($"the service says \"{words}\"", () => Task.FromResult(Output.Contains(words, StringComparison.Ordinal)));

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Api.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path} gave {(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>All items of a collection, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string path, int limit = 10_000)
    {
        var items = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}limit={limit}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if ((cursor = page.GetProperty("next").GetString()) is null) return items;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static async Task RunToolAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(tool, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (line.Contains("WaterWatch is ready", StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
