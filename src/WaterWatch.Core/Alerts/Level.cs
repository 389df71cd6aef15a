namespace WaterWatch.Alerts;

/// <summary>
/// The monitoring level (监测级别) of an alert, a station or an incident. Never a warning level (预警): those colours are declared by people under law.
/// </summary>
public enum Level : byte
{
    Compliant,
    Blue,
    Yellow,
    Orange,
    Red,
}

public static class Levels
{
    /// <summary>One step higher, as where drinking water is taken soon below; none is above red, and compliant stays so.</summary>
    public static Level OneUp(this Level level) => level is > Level.Compliant and < Level.Red ? level + 1 : level;

    public static Level Higher(Level a, Level b) => a > b ? a : b;
}

/// <summary>From which multiple of the limit on a level holds. The default is 0.8, over 1, 2 and 10.</summary>
public sealed record LevelRule(decimal Blue = 0.8m, decimal Orange = 2m, decimal Red = 10m)
{
    /// <summary>What stands for every class worse than the standard's last.</summary>
    public const string Worse = "worse";

    public static LevelRule Default { get; } = new();

    /// <summary>The level of a value that falls into a class of its standard; the higher of class and ratio holds. Usually none.</summary>
    public ClassLevels ByClass { get; init; } = ClassLevels.None;

    /// <param name="ratio">Value over limit.</param>
    public Level For(decimal ratio) =>
        ratio >= Red ? Level.Red : ratio >= Orange ? Level.Orange : ratio > 1 ? Level.Yellow : ratio >= Blue ? Level.Blue : Level.Compliant;

    /// <param name="className">Such as <c>IV</c>, or <c>worse than V</c>; null or empty when nobody can tell.</param>
    public Level ForClass(string? className) =>
        string.IsNullOrEmpty(className) ? Level.Compliant
            : ByClass.Of(className.StartsWith(Worse, StringComparison.Ordinal) ? Worse : className);
}
