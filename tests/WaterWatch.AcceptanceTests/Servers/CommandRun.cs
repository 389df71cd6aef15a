using System.Diagnostics;
using System.Text;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A command of the program, run to its end as a user runs it.</summary>
internal sealed record CommandRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors, TimeSpan Took)
{
    public string Text => string.Join('\n', Output);

    public static Task<CommandRun> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <param name="environment">Variables beside those of the tests.</param>
    public static async Task<CommandRun> RunAsync(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", [Repository.Program, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CommandRun(process.ExitCode, Lines(await output), Lines(await errors), Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
