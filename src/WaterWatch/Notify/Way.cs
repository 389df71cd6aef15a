using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Storage;

namespace WaterWatch.Notify;

/// <summary>
/// The way to people through one server: whether it is to be left alone for a time, what went through it, and what of that has still to be written down. Each server has one of
/// its own, so that a dead gateway holds up no mail, and a dead mail server no call.
/// </summary>
internal sealed class Way
{
    /// <summary>So many messages in a quarter of an hour go out one by one; then what comes meanwhile goes together, once in <see cref="Apart"/>.</summary>
    private const int MostOneByOne = 5;

    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>Something grave that is new does not wait longer for a server that was lost.</summary>
    private static readonly TimeSpan LongestForGrave = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Person, string Channel), Queue<(DateTimeOffset At, Level Level)>> _sent = [];
    private DateTimeOffset _pausedUntil;
    private DateTimeOffset _lostAt;
    private int _failures;

    /// <summary>What came of sending and is not yet on disk.</summary>
    public List<Delivery> Unwritten { get; } = [];

    /// <summary>The newest round on this way; while it runs, no other begins.</summary>
    public Task Round { get; set; } = Task.CompletedTask;

    /// <summary>The newest notification that a whole round has looked at.</summary>
    public long SeenThrough { get; set; }

    public bool IsPaused(DateTimeOffset now) => now < _pausedUntil;

    /// <summary>Whether there may be something grave that is new, and the server is not asked too often for it.</summary>
    public bool MayTryNew(DateTimeOffset now, IReadOnlyList<Waiting> waiting) => now - _lostAt >= LongestForGrave && waiting.Any(w => w.Newest > SeenThrough);

    /// <param name="waiting">Alerts of one person and channel, oldest first: they go together.</param>
    public bool MayGo(IReadOnlyList<Notification> waiting, DateTimeOffset now)
    {
        var tried = waiting.Where(n => n.Attempts > 0).Select(n => n.Level).DefaultIfEmpty(Level.Compliant).Max();
        var isGraver = waiting.Any(n => n.Attempts == 0 && n.Level >= Level.Orange && n.Level > tried);

        // In order: while the oldest is put off, those behind it wait and go with it. What is graver waits for none of them.
        return (isGraver || !IsPaused(now) && !(waiting[0].NextTryAt > now)) && IsWithinBounds(waiting, now);
    }

    /// <param name="went">In one message; an operation report counts for no bound.</param>
    public void Remember(IReadOnlyList<Notification> went, DeliveryResult result, DateTimeOffset now)
    {
        if (result.Outcome == DeliveryOutcome.Sent && went[0].Report is null)
        {
            var to = (went[0].Person, went[0].Channel);
            _sent.TryAdd(to, []);
            _sent[to].Enqueue((now, went.Max(n => n.Level)));
        }

        _failures = result.IsServerLost ? _failures + 1 : 0;
        _lostAt = result.IsServerLost ? now : _lostAt;
        _pausedUntil = _failures == 0 ? default : now + Retrying.After(_failures, result.RetryAfter);
    }

    /// <summary>Worse than all that went lately is never too much.</summary>
    private bool IsWithinBounds(IReadOnlyList<Notification> waiting, DateTimeOffset now)
    {
        if (!_sent.TryGetValue((waiting[0].Person, waiting[0].Channel), out var sent))
        {
            return true;
        }

        while (sent.Count > 0 && now - sent.Peek().At > 3 * Apart)
        {
            sent.Dequeue();
        }

        return sent.Count < MostOneByOne || now - sent.Last().At >= Apart || waiting.Max(n => n.Level) > sent.Max(s => s.Level);
    }
}
