using WaterWatch.Alerts;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads <c>alerts</c>: rules for a whole station, and beside them those of single determinands, each key laid over the wider rule.</summary>
internal sealed class AlertRuleReader(Problems problems)
{
    public static SectionKeys RuleKeys { get; } = new(
        "alerts",
        "hold", "clear_samples", "clear_ratio", "clear_for", "levels", "not_refuted_after", "silent_after", "silent_level", "marked_level", "flapping",
        "fast_rise", "first_detection", "blind", "hardness_missing", "stuck", "sensor_failed", "clock", "determinands");

    public static SectionKeys LevelKeys { get; } = new("levels", "blue", "orange", "red", "by_class");

    private static readonly SectionKeys DeterminandKeys = new("alerts of a determinand", [.. RuleKeys.Keys.Where(k => k is not ("determinands" or "clock"))]);

    private static ValueKind<int> Samples { get; } = ValueKinds.Whole(1, 1000);

    private static ValueKind<decimal> ClearRatio { get; } = new(
        "a share of the limit above 0 and up to 1", "Write a number above 0 and up to 1, such as 0.8", text => ValueKinds.AboveZero.Read(text) is { } n && n <= 1 ? n : null);

    private static ValueKind<decimal> Intervals { get; } = new(
        "a number of expected intervals above 0 and up to 10000", "Write how often a sample may fail to come, such as 2.5", text => ValueKinds.AboveZero.Read(text) is { } n && n <= 10_000 ? n : null);

    /// <summary>The rule of the station as a whole.</summary>
    /// <param name="basis">What holds where nothing is written.</param>
    public static AlertRule Station(Section owner, AlertRule basis) => owner.Sub("alerts", RuleKeys) is { } section
        ? Over(section, basis) with { Clock = ConditionRuleReader.Clock(section, basis.Clock) }
        : basis;

    /// <summary>The determinands that have a rule of their own here.</summary>
    public IEnumerable<((Determinand, Fraction) Series, Section Section)> Determinands(Section owner)
    {
        if (owner.Sub("alerts", RuleKeys) is not { } alerts)
            yield break;

        foreach (var entry in alerts.Entries("determinands"))
        {
            if (Named.Series(entry.Key, entry.Origin, problems) is { } series && Section.Open(entry.Value, DeterminandKeys, problems) is { } section)
                yield return (series, section);
        }
    }

    /// <summary>What is written laid over what is not.</summary>
    public static AlertRule Over(Section section, AlertRule basis) => basis with
    {
        Hold = section.Value("hold", Samples) ?? basis.Hold,
        ClearSamples = section.Value("clear_samples", Samples) ?? basis.ClearSamples,
        ClearRatio = section.Value("clear_ratio", ClearRatio) ?? basis.ClearRatio,
        ClearFor = section.Value("clear_for", ValueKinds.DurationOrZero) ?? basis.ClearFor,
        Levels = Levels(section.Sub("levels", LevelKeys), basis.Levels),
        NotRefutedAfterIntervals = section.Value("not_refuted_after", Intervals) ?? basis.NotRefutedAfterIntervals,
        SilentAfterIntervals = section.Value("silent_after", Intervals) ?? basis.SilentAfterIntervals,
        SilentLevel = section.Value("silent_level", ValueKinds.Level) ?? basis.SilentLevel,
        MarkedLevel = section.Value("marked_level", ValueKinds.Level) ?? basis.MarkedLevel,
        Flapping = ConditionRuleReader.Flapping(section, basis.Flapping),
        FastRise = ConditionRuleReader.FastRise(section, basis.FastRise),
        FirstDetection = ConditionRuleReader.FirstDetection(section, basis.FirstDetection),
        Blind = ConditionRuleReader.Blind(section, basis.Blind),
        HardnessMissing = ConditionRuleReader.HardnessMissing(section, basis.HardnessMissing),
        Stuck = ConditionRuleReader.Stuck(section, basis.Stuck),
        SensorFailed = ConditionRuleReader.SensorFailed(section, basis.SensorFailed),
    };

    private static LevelRule Levels(Section? section, LevelRule basis)
    {
        if (section is null)
            return basis;

        var levels = new LevelRule(
            section.Value("blue", ValueKinds.AboveZero) ?? basis.Blue,
            section.Value("orange", ValueKinds.AboveZero) ?? basis.Orange,
            section.Value("red", ValueKinds.AboveZero) ?? basis.Red)
        {
            ByClass = section.Has("by_class") ? ByClass(section) : basis.ByClass,
        };
        if (levels.Blue > 1 || levels.Orange <= 1 || levels.Red <= levels.Orange)
        {
            section.Problem(
                section.Has("orange") ? "orange" : "red",
                $"the levels blue {levels.Blue}, yellow 1, orange {levels.Orange} and red {levels.Red} times the limit do not rise",
                "Let blue be at most 1, orange above 1 and red above orange");
        }

        return levels;
    }

    private static ClassLevels ByClass(Section section)
    {
        var levels = new Dictionary<string, Level>();
        foreach (var entry in section.Entries("by_class"))
        {
            if (entry.Value is not ConfigScalar { Text: var text } || ValueKinds.Level.Read(text) is not { } level)
                section.Problems.Add(entry.Value.Origin, $"by_class {entry.Key}: {entry.Value.Kind} is not {ValueKinds.Level.Name}", ValueKinds.Level.Remedy);
            else
                levels[entry.Key] = level;
        }

        return new ClassLevels(levels);
    }
}
