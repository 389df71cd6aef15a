using System.CommandLine;
using WaterWatch.Storage;

namespace WaterWatch.Commands;

/// <summary>The command line (DESIGN §10). Exit codes: 0 done, 1 found wrong, 2 used wrong.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int FoundWrong = 1;
    public const int UsedWrong = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("WaterWatch listens to river sensors, judges what they measure, raises alerts and keeps a record that cannot be quietly altered.");
        RunCommand.AddTo(root);
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(DecodeCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(LimitsCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(ReparseCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(BackupCommand.Create());
        root.Subcommands.Add(BackupCommand.CreateRestore());
        root.Subcommands.Add(SendTestCommand.Create());
        root.Subcommands.Add(UsersCommand.Create());

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("See waterwatch --help.");
            return UsedWrong;
        }

        try
        {
            // As long as the host gives itself: with the usual 2 s a busy machine cut off what ends in order, and the exit code said so.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return UsedWrong;
        }
        catch (StorageException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return FoundWrong;
        }
        catch (OperationCanceledException)
        {
            return Done;
        }
    }
}

/// <summary>The command was used wrongly; the message says how to use it.</summary>
internal sealed class UsageException(string message) : Exception(message);
