using System.CommandLine;
using WaterWatch.Configuration;

namespace WaterWatch.Commands;

/// <summary><c>check</c>: reads all configuration and prints every problem with file, line and remedy.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var (config, set) = (Options.Config(), Options.Set());
        var command = new Command("check", "Reads all configuration and prints every problem with file, line and remedy; exit code 1 on any.") { config, set };
        command.SetAction(parsed => CheckReport.Check(parsed.GetValue(config)!, Options.Environment(), parsed.GetValue(set)!, Console.Out));
        return command;
    }
}
