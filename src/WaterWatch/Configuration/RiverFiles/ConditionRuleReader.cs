using WaterWatch.Alerts;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads the rules of the conditions beside the limit itself: each a section, or <c>none</c> where it is switched off.</summary>
internal static class ConditionRuleReader
{
    public static SectionKeys FlappingKeys { get; } = new("flapping", "high", "low", "samples");

    public static SectionKeys FastRiseKeys { get; } = new("fast_rise", "times", "within", "above", "level", "opens_incident");

    public static SectionKeys FirstDetectionKeys { get; } = new("first_detection", "after", "level", "opens_incident");

    public static SectionKeys BlindKeys { get; } = new("blind", "after", "level");

    public static SectionKeys HardnessMissingKeys { get; } = new("hardness_missing", "level");

    public static SectionKeys StuckKeys { get; } = new("stuck", "after", "tolerance", "level");

    public static SectionKeys SensorFailedKeys { get; } = new("sensor_failed", "after", "level");

    public static SectionKeys ClockKeys { get; } = new("clock", "lagging", "leading", "samples", "level");

    public static SectionKeys RiverKeys { get; } = new("river_alerts", "regional_silence", "not_listening", "set_aside_flood");

    public static SectionKeys RegionalSilenceKeys { get; } = new("regional_silence", "share", "least", "clear_share", "level");

    public static SectionKeys NotListeningKeys { get; } = new("not_listening", "after", "level");

    public static SectionKeys SetAsideFloodKeys { get; } = new("set_aside_flood", "count", "within", "level");

    // A run is counted among the samples that are remembered of a series.
    private static ValueKind<int> InARow { get; } = ValueKinds.Whole(1, SeriesState.Remembered);

    public static FlappingRule? Flapping(Section owner, FlappingRule? above) => Rule(owner, "flapping", FlappingKeys, above, FlappingRule.Default, (s, basis) =>
    {
        var rule = new FlappingRule(
            s.Value("high", ValueKinds.Share) ?? basis.High,
            s.Value("low", ValueKinds.ShareOrZero) ?? basis.Low,
            s.Value("samples", ValueKinds.Whole(3, Sides.Remembered)) ?? basis.Samples);
        if (rule.Low >= rule.High)
            s.Problem("low", $"flapping ends at {rule.Low} and begins at {rule.High}", "Let low be below high");

        return rule;
    });

    public static FastRiseRule? FastRise(Section owner, FastRiseRule? above) =>
        Rule(owner, "fast_rise", FastRiseKeys, above, new FastRiseRule(3, TimeSpan.FromHours(24), 0.2m, Level.Blue), (s, basis) =>
            new FastRiseRule(
                s.Value("times", ValueKinds.AboveOne) ?? basis.Times,
                s.Value("within", ValueKinds.Duration) ?? basis.Within,
                s.Value("above", ValueKinds.Share) ?? basis.Above,
                LevelOf(s, basis.Level))
            {
                OpensIncident = s.Value("opens_incident", ValueKinds.TrueOrFalse) ?? basis.OpensIncident,
            });

    public static FirstDetectionRule? FirstDetection(Section owner, FirstDetectionRule? above) =>
        Rule(owner, "first_detection", FirstDetectionKeys, above, new FirstDetectionRule(TimeSpan.FromDays(30), Level.Yellow), (s, basis) =>
            new FirstDetectionRule(s.Value("after", ValueKinds.Duration) ?? basis.After, LevelOf(s, basis.Level))
            {
                OpensIncident = s.Value("opens_incident", ValueKinds.TrueOrFalse) ?? basis.OpensIncident,
            });

    public static BlindRule? Blind(Section owner, BlindRule? above) =>
        Rule(owner, "blind", BlindKeys, above, BlindRule.Default, (s, basis) => new BlindRule(s.Value("after", InARow) ?? basis.After, LevelOf(s, basis.Level)));

    public static HardnessMissingRule? HardnessMissing(Section owner, HardnessMissingRule? above) =>
        Rule(owner, "hardness_missing", HardnessMissingKeys, above, HardnessMissingRule.Default, (s, basis) => new HardnessMissingRule(LevelOf(s, basis.Level)));

