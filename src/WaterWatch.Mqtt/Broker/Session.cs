using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>What became of a message for one subscriber.</summary>
internal enum Added
{
    /// <summary>It goes out, or waits.</summary>
    Queued,

    /// <summary>Nobody waits for it: QoS 0 without a connection or without room, or a session that has ended.</summary>
    Dropped,

    /// <summary>It does not fit, upon which the session has to be ended.</summary>
    Full,
}

/// <summary>
/// What the server keeps for a client identifier (MQTT 5.0 §4.1): subscriptions, messages in flight both ways and messages waiting.
/// Its lock is held for memory work only.
/// </summary>
internal sealed class Session(string clientId, string user, MqttBrokerOptions options, BrokerCounters counters)
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<Delivery> _queue = new();
    private InflightWindow<Delivery> _inflight = new();
    private long _heldBytes;
    private PacketOutput? _output;
    private TopicAliases? _aliases;
    private long _turn;
    private int _window;
    private long _lookedAt;
    private bool _ended;

    public string ClientId { get; } = clientId;

    /// <summary>Who began it; empty for nobody in particular.</summary>
    public string User { get; } = user;

    /// <summary>The connection that speaks for it; guarded by <see cref="Sessions"/>.</summary>
    public BrokerConnection? Connection { get; set; }

    /// <summary>Session Expiry Interval in seconds (MQTT 5.0 §3.1.2.11.2); guarded by <see cref="Sessions"/>.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When it lost its connection, as a timestamp; guarded by <see cref="Sessions"/>.</summary>
    public long DetachedAt { get; set; }

    /// <summary>The filters that it subscribed to; guarded by <see cref="Router"/>.</summary>
    public HashSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>QoS 2 messages from its client that are not yet released.</summary>
    public InboundExchanges Inbound { get; } = new();

    public bool IsOnline => Volatile.Read(ref _output) is not null;

    public bool IsFull
    {
        get
        {
            lock (_lock) return QueueIsFull;
        }
    }

    private bool QueueIsFull => _queue.Count >= options.MaximumQueuedPerSession || _heldBytes >= options.MaximumQueuedBytesPerSession;

    /// <summary>Sends again what was in flight, in its order and with DUP [MQTT-4.4.0-1], then what waited.</summary>
    /// <param name="output">Of the new connection.</param>
    /// <param name="turn">From <see cref="Opened"/>: a connection that opened it earlier and comes here later has been taken over meanwhile, and is not listened to.</param>
    /// <param name="receiveMaximum">What its client takes unacknowledged.</param>
    /// <param name="aliasMaximum">Topic aliases that its client takes.</param>
    public void Attach(PacketOutput output, long turn, int receiveMaximum, int aliasMaximum)
    {
        lock (_lock)
        {
            if (turn < _turn) return;
            _turn = turn;
            _output = output;
            _aliases = aliasMaximum > 0 ? new TopicAliases(aliasMaximum) : null;
            _window = receiveMaximum;
            _inflight.Rewind();
            Pump();
        }
        output.Flush();
    }

    public void Detach(PacketOutput output)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_output, output)) _output = null;
        }
    }

    /// <summary>Takes a message for this subscriber.</summary>
    /// <param name="delivery">The message with QoS and RETAIN of this delivery.</param>
    /// <param name="isKept">It is one of the retained messages that a SUBSCRIBE asked for: in memory anyway, so that it may exceed the bound.</param>
    /// <param name="output">What has to be flushed for it to go out; null when it waits.</param>
    public Added TryAdd(Delivery delivery, bool isKept, out PacketOutput? output)
    {
        lock (_lock)
        {
            output = _output;
            if (QueueIsFull) DropExpired();
            var unwanted = delivery.Qos == MqttQos.AtMostOnce && (output is null || QueueIsFull);
            if (_ended || unwanted)
            {
                counters.Dropped();
                return Added.Dropped;
            }
            if (QueueIsFull && !isKept)
            {
                counters.Dropped();
                return Added.Full;
            }
            _queue.Enqueue(delivery);
            _heldBytes += delivery.Message.HeldBytes;
            Pump();
            return Added.Queued;
        }
    }

    /// <summary>
    /// PUBACK, PUBREC or PUBCOMP on this connection; one that was taken over meanwhile no longer speaks for the session. False when it is not the answer
    /// to what was sent, which is a Protocol Error.
    /// </summary>
    public bool Answer(in AckPacket ack, PacketOutput output)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_output, output)) return true;
            if (!_inflight.TryGet(ack.PacketId, out var delivery))
            {
                // The subscriber waits for the end of an exchange of which nothing is known here any more.
                if (ack is { Type: PacketType.PubRec, Reason: < ReasonCode.UnspecifiedError })
                    output.Append(new AckPacket(PacketType.PubRel, ack.PacketId, ReasonCode.PacketIdentifierNotFound));
                return true;
            }
            if (ack.Type != ExpectedFor(delivery, ack.Type)) return false;
            if (ack is { Type: PacketType.PubRec, Reason: < ReasonCode.UnspecifiedError }) Release(ack.PacketId, delivery);
            else Finish(ack.PacketId, delivery);
            return true;
        }
    }

    /// <summary>Sends on what waited for room in the output.</summary>
    public void Resume(PacketOutput output)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_output, output) || (_queue.Count == 0 && !_inflight.HasUnsent)) return;
            Pump();
        }
        output.Flush();
    }

    /// <summary>Gives up what was kept.</summary>
    /// <returns>What others are to get that share a subscription with it; a QoS 2 message that was begun is not among it [MQTT-4.8.2-5].</returns>
    public List<Delivery> End()
    {
        lock (_lock)
        {
            _ended = true;
            _output = null;
            Delivery[] begun = [.. _inflight.ToList().Select(p => p.Item)];
            List<Delivery> shared =
            [
                .. begun.Where(d => d is { Group: not null, Qos: MqttQos.AtLeastOnce }),
                .. _queue.Where(d => d is { Group: not null, Qos: not MqttQos.AtMostOnce }),
            ];
            counters.Dropped(_queue.Count + begun.Count(d => !d.IsReleased) - shared.Count);
            _queue.Clear();
            _heldBytes = 0;
            _inflight = new InflightWindow<Delivery>();
            Inbound.Clear();
            return shared;
        }
    }

    // A repeated PUBREC, after its PUBREL was lost with a connection, is as good as the first.
    private static PacketType ExpectedFor(Delivery delivery, PacketType came) => delivery switch
    {
        { IsReleased: true } => came == PacketType.PubRec ? PacketType.PubRec : PacketType.PubComp,
        { Qos: MqttQos.ExactlyOnce } => PacketType.PubRec,
        _ => PacketType.PubAck,
    };

    private void Release(ushort packetId, Delivery delivery)
    {
        _heldBytes -= delivery.Message.HeldBytes;
        _inflight.Replace(packetId, Delivery.Released);
        _output!.Append(new AckPacket(PacketType.PubRel, packetId));
    }

    private void Finish(ushort packetId, Delivery delivery)
    {
        _inflight.TryRemove(packetId, out _);
        _heldBytes -= delivery.Message.HeldBytes;
        counters.Acknowledged();
        Pump();
    }

    private void Pump()
    {
        if (_output is null) return;
        // What was in flight goes before what is new, and as much at once as this connection takes: it may take less than the one before.
        while (_inflight.HasUnsent && _output.HasRoom && _inflight.OnTheWay < _window && _inflight.TryTakeUnsent(out var packetId, out var again))
        {
            if (again.IsReleased) _output.Append(new AckPacket(PacketType.PubRel, packetId));
            else Put(again, packetId, duplicate: true);
        }
        if (_inflight.HasUnsent) return;
        while (_queue.TryPeek(out var next) && _output.HasRoom)
        {
            var counted = next.Qos != MqttQos.AtMostOnce;
            if (counted && (_inflight.OnTheWay >= _window || !_inflight.HasIdentifier)) return;
            _queue.Dequeue();
            var isExpired = DropIfExpired(next);
            // What is in flight is still held, and a subscriber that reads and never acknowledges must not make that endless.
            if (isExpired || !counted) _heldBytes -= next.Message.HeldBytes;
            if (!isExpired) Put(next, counted ? _inflight.Add(next) : (ushort)0, duplicate: false);
        }
    }

    private void Put(Delivery delivery, ushort packetId, bool duplicate)
    {
        var isKnown = false;
        var alias = _aliases?.Find(delivery.Message.Topic, out isKnown) ?? 0;
        if (_output!.Append(delivery.ToPacket(packetId, duplicate, alias, isKnown, options.TimeProvider)))
        {
            if (alias != 0 && !isKnown) _aliases!.Tell(delivery.Message.Topic, alias);
            counters.Delivered();
            return;
        }
        // Larger than this client takes: to be dropped as if it had been sent [MQTT-3.1.2-25].
        if (_inflight.TryRemove(packetId, out _)) _heldBytes -= delivery.Message.HeldBytes;
        counters.Dropped();
    }

    private bool DropIfExpired(Delivery delivery)
    {
        if (!delivery.Message.IsExpired(options.TimeProvider)) return false;
        counters.Expired();
        return true;
    }

    // Not for each message that finds the queue full: a flood would make that the broker's main work.
    private void DropExpired()
    {
        if (_lookedAt != 0 && options.TimeProvider.GetElapsedTime(_lookedAt) < s_lookAgain) return;
        _lookedAt = options.TimeProvider.GetTimestamp();
        for (var i = _queue.Count; i > 0; i--)
        {
            var delivery = _queue.Dequeue();
            if (DropIfExpired(delivery)) _heldBytes -= delivery.Message.HeldBytes;
            else _queue.Enqueue(delivery);
        }
    }
}
