namespace WaterWatch.Mqtt.Broker;

/// <summary>What a subscription was granted (MQTT 5.0 §3.8.3.1). The identifiers are one, or all of those that overlap (MQTT 5.0 §3.3.4).</summary>
internal readonly record struct Granted(MqttQos Qos, bool NoLocal, bool RetainAsPublished, uint[]? Identifiers)
{
    /// <summary>Both at once: the highest QoS, and what either asks for.</summary>
    public Granted With(in Granted other) => new(
        Qos > other.Qos ? Qos : other.Qos,
        NoLocal && other.NoLocal,
        RetainAsPublished || other.RetainAsPublished,
        Identifiers is null ? other.Identifiers : other.Identifiers is null ? Identifiers : [.. Identifiers, .. other.Identifiers]);
}

/// <summary>Who is to get a message; used again for each, since it is needed for each.</summary>
internal sealed class Matches
{
    public Dictionary<Session, Granted> Sessions { get; } = [];

    public List<SharedGroup> Groups { get; } = [];

    public bool IsEmpty => Sessions.Count == 0 && Groups.Count == 0;

    public void Clear()
    {
        Sessions.Clear();
        Groups.Clear();
    }
}

/// <summary>All subscriptions, one node for each level of their filters. Not thread-safe: <see cref="Router"/> holds its lock.</summary>
internal sealed class SubscriptionTree
{
    /// <summary>Deeper filters are refused: matching recurses once a level, and nobody needs them.</summary>
    public const int MaximumLevels = 64;

    private readonly Node _root = new();

    /// <param name="session">Who subscribes.</param>
    /// <param name="filter">A topic filter, or a shared one (<c>$share/{name}/{filter}</c>).</param>
    /// <param name="granted">What it was granted.</param>
    public void Add(Session session, string filter, in Granted granted)
    {
        var node = _root;
        var levels = Topics.WithoutShare(filter, out var share).Split('/');
        foreach (var level in levels)
        {
            if (!node.Children.TryGetValue(level, out var child)) node.Children[level] = child = new Node();
            node = child;
        }
        if (share.Length == 0) node.Subscribers[session] = granted;
        else node.GroupOf(share).Put(session, granted);
    }

    public void Remove(Session session, string filter) => Remove(_root, Topics.WithoutShare(filter, out var share).Split('/'), share, session);

    /// <summary>
    /// Adds each session with a matching subscription once, with the highest QoS of them (MQTT 5.0 §3.3.4), and each matching shared subscription.
    /// </summary>
    /// <param name="topic">The topic name.</param>
    /// <param name="sender">Whose own messages No Local keeps from it.</param>
    /// <param name="matches">Gets them.</param>
    public void Match(ReadOnlySpan<char> topic, Session? sender, Matches matches)
    {
        if (!_root.IsEmpty) Match(_root, topic, seesWildcards: topic[0] != '$', sender, matches);
    }

    private static void Match(Node node, ReadOnlySpan<char> topic, bool seesWildcards, Session? sender, Matches matches)
    {
        var slash = topic.IndexOf('/');
        var level = slash < 0 ? topic : topic[..slash];
        if (seesWildcards && node.Children.TryGetValue("#", out var rest)) rest.AddTo(matches, sender);
        if (seesWildcards && node.Children.TryGetValue("+", out var any)) Descend(any, topic, slash, sender, matches);
        if (node.Lookup.TryGetValue(level, out var exact)) Descend(exact, topic, slash, sender, matches);
    }

    private static void Descend(Node node, ReadOnlySpan<char> topic, int slash, Session? sender, Matches matches)
    {
        if (slash >= 0)
        {
            Match(node, topic[(slash + 1)..], seesWildcards: true, sender, matches);
            return;
        }
        node.AddTo(matches, sender);
        // "#" includes the level above it (MQTT 5.0 §4.7.1.2).
        if (node.Children.TryGetValue("#", out var rest)) rest.AddTo(matches, sender);
    }

    private static bool Remove(Node node, ReadOnlySpan<string> levels, string share, Session session)
    {
        if (levels.IsEmpty) node.Remove(session, share);
        else if (node.Children.TryGetValue(levels[0], out var child) && Remove(child, levels[1..], share, session)) node.Children.Remove(levels[0]);
        return node.IsEmpty;
    }

    private sealed class Node
    {
        private Dictionary<string, SharedGroup>? _groups;

        public Node() => Lookup = Children.GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }

        public Dictionary<Session, Granted> Subscribers { get; } = [];

        public bool IsEmpty => Children.Count == 0 && Subscribers.Count == 0 && _groups is null;

        public SharedGroup GroupOf(string share)
        {
            _groups ??= new(StringComparer.Ordinal);
            if (!_groups.TryGetValue(share, out var group)) _groups[share] = group = new SharedGroup();
            return group;
        }

        public void Remove(Session session, string share)
        {
            if (share.Length == 0)
            {
                Subscribers.Remove(session);
                return;
            }
            if (_groups is null || !_groups.TryGetValue(share, out var group)) return;
            group.Remove(session);
            if (group.IsEmpty) _groups.Remove(share);
            if (_groups.Count == 0) _groups = null;
        }

        public void AddTo(Matches matches, Session? sender)
        {
            foreach (var (session, granted) in Subscribers)
            {
                if (granted.NoLocal && ReferenceEquals(session, sender)) continue;
                matches.Sessions[session] = matches.Sessions.TryGetValue(session, out var other) ? other.With(granted) : granted;
            }
            if (_groups is not null) matches.Groups.AddRange(_groups.Values);
        }
    }
}
