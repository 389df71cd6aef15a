using WaterWatch.Decoding.Sparkplug;
using WaterWatch.Feeds.Sparkplug.Wire;

namespace WaterWatch.Feeds.Sparkplug;

/// <summary>
/// What edge nodes have said of themselves: which session they are in, what their aliases mean, which number comes next. Kept in memory alone: a service that starts again
/// knows no births, asks for them, and keeps aside what comes by alias until they are there.
/// </summary>
public sealed class SparkplugSessions(TimeProvider clock)
{
    /// <summary>A node that does not answer is not asked again sooner.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>More nodes, and more aliases of one, are not remembered, so that nobody fills the memory; what they send by name is read all the same.</summary>
    private const int MostNodes = 10_000;
    private const int MostAliases = 20_000;

    /// <summary>Half of the numbers from 0 to 255: what lies so far back is a repeat, as a broker sends after a reconnection.</summary>
    private const int Repeats = 128;

    private readonly Dictionary<(string Feed, string Node), Session> _sessions = [];
    private readonly Lock _lock = new();

    /// <summary>The message with its aliases resolved.</summary>
    /// <param name="isNews">It has come just now; what is read once more changes nothing, and nobody is asked for anything.</param>
    public SparkplugContent Read(string feed, string topic, ReadOnlyMemory<byte> payload, bool isNews)
    {
        var of = SparkplugTopic.Of(topic);
        if (of.Kind == SparkplugKind.OfOthers)
        {
            return new SparkplugContent(of.Kind, of.Node, of.Device, []);
        }

        if (SparkplugPayload.Read(payload, out var why) is not { } sent)
        {
            return new SparkplugContent(of.Kind, of.Node, of.Device, []) { WhyUnreadable = why };
        }

        lock (_lock)
        {
            var session = Find(feed, of.Node, isNews);
            var isLateWill = of.Kind == SparkplugKind.NodeDeath && session.IsLate(BdSeqOf(sent));
            var missed = isNews && !isLateWill ? session.Take(of, sent, MostAliases) : null;
            var metrics = sent.Metrics.Select(m => new SparkplugMetric(session.NameOf(m), m.Alias, SparkplugPayload.ValueOf(m), m.HasTimestamp ? m.Timestamp : sent.HasTimestamp ? sent.Timestamp : null)).ToList();
            var isWanted = isNews && !isLateWill && of.Kind is not (SparkplugKind.NodeBirth or SparkplugKind.NodeDeath or SparkplugKind.DeviceDeath)
                && (missed is not null || !session.IsBorn(of.Device) || metrics.Exists(m => m.Name.Length == 0));
            return new SparkplugContent(of.Kind, of.Node, of.Device, metrics)
            {
                IsLateWill = isLateWill,
                IsHistorical = sent.Metrics.Any(m => m.IsHistorical),
                Missed = missed,
                RebirthTopic = isWanted && session.MayAsk(clock.GetUtcNow(), AskAgainAfter) ? of.CommandTopic : "",
            };
        }
    }

    /// <summary>Where nodes of which no birth is known are to be asked for theirs: a service that has just come knows none.</summary>
    public IReadOnlyList<string> Unborn(string feed, IEnumerable<string> nodes)
    {
        lock (_lock)
        {
            return [.. nodes.Where(node => Find(feed, node, isNews: true) is var session && !session.IsBorn("") && session.MayAsk(clock.GetUtcNow(), AskAgainAfter))
                .Select(node => new SparkplugTopic(SparkplugKind.OfOthers, node, "").CommandTopic)];
        }
    }

    private Session Find(string feed, string node, bool isNews)
    {
        if (_sessions.TryGetValue((feed, node), out var known))
        {
            return known;
        }

        // What is released or read again may not say by which feed it came.
        if (!isNews && _sessions.FirstOrDefault(s => s.Key.Node == node).Value is { } elsewhere)
        {
            return elsewhere;
        }

        var session = new Session();
        if (isNews && _sessions.Count < MostNodes)
        {
            _sessions[(feed, node)] = session;
        }

        return session;
    }

    private static ulong? BdSeqOf(Payload sent) => sent.Metrics.FirstOrDefault(m => m.Name == "bdSeq") is { } bdSeq ? bdSeq.ValueCase == Metric.ValueOneofCase.IntValue ? bdSeq.IntValue : bdSeq.LongValue : null;

    /// <summary>One edge node, from its birth to its death.</summary>
    private sealed class Session
    {
        private readonly Dictionary<ulong, string> _names = [];
        private readonly HashSet<string> _devices = [];
        private ulong? _bdSeq;
        private bool _isBorn;
        private int? _due;
        private DateTimeOffset? _askedAt;

        /// <summary>Whether a death is of an earlier session than the one that was born.</summary>
        public bool IsLate(ulong? bdSeq) => _isBorn && _bdSeq is { } its && bdSeq is { } of && its != of;

        public bool IsBorn(string device) => _isBorn && (device.Length == 0 || _devices.Contains(device));

        public string NameOf(Metric metric) => metric.HasName && metric.Name.Length > 0 ? metric.Name : metric.HasAlias ? _names.GetValueOrDefault(metric.Alias, "") : "";

        public bool MayAsk(DateTimeOffset now, TimeSpan againAfter)
        {
            if (_askedAt is { } asked && now - asked < againAfter)
            {
                return false;
            }

            _askedAt = now;
            return true;
        }

        /// <returns>Which number was due and which came, when some in between did not.</returns>
        public (int Due, int Came)? Take(SparkplugTopic of, Payload sent, int mostAliases)
        {
            switch (of.Kind)
            {
                case SparkplugKind.NodeBirth:
                    (_isBorn, _bdSeq, _due) = (true, BdSeqOf(sent), null);
                    _names.Clear();
                    _devices.Clear();
                    break;
                case SparkplugKind.NodeDeath:
                    (_isBorn, _due) = (false, null);
                    _names.Clear();
                    _devices.Clear();
                    return null;
                case SparkplugKind.DeviceBirth:
                    _devices.Add(of.Device);
                    break;
                case SparkplugKind.DeviceDeath:
                    _devices.Remove(of.Device);
                    break;
            }

            if (of.Kind is SparkplugKind.NodeBirth or SparkplugKind.DeviceBirth)
            {
                Learn(sent, mostAliases);
            }

            return Count(sent);
        }

        private void Learn(Payload sent, int most)
        {
            foreach (var metric in sent.Metrics.Where(m => m.HasAlias && m.HasName && _names.Count < most))
            {
                _names[metric.Alias] = metric.Name;
            }
        }

        private (int Due, int Came)? Count(Payload sent)
        {
            if (!sent.HasSeq || sent.Seq > 255)
            {
                return null;
            }

            var (due, came) = (_due, (int)sent.Seq);
            var ahead = due is { } expected ? (came - expected + 256) % 256 : 0;
            if (ahead >= Repeats)
            {
                return null;
            }

            _due = (came + 1) % 256;
            return ahead == 0 ? null : (due!.Value, came);
        }
    }
}
