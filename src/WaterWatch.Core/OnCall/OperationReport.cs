namespace WaterWatch.OnCall;

/// <summary>The time that a report is about.</summary>
/// <param name="Until">The first instant that it is not about any more.</param>
public readonly record struct ReportPeriod(DateTimeOffset From, DateTimeOffset Until);

public enum ReportEvery : byte
{
    Day,
    Week,
}

/// <summary>
/// A report of how the watch went, by mail at the same time of every day or week. Periods end at that time on the wall clock: a day on which clocks are changed is an hour
/// longer or shorter, and no reading falls between two reports.
/// </summary>
public sealed record OperationReport
{
    public required string Id { get; init; }

    /// <summary>Empty for all rivers.</summary>
    public string River { get; init; } = "";

    public required ReportEvery Every { get; init; }

    /// <summary>The day of the week on which a week ends.</summary>
    public DayOfWeek On { get; init; } = DayOfWeek.Monday;

    public required TimeOnly At { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    public required IReadOnlyList<Target> To { get; init; }

    private int Days => Every == ReportEvery.Week ? 7 : 1;

    /// <summary>The newest period that is over by then.</summary>
    public ReportPeriod NewestBy(DateTimeOffset at)
    {
        // Where the clock is changed, tomorrow's end may already be there and today's not yet.
        var day = DateOnly.FromDateTime(TimeZone.WallClockAt(at)).AddDays(1);
        while (Every == ReportEvery.Week && day.DayOfWeek != On || EndOn(day) > at)
        {
            day = day.AddDays(-1);
        }

        return new ReportPeriod(EndOn(day.AddDays(-Days)), EndOn(day));
    }

    /// <summary>How many whole periods lie between the end of one and the beginning of another.</summary>
    public int PeriodsBetween(DateTimeOffset until, DateTimeOffset from) => Math.Max(0, (int)Math.Round((from - until) / TimeSpan.FromDays(Days)));

    private DateTimeOffset EndOn(DateOnly day) => TimeZone.FirstReached(day.ToDateTime(At));
}
