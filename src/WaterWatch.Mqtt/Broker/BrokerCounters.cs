namespace WaterWatch.Mqtt.Broker;

/// <summary>What the broker has done since it started; <c>Connections</c> and <c>Sessions</c> are how many there are now.</summary>
/// <remarks>
/// <c>Received</c>: PUBLISH packets from clients. <c>Delivered</c>: PUBLISH packets handed to subscribers, repeats included.
/// <c>Acknowledged</c>: messages that subscribers have answered to the end (PUBACK, PUBCOMP). <c>Dropped</c>: messages that a subscriber will not get, because
/// its queue was full, its session ended, it was away (QoS 0) or takes no packet of that size. <c>Expired</c>: messages whose own time was up before a subscriber
/// got them. <c>SlowedDown</c>: times that a sender was not read from because it publishes too fast.
/// </remarks>
public sealed record MqttBrokerCounts(
    int Connections, int Sessions, long Received, long Delivered, long Acknowledged, long Dropped, long Expired, long SlowedDown, IReadOnlyList<long> Refusals)
{
    /// <summary>Connections and packets not let in, and connections cut off, for whatever reason.</summary>
    public long Refused => Refusals.Sum();

    public long RefusedFor(MqttRefusal reason) => Refusals[(int)reason];
}

/// <summary>The counters behind <see cref="MqttBrokerCounts"/>.</summary>
internal sealed class BrokerCounters
{
    private readonly long[] _refusals = new long[Enum.GetValues<MqttRefusal>().Length];
    private long _received;
    private long _delivered;
    private long _acknowledged;
    private long _dropped;
    private long _expired;
    private long _slowedDown;

    public void Received() => Interlocked.Increment(ref _received);

    public void Delivered() => Interlocked.Increment(ref _delivered);

    public void Acknowledged() => Interlocked.Increment(ref _acknowledged);

    public void Dropped(long count = 1) => Interlocked.Add(ref _dropped, count);

    public void Expired() => Interlocked.Increment(ref _expired);

    public void SlowedDown() => Interlocked.Increment(ref _slowedDown);

    public void Refused(MqttRefusal reason) => Interlocked.Increment(ref _refusals[(int)reason]);

    /// <summary>A connection was ended with this reason; not all of them are refusals.</summary>
    public void Ended(ReasonCode reason)
    {
        if (RefusalOf(reason) is { } refusal) Refused(refusal);
    }

    public MqttBrokerCounts Read(int connections, int sessions) => new(
        connections,
        sessions,
        Interlocked.Read(ref _received),
        Interlocked.Read(ref _delivered),
        Interlocked.Read(ref _acknowledged),
        Interlocked.Read(ref _dropped),
        Interlocked.Read(ref _expired),
        Interlocked.Read(ref _slowedDown),
        [.. _refusals.Select((_, i) => Interlocked.Read(ref _refusals[i]))]);

    private static MqttRefusal? RefusalOf(ReasonCode reason) => reason switch
    {
        ReasonCode.MalformedPacket or ReasonCode.TopicNameInvalid => MqttRefusal.Malformed,
        ReasonCode.ProtocolError or ReasonCode.TopicAliasInvalid => MqttRefusal.Protocol,
        ReasonCode.PacketTooLarge => MqttRefusal.PacketSize,
        ReasonCode.MessageRateTooHigh => MqttRefusal.Rate,
        ReasonCode.ReceiveMaximumExceeded => MqttRefusal.ReceiveMaximum,
        ReasonCode.QuotaExceeded => MqttRefusal.QueueFull,
        ReasonCode.KeepAliveTimeout => MqttRefusal.KeepAlive,
        _ => null,
    };
}
