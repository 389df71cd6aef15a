using Quartz;

namespace WaterWatch.Clockwork;

/// <summary>
/// What is done regularly, and how often. Quartz only says when: a job sends a tick into the pipeline or starts a sweep, and what is due, what was done last and what is to
/// be tried again stands in the log. So nothing is kept over a restart here, and nothing need be.
/// </summary>
internal static class Timetable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>To look whether something is due that is so once a day.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Jobs that may run at once: each of the table, since none runs twice at once.</summary>
    private const int Hands = 6;

    /// <summary>Sets the table up. Not with a player of stories: that one turns its clock itself.</summary>
    public static void AddClockwork(this IServiceCollection services) => services.AddQuartz(quartz =>
    {
        Set(quartz);
        Every<TickJob>(quartz, Second);
        Every<CourierJob>(quartz, Second);
        Every<CommandJob>(quartz, Second);
        Every<HeartbeatJob>(quartz, Second);
        Every<ChainCheckJob>(quartz, Hour);
        Every<RetentionJob>(quartz, Hour);
    });

    /// <summary>What holds for every job.</summary>
    public static void Set(IQuartzBuilder quartz)
    {
        // Said outright: without, it would take whatever clock the service runs by, and a story's stands still.
        quartz.UseTimeProvider(TimeProvider.System);
        quartz.UseInMemoryStore();
        quartz.UseDefaultThreadPool(Hands);
        quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
        quartz.AddJobMiddleware<JobBorder>();
    }

    /// <summary>One job at one pace. A turn that comes while it still runs waits; of several that were missed one is made up for.</summary>
    public static void Every<TJob>(IQuartzBuilder quartz, TimeSpan period)
        where TJob : class, IJob =>
        quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).StartNow().WithMisfireThreshold(period)
                .WithSimpleSchedule(turns => turns.WithInterval(period).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)),
            job => job.DisallowConcurrentExecution(true));
}
