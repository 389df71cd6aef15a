using WaterWatch.Alerts;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads what a station is ordered to do: <c>commands</c> of a station, laid over the river's defaults.</summary>
internal static class CommandRuleReader
{
    public static SectionKeys CommandKeys { get; } = new("commands", "sample_every", "sample_again");

    public static SectionKeys LevelKeys { get; } = new("sample_every", "blue", "yellow", "orange", "red");

    // The payload counts seconds. "usual" takes back what the river's defaults order.
    private static ValueKind<TimeSpan> Interval { get; } = new(
        "a sampling interval", "Write whole seconds or more, such as 30m or 1h; usual to change nothing at this level",
        text => text == "usual" ? TimeSpan.Zero : ValueKinds.Duration.Read(text) is { } t && t.Ticks % TimeSpan.TicksPerSecond == 0 ? t : null);

    public static CommandRule Over(Section owner, CommandRule basis)
    {
        if (owner.Sub("commands", CommandKeys) is not { } section)
            return basis;

        var rule = basis with { SampleAgain = section.Value("sample_again", ValueKinds.TrueOrFalse) ?? basis.SampleAgain };
        return section.Sub("sample_every", LevelKeys) is not { } levels ? rule : rule with
        {
            Blue = At(levels, "blue", basis.Blue),
            Yellow = At(levels, "yellow", basis.Yellow),
            Orange = At(levels, "orange", basis.Orange),
            Red = At(levels, "red", basis.Red),
        };
    }

    /// <summary>An order must never make a station sample more seldom because things got worse.</summary>
    public static void Check(CommandRule rule, TimeSpan? usual, Section station)
    {
        if (rule.Every(Level.Red) is null)
            return;

        if (usual is not { } interval)
        {
            station.Problem("commands", "commands: sample_every needs to know how often the station samples as usual", "Add expected: with an interval for a determinand, such as { Cd: 4h }");
            return;
        }

        var longest = interval;
        foreach (var level in new[] { Level.Blue, Level.Yellow, Level.Orange, Level.Red })
        {
            var every = rule.Every(level) ?? longest;
            if (every > longest)
            {
                station.Problem(
                    "commands", $"commands: sample_every at {level} is {every}, longer than {longest}, which holds below it", "Let each level have the same interval as the one below it, or a shorter one; the usual one is the shortest of expected");
                return;
            }

            longest = every;
        }
    }

    private static TimeSpan? At(Section levels, string level, TimeSpan? basis) =>
        levels.Value(level, Interval) is not { } written ? basis : written == TimeSpan.Zero ? null : written;
}
