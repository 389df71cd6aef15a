using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// Takes a message to the sessions that subscribed to it and keeps retained messages. One lock makes a new subscription, its retained
/// messages and what is published meanwhile one order; it is held for memory work only.
/// </summary>
internal sealed class Router(MqttBrokerOptions options, BrokerCounters counters)
{
    private readonly Lock _lock = new();
    private readonly SubscriptionTree _tree = new();
    private readonly Dictionary<string, Message> _retained = new(StringComparer.Ordinal);
    private readonly Matches _matches = new();
    private long _retainedBytes;
    private bool _someExpire;

    /// <summary>Hands the message on. The sessions that were too full for it are to be ended by the caller.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sent it, unless it came from inside.</param>
    /// <param name="touched">Gets the outputs that the caller has to flush: once for all messages that he read together.</param>
    /// <param name="overflowed">The sessions that were too full.</param>
    /// <param name="isFor">Whether it is for a user: that it was queued for anybody else is no Success then. Null when it is for everybody.</param>
    /// <returns>Success, No matching subscribers, or Quota exceeded when it is retained and there is no room for it: handed on it is all the same.</returns>
    public ReasonCode Route(Message message, Session? sender, HashSet<PacketOutput> touched, out List<Session>? overflowed, Func<string, bool>? isFor = null)
    {
        overflowed = null;
        lock (_lock)
        {
            var isKept = !message.Retain || TryRetain(message);
            _matches.Clear();
            _tree.Match(message.Topic, sender, _matches);
            var hasReached = isFor is null && !_matches.IsEmpty;
            foreach (var (session, granted) in _matches.Sessions)
            {
                var isQueued = Deliver(session, DeliveryOf(message, granted), touched, ref overflowed);
                hasReached |= isQueued && isFor?.Invoke(session.User) == true;
            }
            foreach (var group in _matches.Groups)
            {
                if (!group.TryChoose(out var session, out var granted)) continue;
                var isQueued = Deliver(session, DeliveryOf(message, granted) with { Group = group }, touched, ref overflowed);
                hasReached |= isQueued && isFor?.Invoke(session.User) == true;
            }
            if (!isKept) return ReasonCode.QuotaExceeded;
            return hasReached ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers;
        }
    }

    /// <summary>Keeps a retained message that was handed on before and that there was no room for.</summary>
    /// <returns>Success, or Quota exceeded when there still is none.</returns>
    public ReasonCode Retain(Message message)
    {
        lock (_lock) return !message.Retain || TryRetain(message) ? ReasonCode.Success : ReasonCode.QuotaExceeded;
    }

    /// <summary>What a session that ended had of shared subscriptions goes to others that share them (MQTT 5.0 §4.8.2).</summary>
    public void HandOver(List<Delivery> left, HashSet<PacketOutput> touched, out List<Session>? overflowed)
    {
        overflowed = null;
        lock (_lock)
        {
            foreach (var delivery in left)
            {
                if (delivery.Group!.TryChoose(out var session, out var granted))
                    Deliver(session, DeliveryOf(delivery.Message, granted) with { Group = delivery.Group }, touched, ref overflowed);
                else counters.Dropped();
            }
        }
    }

    /// <summary>Makes or replaces a subscription and sends the retained messages that it asks for (MQTT 5.0 §3.8.4).</summary>
    /// <returns>The granted QoS, or why not.</returns>
    public ReasonCode Subscribe(Session session, Subscription subscription, uint? identifier = null)
    {
        var filter = subscription.Filter;
        var isShared = Topics.IsShared(filter);
        if (!(isShared ? Topics.IsSharedFilter(filter) : Topics.IsFilter(filter))) return ReasonCode.TopicFilterInvalid;
        if (filter.AsSpan().Count('/') >= SubscriptionTree.MaximumLevels) return ReasonCode.TopicFilterInvalid;
        var granted = new Granted(subscription.Qos, subscription.NoLocal, subscription.RetainAsPublished, identifier is { } id ? [id] : null);
        lock (_lock)
        {
            var isNew = !session.Subscriptions.Contains(filter);
            if (isNew && session.Subscriptions.Count >= options.MaximumSubscriptionsPerSession) return ReasonCode.QuotaExceeded;
            session.Subscriptions.Add(filter);
            _tree.Add(session, filter, granted);
            // A shared subscription gets no retained messages (MQTT 5.0 §3.3.1.3).
            var wanted = subscription.RetainHandling == RetainHandling.Send || (subscription.RetainHandling == RetainHandling.SendIfNew && isNew);
            if (wanted && !isShared) SendRetained(session, filter, granted);
        }
        return (ReasonCode)granted.Qos;
    }

    public ReasonCode Unsubscribe(Session session, string filter)
    {
        lock (_lock)
        {
            if (!session.Subscriptions.Remove(filter)) return ReasonCode.NoSubscriptionExisted;
            _tree.Remove(session, filter);
            return ReasonCode.Success;
        }
    }

    public void UnsubscribeAll(Session session)
    {
        lock (_lock)
        {
            foreach (var filter in session.Subscriptions) _tree.Remove(session, filter);
            session.Subscriptions.Clear();
        }
    }

    /// <summary>Forgets the retained messages whose time is up.</summary>
    public void ForgetExpired()
    {
        lock (_lock)
        {
            if (!_someExpire) return;
            _someExpire = false;
            foreach (var (topic, message) in _retained)
            {
                if (!message.IsExpired(options.TimeProvider))
                {
                    _someExpire |= message.ExpiresAt is not null;
                    continue;
                }
                Forget(topic);
                counters.Expired();
            }
        }
    }

    private static Delivery DeliveryOf(Message message, in Granted granted) =>
        new(message, Lower(granted.Qos, message.Qos), granted.RetainAsPublished && message.Retain, granted.Identifiers);

    private static bool Deliver(Session session, Delivery delivery, HashSet<PacketOutput> touched, ref List<Session>? overflowed)
    {
        var added = session.TryAdd(delivery, isKept: false, out var output);
        if (added == Added.Full) (overflowed ??= []).Add(session);
        else if (output is not null) touched.Add(output);
        return added == Added.Queued;
    }

    // Every retained topic is looked at: bounded by MaximumRetained, and a SUBSCRIBE is rare. 100,000 topics take some milliseconds.
    // The SUBSCRIBE came on the session's own connection, which flushes at the end of its batch.
    private void SendRetained(Session session, string filter, in Granted granted)
    {
        foreach (var (topic, message) in _retained)
        {
            if (!Topics.Matches(filter, topic) || message.IsExpired(options.TimeProvider)) continue;
            session.TryAdd(DeliveryOf(message, granted) with { Retain = true }, isKept: true, out _);
        }
    }

    private bool TryRetain(Message message)
    {
        // An empty payload takes the retained message away [MQTT-3.3.1-6].
        if (message.Payload.IsEmpty)
        {
            Forget(message.Topic);
            return true;
        }
        var freed = _retained.TryGetValue(message.Topic, out var known) ? known.HeldBytes : 0;
        if (known is null && _retained.Count >= options.MaximumRetained) return false;
        if (_retainedBytes - freed + message.HeldBytes > options.MaximumRetainedBytes) return false;
        _retained[message.Topic] = message;
        _retainedBytes += message.HeldBytes - freed;
        _someExpire |= message.ExpiresAt is not null;
        return true;
    }

    private void Forget(string topic)
    {
        if (_retained.Remove(topic, out var known)) _retainedBytes -= known.HeldBytes;
    }

    private static MqttQos Lower(MqttQos one, MqttQos other) => one < other ? one : other;
}
