using System.Collections.Concurrent;

namespace WaterWatch.Notify;

/// <summary>Whether people can be told, for <c>/readyz</c>, <c>/metrics</c> and <c>/api/v1/oncall</c>. Written by the courier, read by many.</summary>
public sealed class CourierHealth
{
    private volatile string? _missing;
    private readonly ConcurrentDictionary<string, string> _lost = [];
    private long _waiting;
    private long _oldest;

    /// <summary>Why people are not told at present, in a sentence each; none when they are.</summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. _missing is { } missing ? [missing] : Array.Empty<string>(),
        .. _lost.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"The {l.Key} cannot be used: {l.Value}"),
    ];

    /// <summary>The first of them; null when there is none.</summary>
    public string? Trouble => Troubles is [var first, ..] ? first : null;

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

    /// <param name="lost">Why it cannot be used; null when it can.</param>
    internal void Server(string server, string? lost)
    {
        if (lost is null)
        {
            _lost.TryRemove(server, out _);
        }
        else
        {
            _lost[server] = lost;
        }
    }
}
