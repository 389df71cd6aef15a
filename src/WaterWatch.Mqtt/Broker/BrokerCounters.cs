namespace WaterWatch.Mqtt.Broker;

/// <summary>What the broker has done since it started; <c>Connections</c> and <c>Sessions</c> are how many there are now.</summary>
/// <remarks>
/// <c>Received</c>: PUBLISH packets from clients. <c>Delivered</c>: PUBLISH packets handed to subscribers, repeats included.
/// <c>Acknowledged</c>: PUBACKs from subscribers. <c>Dropped</c>: messages that a subscriber will not get, because its queue was full, its session
/// ended, it was away (QoS 0) or takes no packet of that size. <c>Refused</c>: connections and PUBLISH packets not let in.
/// </remarks>
public readonly record struct MqttBrokerCounts(
    int Connections, int Sessions, long Received, long Delivered, long Acknowledged, long Dropped, long Refused);

/// <summary>The counters behind <see cref="MqttBrokerCounts"/>.</summary>
internal sealed class BrokerCounters
{
    private long _received;
    private long _delivered;
    private long _acknowledged;
    private long _dropped;
    private long _refused;

    public void Received() => Interlocked.Increment(ref _received);

    public void Delivered() => Interlocked.Increment(ref _delivered);

    public void Acknowledged() => Interlocked.Increment(ref _acknowledged);

    public void Dropped(long count = 1) => Interlocked.Add(ref _dropped, count);

    public void Refused() => Interlocked.Increment(ref _refused);

    public MqttBrokerCounts Read(int connections, int sessions) => new(
        connections,
        sessions,
        Interlocked.Read(ref _received),
        Interlocked.Read(ref _delivered),
        Interlocked.Read(ref _acknowledged),
        Interlocked.Read(ref _dropped),
        Interlocked.Read(ref _refused));
}
