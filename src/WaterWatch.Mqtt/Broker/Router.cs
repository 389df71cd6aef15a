using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// Takes a message to the sessions that subscribed to it and keeps retained messages. One lock makes a new subscription, its retained
/// messages and what is published meanwhile one order; it is held for memory work only.
/// </summary>
internal sealed class Router(MqttBrokerOptions options)
{
    private readonly Lock _lock = new();
    private readonly SubscriptionTree _tree = new();
    private readonly Dictionary<string, Message> _retained = new(StringComparer.Ordinal);
    private readonly Dictionary<Session, Subscription> _matches = [];

    /// <summary>Hands the message on. The sessions that were too full for it are to be ended by the caller.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sent it, unless it came from inside.</param>
    /// <param name="touched">Gets the outputs that the caller has to flush: once for all messages that he read together.</param>
    /// <param name="overflowed">The sessions that were too full.</param>
    /// <returns>Success, No matching subscribers, or Quota exceeded when it is retained and there is no room for it.</returns>
    public ReasonCode Route(Message message, Session? sender, HashSet<PacketOutput> touched, out List<Session>? overflowed)
    {
        overflowed = null;
        lock (_lock)
        {
            if (message.Retain && !TryRetain(message)) return ReasonCode.QuotaExceeded;
            _matches.Clear();
            _tree.Match(message.Topic, _matches);
            if (_matches.Count == 0) return ReasonCode.NoMatchingSubscribers;
            foreach (var (session, subscription) in _matches)
            {
                if (subscription.NoLocal && ReferenceEquals(session, sender)) continue;
                var retain = subscription.RetainAsPublished && message.Retain;
                var delivery = new Delivery(message, Lower(subscription.Qos, message.Qos), retain);
                if (!session.TryAdd(delivery, isKept: false, out var output)) (overflowed ??= []).Add(session);
                else if (output is not null) touched.Add(output);
            }
            return ReasonCode.Success;
        }
    }

    /// <summary>Makes or replaces a subscription and sends the retained messages that it asks for (MQTT 5.0 §3.8.4).</summary>
    public ReasonCode Subscribe(Session session, Subscription subscription)
    {
        if (Topics.IsShared(subscription.Filter)) return ReasonCode.SharedSubscriptionsNotSupported;
        if (!Topics.IsFilter(subscription.Filter)) return ReasonCode.TopicFilterInvalid;
        if (subscription.Filter.AsSpan().Count('/') >= SubscriptionTree.MaximumLevels) return ReasonCode.TopicFilterInvalid;
        var granted = subscription with { Qos = Lower(subscription.Qos, MqttQos.AtLeastOnce) };
        lock (_lock)
        {
            var isNew = !session.Subscriptions.ContainsKey(granted.Filter);
            if (isNew && session.Subscriptions.Count >= options.MaximumSubscriptionsPerSession) return ReasonCode.QuotaExceeded;
            session.Subscriptions[granted.Filter] = granted;
            _tree.Add(session, granted);
            if (granted.RetainHandling == RetainHandling.Send || (granted.RetainHandling == RetainHandling.SendIfNew && isNew))
                SendRetained(session, granted);
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
            foreach (var filter in session.Subscriptions.Keys) _tree.Remove(session, filter);
            session.Subscriptions.Clear();
        }
    }

    // Every retained topic is looked at: bounded by MaximumRetained, and a SUBSCRIBE is rare. 100,000 topics take some milliseconds.
    // The SUBSCRIBE came on the session's own connection, which flushes at the end of its batch.
    private void SendRetained(Session session, in Subscription subscription)
    {
        foreach (var (topic, message) in _retained)
        {
            if (Topics.Matches(subscription.Filter, topic)) session.TryAdd(new Delivery(message, Lower(subscription.Qos, message.Qos), Retain: true), isKept: true, out _);
        }
    }

    private bool TryRetain(Message message)
    {
        // An empty payload takes the retained message away [MQTT-3.3.1-6].
        if (message.Payload.IsEmpty) _retained.Remove(message.Topic);
        else if (_retained.Count >= options.MaximumRetained && !_retained.ContainsKey(message.Topic)) return false;
        else _retained[message.Topic] = message;
        return true;
    }

    private static MqttQos Lower(MqttQos one, MqttQos other) => one < other ? one : other;
}
