using System.CommandLine;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing;
using WaterWatch.Importing.Mapping;
using WaterWatch.Pipeline;

namespace WaterWatch.Commands;

/// <summary><c>import FILE</c>: a table or line protocol into the record, with the service stopped.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A table (.csv, .tsv) or line protocol (.lp), compressed with gzip or not." };
        var (config, data, set) = (Options.Config(), Options.Data(), Options.Set());
        var mapping = new Option<string?>("--mapping") { Description = "How the columns are understood; without it they say it themselves: station, taken_at, Cd (ug/L).", HelpName = "FILE.yaml" };
        var station = new Option<string?>("--station") { Description = "All rows are of this station.", HelpName = "ID" };
        var by = new Option<string?>("--by") { Description = "Who brings the file; stands on the timeline. The user of this machine when left out.", HelpName = "NAME" };
        var report = new Option<string?>("--report") { Description = "Writes every cell and row that is set aside into a table: line, reason, detail.", HelpName = "FILE.csv" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Reads all of the file and keeps nothing; also while the service runs." };
        var command = new Command("import", "Brings the readings of a file into the record, judged at their own time, with the service stopped; while it runs, POST /api/v1/import does the same. Run again it goes on, or finds all of it held.")
        {
            file, mapping, station, by, report, dryRun, config, data, set,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            RequireFile(path, "FILE");
            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            try
            {
                var problems = new Problems();
                var stations = loaded.Plan.Stations.Keys;
                var how = MappingOf(parsed.GetValue(mapping), stations, problems);
                var asked = problems.Any ? null : ImportAsked.Of(
                    path, Path.GetFileName(path), how, parsed.GetValue(station), parsed.GetValue(by) ?? $"{Environment.UserName} at the command line", stations, problems);
                using var table = parsed.GetValue(report) is { } to ? new ImportTable(to) : null;
                var outcome = asked is null ? null
                    : parsed.GetValue(dryRun) ? New(loaded, table).Try(asked, problems, cancellation)
                    : await ImportAsync(loaded.With(parsed.GetValue(data), null, null), asked, table, problems, cancellation);
                return Say(outcome, problems, parsed.GetValue(dryRun));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // What belongs to the log fails as StorageException: this is FILE, its mapping or the report.
                throw new UsageException($"{failure.Message} What was imported until then stays; the same command goes on from there.");
            }
        });
        return command;
    }

    private static async Task<ImportOutcome?> ImportAsync(LoadedConfiguration loaded, ImportAsked asked, ImportTable? table, Problems problems, CancellationToken cancellation)
    {
        await using var pipeline = await OfflinePipeline.StartAsync(loaded, cancellation);
        return await New(loaded, table).ImportAsync(asked, pipeline.Inbox, pipeline.Log, problems, cancellation);
    }

    private static Importer New(LoadedConfiguration loaded, ImportTable? table) => new(loaded.Plan, TimeProvider.System)
    {
        Progress = Console.IsErrorRedirected ? null : (done, readings) => Console.Error.Write($"\r{done:P0}, {readings} readings "),
        Findings = new ImportFindings { Each = table is null ? null : table.Write },
    };

    private static (ImportMapping Mapping, string Text)? MappingOf(string? path, IReadOnlyCollection<string> stations, Problems problems)
    {
        if (path is null)
        {
            return null;
        }

        RequireFile(path, "--mapping");
        return ImportAsked.ReadMapping(Path.GetFileName(path), File.ReadAllText(path), stations, problems);
    }

    private static void RequireFile(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{what}: there is no file {path}.");
        }
    }

    private static int Say(ImportOutcome? outcome, Problems problems, bool isDryRun)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine();
        }

        foreach (var problem in problems.Sorted())
        {
            Console.Error.WriteLine(problem);
        }

        if (outcome is null)
        {
            Console.Error.WriteLine("Nothing was imported.");
            return CommandLine.FoundWrong;
        }

        foreach (var line in ImportWords.Of(outcome, isDryRun))
        {
            Console.WriteLine(line);
        }

        return outcome.Counts.SetAside == 0 ? CommandLine.Done : CommandLine.FoundWrong;
    }
}
