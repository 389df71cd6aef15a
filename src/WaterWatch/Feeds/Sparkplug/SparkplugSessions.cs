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

    /// <summary>What lies so few numbers back is a repeat of what was on its way when a connection was lost; what lies further was missed.</summary>
    private const int Repeats = 32;

    private readonly Dictionary<(string Feed, string Node), Session> _sessions = [];
    private readonly Lock _lock = new();

    /// <summary>The message with its aliases resolved.</summary>
    /// <param name="isNews">It has come just now; what is read once more changes nothing, and nobody is asked for anything.</param>
    /// <param name="receivedAt">When it came, however late it is read.</param>
    public SparkplugContent Read(string feed, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt, bool isNews)
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
            var missed = isNews && !isLateWill ? session.Take(of, sent, receivedAt, MostAliases) : null;
            var isOfEarlier = !isNews && session.DiedAfter(receivedAt);
            var metrics = sent.Metrics.Select(m => session.Explain(of.Device, m, sent, isOfEarlier)).ToList();
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

    /// <summary>
    /// A feed is connected, for the first time or again. While it was not, a node may have died, been born anew and given its aliases other meanings: what is known of it holds only as long as its
    /// numbers go on where they were, and it is asked for its births.
    /// </summary>
    /// <param name="nodes">That are configured.</param>
    /// <returns>Where to ask.</returns>
    public IReadOnlyList<string> Connected(string feed, IEnumerable<string> nodes)
    {
        lock (_lock)
        {
            foreach (var (_, session) in _sessions.Where(s => s.Key.Feed == feed))
            {
                session.Doubt();
            }

            return [.. nodes.Union(_sessions.Keys.Where(k => k.Feed == feed).Select(k => k.Node)).Where(node => Find(feed, node, isNews: true).MayAsk(clock.GetUtcNow(), AskAgainAfter))
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
        private readonly Dictionary<(string Device, string Name), uint> _types = [];
        private readonly HashSet<string> _devices = [];
        private ulong? _bdSeq;
        private bool _isBorn;
        private bool _isDoubtful;
        private int? _due;
        private DateTimeOffset? _askedAt;
        private DateTimeOffset? _diedAt;

        /// <summary>Whether a death is of an earlier session than the one that was born; while a birth may have been missed it is taken for true.</summary>
        public bool IsLate(ulong? bdSeq) => _isBorn && !_isDoubtful && _bdSeq is { } its && bdSeq is { } of && its != of;

        /// <summary>What came before the newest death spoke of births before it, which are forgotten: later ones may have given its aliases other meanings.</summary>
        public bool DiedAfter(DateTimeOffset at) => _diedAt > at;

        public bool IsBorn(string device) => _isBorn && (device.Length == 0 || _devices.Contains(device));

        /// <summary>Births may have been missed since.</summary>
        public void Doubt() => _isDoubtful = _isBorn;

        /// <param name="isOfEarlier">What is known here is of births that came after it.</param>
        public SparkplugMetric Explain(string device, Metric metric, Payload sent, bool isOfEarlier)
        {
            var name = metric.Name.Length > 0 ? metric.Name : isOfEarlier || !metric.HasAlias ? "" : _names.GetValueOrDefault(metric.Alias, "");

            // Data need not repeat the type that a birth has said (6.4.16).
            uint? type = metric.Datatype != 0 ? metric.Datatype : !isOfEarlier && _types.TryGetValue((device, name), out var said) ? said : null;
            return new SparkplugMetric(name, metric.Alias, SparkplugPayload.ValueOf(metric, type ?? 0), metric.HasTimestamp ? metric.Timestamp : sent.HasTimestamp ? sent.Timestamp : null)
            {
                LacksType = type is null && SparkplugPayload.NeedsType(metric),
            };
        }

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
        public (int Due, int Came)? Take(SparkplugTopic of, Payload sent, DateTimeOffset at, int mostAliases)
        {
            if (of.Kind is SparkplugKind.NodeBirth or SparkplugKind.NodeDeath)
            {
                Forget();
            }

            if (of.Kind == SparkplugKind.NodeDeath)
            {
                _diedAt = at;
                return null;
            }

            // First the number: after a gap it may be that nothing is known any more, and what is said here holds from then on.
            var missed = Count(sent);
            switch (of.Kind)
            {
                case SparkplugKind.NodeBirth:
                    (_isBorn, _bdSeq) = (true, BdSeqOf(sent));
                    Learn(of.Device, sent, mostAliases);
                    break;
                case SparkplugKind.DeviceBirth:
                    _devices.Add(of.Device);
                    Learn(of.Device, sent, mostAliases);
                    break;
                case SparkplugKind.DeviceDeath:
                    _devices.Remove(of.Device);
                    break;
            }

            return missed;
        }

        private void Forget()
        {
            (_isBorn, _isDoubtful, _due) = (false, false, null);
            _names.Clear();
            _types.Clear();
            _devices.Clear();
        }

        private void Learn(string device, Payload sent, int most)
        {
            foreach (var metric in sent.Metrics.Where(m => m.Name.Length > 0 && _types.Count < most))
            {
                _types[(device, metric.Name)] = metric.Datatype;
                if (metric.HasAlias)
                {
                    _names[metric.Alias] = metric.Name;
                }
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
            if (ahead == 0)
            {
                (_isDoubtful, _due) = (false, (came + 1) % 256);
                return null;
            }

            if (_isDoubtful)
            {
                Forget();
            }
            else if (ahead >= 256 - Repeats)
            {
                return null;
            }

            _due = (came + 1) % 256;
            return (due!.Value, came);
        }
    }
}
