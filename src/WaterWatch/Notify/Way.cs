using WaterWatch.OnCall;

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

    private readonly Dictionary<(string Person, string Channel), Queue<DateTimeOffset>> _sent = [];
    private DateTimeOffset _pausedUntil;
    private int _failures;

    /// <summary>What came of sending and is not yet on disk.</summary>
    public List<Delivery> Unwritten { get; } = [];

    /// <summary>The newest round on this way; while it runs, no other begins.</summary>
    public Task Round { get; set; } = Task.CompletedTask;

    public bool IsPaused(DateTimeOffset now) => now < _pausedUntil;

    public bool MayGo((string Person, string Channel) to, DateTimeOffset now)
    {
        if (!_sent.TryGetValue(to, out var times))
        {
            return true;
        }

        while (times.Count > 0 && now - times.Peek() > 3 * Apart)
        {
            times.Dequeue();
        }

        return times.Count < MostOneByOne || now - times.Last() >= Apart;
    }

    /// <param name="first">Of the notifications that went; an operation report counts for no bound.</param>
    public void Remember(Notification first, DeliveryResult result, DateTimeOffset now)
    {
        if (result.Outcome == DeliveryOutcome.Sent && first.Report is null)
        {
            var to = (first.Person, first.Channel);
            _sent.TryAdd(to, []);
            _sent[to].Enqueue(now);
        }

        _failures = result.IsServerLost ? _failures + 1 : 0;
        _pausedUntil = _failures == 0 ? default : now + Retrying.After(_failures, result.RetryAfter);
    }
}
