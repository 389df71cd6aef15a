using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// Topic aliases that this server gives on one connection (MQTT 5.0 §3.3.2.3.4): the first topics that are sent keep theirs. A station's few topics all
/// have one; a watcher of thousands gains from those that come first. Guarded by its <see cref="Session"/>.
/// </summary>
internal sealed class TopicAliases(int maximum)
{
    private readonly Dictionary<string, ushort> _aliases = new(StringComparer.Ordinal);

    /// <summary>The alias of this topic, or one that it can get, or 0; known when the peer has been told of it.</summary>
    public ushort Find(string topic, out bool isKnown)
    {
        isKnown = _aliases.TryGetValue(topic, out var alias);
        return isKnown ? alias : _aliases.Count < maximum ? (ushort)(_aliases.Count + 1) : (ushort)0;
    }

    /// <summary>The peer has been told.</summary>
    public void Tell(string topic, ushort alias) => _aliases[topic] = alias;
}

/// <summary>Topic aliases that the client of one connection gave.</summary>
internal sealed class GivenAliases(int maximum)
{
    private string?[] _topics = [];

    /// <summary>Success, with the topic that the packet is for, or why the connection ends.</summary>
    public ReasonCode Resolve(in PublishPacket packet, out string topic)
    {
        topic = packet.Topic;
        if (packet.Properties?.Number(PropertyId.TopicAlias) is not { } alias) return ReasonCode.Success;
        if (alias > maximum) return ReasonCode.TopicAliasInvalid;
        if (alias >= _topics.Length) Array.Resize(ref _topics, (int)Math.Min(maximum + 1, Math.Max(alias + 1, _topics.Length * 2)));
        if (topic.Length > 0) _topics[alias] = topic;
        topic = _topics[alias] ?? "";
        // An alias that was never given is no topic at all (MQTT 5.0 §3.3.2.3.4).
        return topic.Length > 0 ? ReasonCode.Success : ReasonCode.ProtocolError;
    }
}
