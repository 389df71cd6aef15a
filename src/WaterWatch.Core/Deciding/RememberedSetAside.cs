using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What was set aside: which payloads, so that they are recognised when they come again, and when, so that a flood is noticed. Both bounded.</summary>
public sealed class RememberedSetAside
{
    /// <summary>How many payloads are recognised.</summary>
    public const int Most = 10_000;

    private readonly HashSet<(SetAsideReason Reason, string Fingerprint)> _held = [];
    private readonly Queue<(SetAsideReason Reason, string Fingerprint)> _inOrder = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _times = [];

    /// <summary>Oldest first.</summary>
    public IEnumerable<(SetAsideReason Reason, string Fingerprint)> InOrder => _inOrder;

    /// <summary>When messages of each sender were set aside, the newest <see cref="SetAsideFloodRule.MostCounted"/> of each.</summary>
    public IEnumerable<(string Sender, IReadOnlyList<DateTimeOffset> At)> Times =>
        _times.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, (IReadOnlyList<DateTimeOffset>)[.. t.Value]));

    public bool Holds(SetAsideReason reason, string fingerprint) => _held.Contains((reason, fingerprint));

    /// <summary>How many messages of a sender were set aside after an instant, as far as they are remembered.</summary>
    public int CountAfter(string sender, DateTimeOffset at) => _times.GetValueOrDefault(sender)?.Count(t => t > at) ?? 0;

    /// <summary>
    /// Whom a set-aside message counts for: its station; the river (behind a slash, as no station begins) when only that is known; null when neither is, and for
    /// what is a station's daily work, such as quality control, and rows of a file, which no station has sent.
    /// </summary>
    public static string? SenderOf(TimelineEntry entry) =>
        entry.Kind != EntryKind.MessageSetAside || SetAsideReasons.OfNobody.Any(r => entry.Data.GetValueOrDefault("reason") == r.ToString()) || FileTopic.IsOne(entry.Data.GetValueOrDefault("topic", "")) ? null : entry.Station ?? (entry.Data.GetValueOrDefault("river") is { } river ? "/" + river : null);

    internal void Take(SetAsideReason reason, string fingerprint)
    {
        if (_held.Add((reason, fingerprint)))
        {
            _inOrder.Enqueue((reason, fingerprint));
            if (_inOrder.Count > Most)
            {
                _held.Remove(_inOrder.Dequeue());
            }
        }
    }

    internal void Take(string sender, IReadOnlyList<DateTimeOffset> at) => _times[sender] = [.. at];

    internal void Take(TimelineEntry entry)
    {
        if (SenderOf(entry) is not { } sender)
        {
            return;
        }

        if (!_times.TryGetValue(sender, out var times))
        {
            _times[sender] = times = [];
        }

        times.Add(entry.At);
        if (times.Count > SetAsideFloodRule.MostCounted)
        {
            times.RemoveAt(0);
        }
    }
}
