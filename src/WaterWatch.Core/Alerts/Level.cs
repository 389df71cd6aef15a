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

/// <summary>From which multiple of the limit on a level holds. The default is 0.8, over 1, 2 and 10.</summary>
public sealed record LevelRule(decimal Blue = 0.8m, decimal Orange = 2m, decimal Red = 10m)
{
    public static LevelRule Default { get; } = new();

    /// <param name="ratio">Value over limit.</param>
    public Level For(decimal ratio) =>
        ratio >= Red ? Level.Red : ratio >= Orange ? Level.Orange : ratio > 1 ? Level.Yellow : ratio >= Blue ? Level.Blue : Level.Compliant;
}