    public static StuckRule? Stuck(Section owner, StuckRule? above) =>
        Rule(owner, "stuck", StuckKeys, above, new StuckRule(TimeSpan.FromHours(24), 0, Level.Blue), (s, basis) =>
            new StuckRule(s.Value("after", ValueKinds.Duration) ?? basis.After, s.Value("tolerance", ValueKinds.ZeroOrMore) ?? basis.Tolerance, LevelOf(s, basis.Level)));

    public static SensorFailedRule? SensorFailed(Section owner, SensorFailedRule? above) =>
        Rule(owner, "sensor_failed", SensorFailedKeys, above, SensorFailedRule.Default, (s, basis) =>
            new SensorFailedRule(s.Value("after", InARow) ?? basis.After, LevelOf(s, basis.Level)));

    public static ClockRule? Clock(Section owner, ClockRule? above) =>
        Rule(owner, "clock", ClockKeys, above, ClockRule.Default, (s, basis) =>
            new ClockRule(
                s.Value("lagging", ValueKinds.Duration) ?? basis.Lagging,
                s.Value("leading", ValueKinds.Duration) ?? basis.Leading,
                s.Value("samples", ValueKinds.Whole(2, 100)) ?? basis.Samples,
                LevelOf(s, basis.Level)));

    /// <summary>The rules of a river as a whole.</summary>
    public static RiverRules River(Section file)
    {
        var basis = RiverRules.Default;
        return file.Sub("river_alerts", RiverKeys) is not { } section ? basis : new RiverRules
        {
            RegionalSilence = Rule(section, "regional_silence", RegionalSilenceKeys, basis.RegionalSilence, RegionalSilenceRule.Default, RegionalSilence),
            NotListening = Rule(section, "not_listening", NotListeningKeys, basis.NotListening, NotListeningRule.Default, (s, rule) =>
                new NotListeningRule(s.Value("after", ValueKinds.Duration) ?? rule.After, LevelOf(s, rule.Level))),
            SetAsideFlood = Rule(section, "set_aside_flood", SetAsideFloodKeys, basis.SetAsideFlood, SetAsideFloodRule.Default, (s, rule) =>
                new SetAsideFloodRule(
                    s.Value("count", ValueKinds.Whole(2, SetAsideFloodRule.MostCounted)) ?? rule.Count,
                    s.Value("within", ValueKinds.Duration) ?? rule.Within,
                    LevelOf(s, rule.Level))),
        };
    }

    private static RegionalSilenceRule RegionalSilence(Section section, RegionalSilenceRule basis)
    {
        var rule = new RegionalSilenceRule(
            section.Value("share", ValueKinds.Share) ?? basis.Share,
            section.Value("least", ValueKinds.Whole(2, 10_000)) ?? basis.Least,
            section.Value("clear_share", ValueKinds.ShareOrZero) ?? basis.ClearShare,
            LevelOf(section, basis.Level));
        if (rule.ClearShare >= rule.Share)
            section.Problem("clear_share", $"regional_silence ends at {rule.ClearShare} and begins at {rule.Share}", "Let clear_share be below share");

        return rule;
    }

    private static Level LevelOf(Section section, Level basis) => section.Value("level", ValueKinds.Level) ?? basis;

    /// <summary>What is written laid over what holds above it; over the built-in rule where it was off.</summary>
    private static T? Rule<T>(Section owner, string key, SectionKeys keys, T? above, T builtIn, Func<Section, T, T> read)
        where T : class
    {
        if (!owner.IsSingle(key))
            return owner.Sub(key, keys) is { } section ? read(section, above ?? builtIn) : above;

        if (owner.Has(key) && owner.Text(key) != "none")
        {
            owner.Problem(
                key,
                $"{key} must be a section of keys and values, or none, not \"{owner.Text(key)}\"",
                $"Write keys below it: {string.Join(", ", keys.Keys)}; none switches it off");
        }

        return null;
    }
}
