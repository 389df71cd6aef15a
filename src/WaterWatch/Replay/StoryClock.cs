namespace WaterWatch.Replay;

/// <summary>A clock that a player turns: what is asked for the time is in the story, and timers are not of this clock.</summary>
public sealed class StoryClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves on; a clock never goes back.</summary>
    public void MoveTo(DateTimeOffset now)
    {
        if (now.UtcTicks > Interlocked.Read(ref _ticks))
        {
            Interlocked.Exchange(ref _ticks, now.UtcTicks);
        }
    }
}
