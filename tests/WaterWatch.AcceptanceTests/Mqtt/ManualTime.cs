using System.Threading.Channels;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>A clock that stands still until a test moves it; timers go off while it moves, in the order in which they are due.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly Channel<TimeSpan> _started = Channel.CreateUnbounded<TimeSpan>();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The waits that were begun, in order.</summary>
    public ChannelReader<TimeSpan> Started => _started.Reader;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var target = GetTimestamp() + by.Ticks;
        while (TakeDue(target) is { } due) due.Fire();
        Interlocked.Exchange(ref _now, target);
    }

    private Timer? TakeDue(long target)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (next is null) return null;
            Interlocked.Exchange(ref _now, Math.Max(_now, next.Due));
            if (next.Period > TimeSpan.Zero) next.Due += next.Period.Ticks;
            else _timers.Remove(next);
            return next;
        }
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        public Action Fire => fire;

        public long Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                Due = time._now + dueTime.Ticks;
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan) time._timers.Add(this);
            }
            if (dueTime != Timeout.InfiniteTimeSpan) time._started.Writer.TryWrite(dueTime);
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
