using System.CommandLine;
using WaterWatch.Replay;
using WaterWatch.Timeline;

namespace WaterWatch.Commands;

/// <summary><c>replay</c>: plays case folders, JSONL or CSV through the real pipeline into a log of its own and prints the timeline.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "A case folder, a .jsonl or a .csv file.", Arity = ArgumentArity.OneOrMore };
        var (config, set, speed) = (Options.Config(), Options.Set(), Options.Speed("max"));
        var command = new Command("replay", "Plays recorded messages through the real pipeline and prints the timeline; its clock is the data's.") { files, config, set, speed };
        command.SetAction(async (parsed, cancellation) =>
        {
            var exit = CommandLine.Done;
            foreach (var file in parsed.GetValue(files)!)
            {
                exit = Math.Max(exit, await ReplayAsync(file, parsed.GetValue(config)!, parsed.GetValue(set)!, Options.ReadSpeed(parsed.GetValue(speed)!), cancellation));
            }

            return exit;
        });
        return command;
    }

    private static async Task<int> ReplayAsync(string file, string config, string[] sets, double speed, CancellationToken cancellation)
    {
        var content = ReplayFile.Read(file);
        if (content.Problems.Count > 0)
        {
            foreach (var problem in content.Problems)
            {
                await Console.Error.WriteLineAsync(problem.ToString());
            }

            return CommandLine.FoundWrong;
        }

        if (Options.Load(content.ConfigDirectory ?? config, sets) is not { } loaded)
        {
            return CommandLine.FoundWrong;
        }

        var progress = Console.IsErrorRedirected ? null : new Action<DateTimeOffset>(minute => Console.Error.Write($"\r{Instants.Format(minute)} "));
        using var folder = new TemporaryFolder("waterwatch-replay");
        var zone = loaded.Plan.Rivers.Values.Select(r => r.TimeZone).FirstOrDefault() ?? TimeZoneInfo.Utc;
        var timeline = await ReplaySession.PlayAsync(content, loaded, sets, folder.Path, speed, progress, cancellation);
        foreach (var entry in timeline.Where(e => !e.IsOfTheRecord))
        {
            await Console.Out.WriteLineAsync(TimelineLine.Of(entry, zone));
        }

        return CommandLine.Done;
    }
}
