using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>All subscriptions, one node for each level of their filters. Not thread-safe: <see cref="Router"/> holds its lock.</summary>
internal sealed class SubscriptionTree
{
    /// <summary>Deeper filters are refused: matching recurses once a level, and nobody needs them.</summary>
    public const int MaximumLevels = 64;

    private readonly Node _root = new();

    public void Add(Session session, in Subscription subscription)
    {
        var node = _root;
        foreach (var level in subscription.Filter.Split('/'))
        {
            if (!node.Children.TryGetValue(level, out var child)) node.Children[level] = child = new Node();
            node = child;
        }
        node.Subscribers[session] = subscription;
    }

    public void Remove(Session session, string filter) => Remove(_root, filter.Split('/'), session);

    /// <summary>Adds each session with a matching subscription once, with the highest QoS of them (MQTT 5.0 §3.3.4).</summary>
    public void Match(ReadOnlySpan<char> topic, Dictionary<Session, Subscription> matches)
    {
        if (!_root.IsEmpty) Match(_root, topic, seesWildcards: topic[0] != '$', matches);
    }

    private static void Match(Node node, ReadOnlySpan<char> topic, bool seesWildcards, Dictionary<Session, Subscription> matches)
    {
        var slash = topic.IndexOf('/');
        var level = slash < 0 ? topic : topic[..slash];
        if (seesWildcards && node.Children.TryGetValue("#", out var rest)) rest.AddTo(matches);
        if (seesWildcards && node.Children.TryGetValue("+", out var any)) Descend(any, topic, slash, matches);
        if (node.Lookup.TryGetValue(level, out var exact)) Descend(exact, topic, slash, matches);
    }

    private static void Descend(Node node, ReadOnlySpan<char> topic, int slash, Dictionary<Session, Subscription> matches)
    {
        if (slash >= 0)
        {
            Match(node, topic[(slash + 1)..], seesWildcards: true, matches);
            return;
        }
        node.AddTo(matches);
        // "#" includes the level above it (MQTT 5.0 §4.7.1.2).
        if (node.Children.TryGetValue("#", out var rest)) rest.AddTo(matches);
    }

    private static bool Remove(Node node, ReadOnlySpan<string> levels, Session session)
    {
        if (levels.IsEmpty) node.Subscribers.Remove(session);
        else if (node.Children.TryGetValue(levels[0], out var child) && Remove(child, levels[1..], session)) node.Children.Remove(levels[0]);
        return node.IsEmpty;
    }

    private sealed class Node
    {
        public Node() => Lookup = Children.GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }

        public Dictionary<Session, Subscription> Subscribers { get; } = [];

        public bool IsEmpty => Children.Count == 0 && Subscribers.Count == 0;

        public void AddTo(Dictionary<Session, Subscription> matches)
        {
            foreach (var (session, subscription) in Subscribers)
            {
                if (!matches.TryGetValue(session, out var other) || other.Qos < subscription.Qos) matches[session] = subscription;
            }
        }
    }
}
