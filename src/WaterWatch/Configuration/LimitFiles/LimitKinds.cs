using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>What a total reading is held against where a standard gives only the dissolved part.</summary>
internal enum JudgesTotal
{
    /// <summary>The dissolved figure: on the safe side, since there is never more dissolved than in total.</summary>
    AsDissolved,

    /// <summary>The figure before it was converted: the total recoverable metal.</summary>
    BeforeConversion,
}

/// <summary>The kinds of values of limit files.</summary>
internal static class LimitKinds
{
    /// <summary>True for means.</summary>
    public static ValueKind<bool> Statistic { get; } = new(
        "a statistic", "Write instantaneous, or mean with over: 1h, 4d or 365d", text => text switch { "instantaneous" => false, "mean" => true, _ => null });

    public static ValueKind<TimeSpan> Window { get; } = ValueKinds.Duration with
    {
        Name = "a window from 1h to 366d",
        Remedy = "Write a whole number and its unit together, such as 1h, 4d or 365d",
        Read = text => ValueKinds.Duration.Read(text) is { TotalHours: >= 1, TotalDays: <= 366 } window ? window : null,
    };

    public static ValueKind<decimal> Share { get; } = new(
        "a share above 0 and up to 1", "Write a number above 0 and up to 1, such as 0.75", text => ValueKinds.AboveZero.Read(text) is { } n && n <= 1 ? n : null);

    public static ValueKind<CensoredAs> Censored { get; } = new(
        "a rule for values below detection", "Write half, zero, full or bounds",
        text => text switch { "half" => CensoredAs.Half, "zero" => CensoredAs.Zero, "full" => CensoredAs.Full, "bounds" => CensoredAs.Bounds, _ => null });

    public static ValueKind<JudgesTotal> Total { get; } = new(
        "a way to judge total readings", "Write as_dissolved (the safe side) or before_conversion (the figure for total recoverable metal)",
        text => text switch { "as_dissolved" => JudgesTotal.AsDissolved, "before_conversion" => JudgesTotal.BeforeConversion, _ => null });

    public static ValueKind<int> Digits { get; } = ValueKinds.Whole(1, 15);

    public static ValueKind<int> Decimals { get; } = ValueKinds.Whole(0, 12);

    public static ValueKind<bool> HalfToEven { get; } = new("a rule of rounding", "Write half_to_even", text => text == "half_to_even" ? true : null);
}
