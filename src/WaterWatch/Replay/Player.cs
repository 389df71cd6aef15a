using WaterWatch.Pipeline;

namespace WaterWatch.Replay;

/// <summary>One thing that a story does at a time.</summary>
/// <param name="Do">Complete when the pipeline has committed it.</param>
public sealed record PlayedStep(DateTimeOffset At, Func<CancellationToken, Task> Do);

/// <summary>
/// Plays a story minute by minute: does what is due, waits until the pipeline has committed it, ticks, moves on. So the timeline is the same at any speed.
/// </summary>
/// <param name="afterMinute">Done after each story minute, such as sending what has come up in it; null for nothing.</param>
public sealed class Player(Inbox inbox, StoryClock clock, Func<CancellationToken, Task>? afterMinute = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    /// <param name="steps">In the order of their times.</param>
    /// <param name="speed">Story seconds a second; infinite for as fast as it goes.</param>
    /// <param name="progress">Told of each story minute.</param>
    public async Task PlayAsync(IReadOnlyList<PlayedStep> steps, double speed, Action<DateTimeOffset>? progress, CancellationToken cancellation)
    {
        if (steps.Count == 0)
        {
            return;
        }

        var next = 0;
        var started = TimeProvider.System.GetTimestamp();
        var played = TimeSpan.Zero;
        var minute = new DateTimeOffset(steps[0].At.UtcTicks - (steps[0].At.UtcTicks % Minute.Ticks), TimeSpan.Zero);
        while (next < steps.Count)
        {
            minute += Minute;
            for (; next < steps.Count && steps[next].At <= minute; next++)
            {
                clock.MoveTo(steps[next].At);
                await steps[next].Do(cancellation);
            }

            clock.MoveTo(minute);
            await inbox.TickAsync(minute, cancellation);
            if (afterMinute is not null)
            {
                await afterMinute(cancellation);
            }

            progress?.Invoke(minute);

            // By the time since the start: a wait is never shorter than the timer can, and what one takes too long the next makes up for.
            played += Minute;
            var ahead = played / speed - TimeProvider.System.GetElapsedTime(started);
            if (double.IsFinite(speed) && ahead >= LeastWait)
            {
                await Task.Delay(ahead, cancellation);
            }
        }
    }
}
