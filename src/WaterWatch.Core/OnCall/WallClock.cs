namespace WaterWatch.OnCall;

/// <summary>What the clock on the wall of a time zone shows, where clocks are changed twice a year.</summary>
public static class WallClock
{
    /// <summary>No offset of a time zone is greater, so an instant this far off a time has surely not reached it, or surely has.</summary>
    private static readonly TimeSpan FurthestOffset = TimeSpan.FromHours(15);

    /// <param name="zone">Its daylight saving included.</param>
    public static DateTime WallClockAt(this TimeZoneInfo zone, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>
    /// The first instant at which the clock has reached a time. So a time that comes twice, when clocks go back, is the first of the two; and one that is left out, when
    /// they go forward, is the moment of the change. A later time is thereby never an earlier instant.
    /// </summary>
    public static DateTimeOffset FirstReached(this TimeZoneInfo zone, DateTime time)
    {
        var offset = zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time);
        var at = new DateTimeOffset(time, offset);
        return zone.WallClockAt(at) == time ? at.ToUniversalTime() : FirstAfterTheJump(zone, time);
    }

    /// <summary>A time that the clock jumps over: halves the span in which it does so, down to the tick.</summary>
    private static DateTimeOffset FirstAfterTheJump(TimeZoneInfo zone, DateTime time)
    {
        var (before, reached) = (new DateTimeOffset(time, TimeSpan.Zero) - FurthestOffset, new DateTimeOffset(time, TimeSpan.Zero) + FurthestOffset);
        while (reached - before > TimeSpan.FromTicks(1))
        {
            var middle = before + (reached - before) / 2;
            (before, reached) = zone.WallClockAt(middle) < time ? (middle, reached) : (before, middle);
        }

        return reached;
    }
}
