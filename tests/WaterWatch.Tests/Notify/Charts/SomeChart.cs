using WaterWatch.Alerts;
using WaterWatch.Notify.Charts;

namespace WaterWatch.Tests.Notify.Charts;

/// <summary>Three sizes of data that a chart must stand.</summary>
internal static class SomeChart
{
    public static readonly DateTimeOffset To = new(2012, 1, 15, 1, 42, 0, TimeSpan.Zero);

    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static ChartData OneValue { get; } = Chart([], 0.4075, Level.Red);

    /// <summary>Every quarter of an hour for three days, rising past the limit in the last hours.</summary>
    public static ChartData ThreeDays { get; } =
        Chart([.. Enumerable.Range(0, 288).Select(i => Point(i * 0.25, 0.002 + 0.0006 * Math.Sin(i / 9.0) + (i < 260 ? 0 : 0.0006 * (i - 260))))], 0.0188, Level.Orange);

    /// <summary>Each four hours, below detection at first, with a day missing, then a hundred times the limit.</summary>
    public static ChartData Gaps { get; } = Chart(
        [.. Enumerable.Range(0, 18).Where(i => i is < 5 or > 9).Select(i => Point(2 + i * 4, i < 13 ? 0.0005 : 0.0005 * Math.Pow(5.2, i - 13), isBound: i < 13))], 0.4075, Level.Red);

    public static ChartData Acid { get; } = Chart([.. Enumerable.Range(0, 18).Select(i => Point(2 + i * 4, 7.8 - (i > 14 ? (i - 14) * 0.7 : 0)))], 5.7, Level.Yellow, unit: "", limit: 6, rule: null);

    public static ChartPoint Point(double hours, double value, bool isBound = false) => new(To.AddHours(hours - 72), value, value, 1, isBound);

    private static ChartData Chart(IReadOnlyList<ChartPoint> points, double alerted, Level level, string unit = "mg/L", double limit = 0.005) =>
        Chart(points, alerted, level, unit, limit, LevelRule.Default);

    private static ChartData Chart(IReadOnlyList<ChartPoint> points, double alerted, Level level, string unit, double limit, LevelRule? rule) =>
        new(To.AddHours(-72), To, Zone, points, new ChartPoint(To.AddMinutes(-12), alerted, alerted, 1, false), level, unit, limit, rule);
}
