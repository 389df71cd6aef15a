namespace WaterWatch.Mqtt.Broker;

/// <summary>How fast one connection may publish; zero is without bound.</summary>
public readonly record struct MqttRate(long MessagesPerSecond, long BytesPerSecond)
{
    internal bool IsUnbound => MessagesPerSecond == 0 && BytesPerSecond == 0;
}

/// <summary>
/// What one connection publishes, against two rates: beyond the first it is not read from for a while, so that TCP slows the sender and nothing is
/// dropped; beyond the second, within one second, it is cut off.
/// </summary>
internal sealed class PublishRate(MqttRate slowDown, MqttRate most, TimeProvider time)
{
    private long _messages;
    private long _bytes;
    private long _secondBegan = time.GetTimestamp();
    private long _messagesOfSecond;
    private long _bytesOfSecond;

    // The moment at which all that was published so far is within the first rate.
    private long _paidUntil = time.GetTimestamp();

    public bool IsUnbound => slowDown.IsUnbound && most.IsUnbound;

    /// <summary>A PUBLISH came.</summary>
    public void Add(long bytes)
    {
        _messages++;
        _bytes += bytes;
    }

    /// <summary>For how long the connection is not to be read from after what came; false when it is to be cut off.</summary>
    public bool TrySettle(out TimeSpan wait)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_secondBegan, now) >= TimeSpan.FromSeconds(1)) (_secondBegan, _messagesOfSecond, _bytesOfSecond) = (now, 0, 0);
        _messagesOfSecond += _messages;
        _bytesOfSecond += _bytes;
        // Who was quiet for a second may publish a second's worth at once.
        var paidUntil = Math.Max(_paidUntil, now - time.TimestampFrequency) + (long)(SecondsFor(_messages, _bytes) * time.TimestampFrequency);
        _paidUntil = paidUntil;
        (_messages, _bytes) = (0, 0);
        wait = paidUntil > now ? time.GetElapsedTime(now, paidUntil) : TimeSpan.Zero;
        return !IsBeyond(_messagesOfSecond, most.MessagesPerSecond) && !IsBeyond(_bytesOfSecond, most.BytesPerSecond);
    }

    private double SecondsFor(long messages, long bytes) => Math.Max(
        slowDown.MessagesPerSecond == 0 ? 0 : (double)messages / slowDown.MessagesPerSecond,
        slowDown.BytesPerSecond == 0 ? 0 : (double)bytes / slowDown.BytesPerSecond);

    private static bool IsBeyond(long count, long most) => most > 0 && count > most;
}
