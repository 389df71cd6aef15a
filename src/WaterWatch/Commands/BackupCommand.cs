using System.CommandLine;
using WaterWatch.Storage;

namespace WaterWatch.Commands;

/// <summary><c>backup FILE</c> and <c>restore FILE</c>: the record in one file, and back.</summary>
internal static class BackupCommand
{
    /// <summary>A running service has the other half of the time.</summary>
    private const int Rest = 1;

    public static Command Create()
    {
        var (data, config, set) = (Options.Data(), Options.Config(), Options.Set());
        var file = new Argument<string>("FILE") { Description = "Where to, such as /backup/waterwatch.db." };
        var force = new Option<bool>("--force") { Description = "Replaces an older backup of that name, once the new one is whole." };
        var command = new Command("backup", "Copies the record into one file, also while the service runs, walks its chain and prints its head; users and keys are not in it.") { file, force, data, config, set };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var (from, to) = (parsed.GetValue(data) ?? Options.DataDirectory(parsed.GetValue(config)!, parsed.GetValue(set)!), Path.GetFullPath(parsed.GetValue(file)!));
                if (File.Exists(to) && !parsed.GetValue(force))
                {
                    throw new UsageException($"{to} is there already; take another name, or --force to replace it once the new one is whole.");
                }

                var found = New(cancellation).Take(from, to, parsed.GetValue(force), cancellation);
                return Said(found, $"{to} holds the record of {from}.", $"The copy was not taken for a backup: it lies in {to}.broken, and what was there before is as it was.");
            },
            CancellationToken.None));
        return command;
    }

    public static Command CreateRestore()
    {
        var (data, config, set) = (Options.Data(), Options.Config(), Options.Set());
        var file = new Argument<string>("FILE") { Description = "What backup wrote." };
        var force = new Option<bool>("--force") { Description = "Also where a record is already: that one is kept in a folder beside." };
        var command = new Command("restore", "Puts a backup into the data directory, with the service stopped, after its chain was walked; prints its head.") { file, force, data, config, set };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var (from, to) = (Path.GetFullPath(parsed.GetValue(file)!), parsed.GetValue(data) ?? Options.DataDirectory(parsed.GetValue(config)!, parsed.GetValue(set)!));
                var found = New(cancellation).Restore(from, to, parsed.GetValue(force), cancellation);
                return Said(found, $"{to} holds the record of {from}. What was acknowledged after that backup is not in it.", $"{from} was not restored; {to} is as it was.");
            },
            CancellationToken.None));
        return command;
    }

    private static Backup New(CancellationToken cancellation) => new() { Pace = new Pace(Rest, cancellation), Progress = Console.IsErrorRedirected ? Silent : Show };

    private static void Silent(double done)
    {
    }

    private static void Show(double done) => Console.Error.Write(done < 1 ? $"\rcopied {done:P0} " : "\rcopied; walking the chain\n");

    private static int Said(AuditResult found, string done, string not)
    {
        Console.WriteLine(found);
        (found.IsIntact ? Console.Out : Console.Error).WriteLine(found.IsIntact ? done : not);
        return found.IsIntact ? CommandLine.Done : CommandLine.FoundWrong;
    }
}
