using System.Diagnostics;
using System.Threading.Channels;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>A process under measurement: its lines, its CPU time, its memory.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private Child(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory it ever held, bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The memory that it holds now, bytes.</summary>
    public long NowBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static Child Program(string file, params IEnumerable<string> arguments) => new(new ProcessStartInfo(file, arguments));

    /// <summary>Another copy of this program.</summary>
    public static Child Self(params IEnumerable<string> arguments) => DotNet(typeof(Child).Assembly.Location, arguments);

    public static Child DotNet(string assembly, params IEnumerable<string> arguments) => Program("dotnet", [assembly, .. arguments]);

    /// <exception cref="TimeoutException">It never said so.</exception>
    public async Task SaysAsync(string text)
    {
        var heard = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(limit.Token))
            {
                heard.Add(line);
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} never said \"{text}\" but:\n{string.Join('\n', heard)}");
        }
    }

    public Task EndsAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
