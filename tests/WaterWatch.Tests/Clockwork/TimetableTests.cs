using Microsoft.Extensions.DependencyInjection;
using Quartz;
using WaterWatch.Clockwork;
using WaterWatch.Replay;

namespace WaterWatch.Tests.Clockwork;

/// <summary>Jobs of the test under the rules of the house, in Quartz itself. What is waited for is that a job has run, never a time.</summary>
public sealed class TimetableTests : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services;
    private readonly Runs _runs = new();
    private IScheduler? _scheduler;

    public TimetableTests()
    {
        // As in a demo: the clock of everything else is a story's, which stands still.
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(new StoryClock(Deciding.Some.Start)).AddSingleton(_runs).AddSingleton<ClockworkHealth>();
        services.AddQuartz(quartz =>
        {
            Timetable.Set(quartz);
            Timetable.Every<CountedJob>(quartz, Often);
        });
        _services = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown(waitForJobsToComplete: true);
        }

        await _services.DisposeAsync();
    }

    [Fact]
    public async Task It_goes_by_the_wall_though_everything_else_goes_by_a_story()
    {
        await StartAsync(run => Task.CompletedTask, until: 3);

        Assert.True(_runs.FiredAt > Deciding.Some.Start.AddYears(10), $"{_runs.FiredAt}");
    }

    [Fact]
    public async Task A_job_that_throws_is_counted_and_has_its_next_turn()
    {
        await StartAsync(run => run <= 2 ? throw new InvalidOperationException("broken") : Task.CompletedTask, until: 4);

        var counts = _services.GetRequiredService<ClockworkHealth>().Jobs.Single();
        Assert.Equal(("CountedJob", 2L), (counts.Newest.Job, counts.Failed));
        Assert.True(counts.Runs >= 3, $"{counts.Runs}");
    }

    [Fact]
    public async Task A_job_that_takes_longer_than_its_turn_never_runs_twice_at_once_and_what_it_missed_is_one_run()
    {
        // The first run lasts until twenty turns are over by the clock: had they been kept, they would follow at once. On a machine that stood still its turn was longer.
        await StartAsync(run => run == 1 ? Runs.UntilAsync(DateTimeOffset.UtcNow + _runs.Turn + 20 * Often) : Task.CompletedTask, until: 3);

        Assert.Equal(1, _runs.MostAtOnce);
        Assert.True(_services.GetRequiredService<ClockworkHealth>().Jobs.Single().Slow >= 1);
    }

    [Fact]
    public async Task The_end_interrupts_a_job_and_waits_for_it()
    {
        await StartAsync(run => _runs.UntilInterruptedAsync(), until: 1);

        await _scheduler!.Shutdown(waitForJobsToComplete: true).AsTask().WaitAsync(Patience);

        Assert.True(_runs.WasInterrupted);
        Assert.Equal(0, _runs.Now);
        Assert.Equal(0, _services.GetRequiredService<ClockworkHealth>().Jobs.Single().Failed);
    }

    private async Task StartAsync(Func<int, Task> work, int until)
    {
        (_runs.Work, _runs.Wanted) = (work, until);
        _scheduler = await _services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await _scheduler.Start();
        await _runs.Reached.WaitAsync(Patience);
    }

    /// <summary>What the job does at which run, and what came of it.</summary>
    internal sealed class Runs
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private int _now;

        public Func<int, Task> Work { get; set; } = _ => Task.CompletedTask;

        public int Wanted { get; set; }

        public int Now => Volatile.Read(ref _now);

        public int MostAtOnce { get; private set; }

        public DateTimeOffset FiredAt { get; private set; }

        /// <summary>From when the newest run was due until the next is.</summary>
        public TimeSpan Turn { get; private set; }

        public bool WasInterrupted { get; private set; }

        public CancellationToken Token { get; private set; }

        public Task Reached => _reached.Task;

        public async Task RunAsync(IJobExecutionContext context, CancellationToken token)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            (FiredAt, Turn, Token) = (context.FireTimeUtc, context.NextFireTimeUtc - context.ScheduledFireTimeUtc ?? TimeSpan.Zero, token);
            var run = Interlocked.Increment(ref _count);
            if (run == Wanted)
            {
                _reached.TrySetResult();
            }

            try
            {
                await Work(run);
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }

        public static async Task UntilAsync(DateTimeOffset at)
        {
            while (DateTimeOffset.UtcNow < at)
            {
                await Task.Yield();
            }
        }

        public async Task UntilInterruptedAsync()
        {
            var interrupted = new TaskCompletionSource();
            await using var registration = Token.Register(interrupted.SetResult);
            await interrupted.Task;
            WasInterrupted = true;
            Token.ThrowIfCancellationRequested();
        }
    }

    internal sealed class CountedJob(Runs runs) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await runs.RunAsync(context, cancellationToken);
    }
}
