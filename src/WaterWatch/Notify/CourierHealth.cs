namespace WaterWatch.Notify;

/// <summary>Whether people can be told, for <c>/readyz</c>, <c>/metrics</c> and <c>/api/v1/oncall</c>. Written by the courier, read by many.</summary>
public sealed class CourierHealth
{
    private volatile string? _missing;
    private volatile string? _lost;
    private long _waiting;
    private long _oldest;

    /// <summary>Why people are not told at present, in a sentence; null when they are.</summary>
    public string? Trouble => _missing ?? (_lost is { } answer ? $"The mail server cannot be used: {answer}" : null);

    /// <summary>Notifications that have still to be sent.</summary>
    public long Count => Interlocked.Read(ref _waiting);

    /// <summary>Since when the oldest of them waits; null when none does.</summary>
    public DateTimeOffset? OldestAt => Interlocked.Read(ref _oldest) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal void Waiting(long count, DateTimeOffset? oldestAt)
    {
        Interlocked.Exchange(ref _waiting, count);
        Interlocked.Exchange(ref _oldest, oldestAt?.UtcTicks ?? 0);
    }

    internal void Missing(string? why) => _missing = why;

    internal void Server(string? lost) => _lost = lost;
}
