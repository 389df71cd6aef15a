using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// What the server keeps for a client identifier (MQTT 5.0 §4.1): subscriptions, messages in flight and messages waiting.
/// Its lock is held for memory work only.
/// </summary>
internal sealed class Session(string clientId, MqttBrokerOptions options, BrokerCounters counters)
{
    private readonly Lock _lock = new();
    private readonly Queue<Delivery> _queue = new();
    private InflightWindow<Delivery> _inflight = new();
    private long _heldBytes;
    private PacketOutput? _output;
    private int _window;
    private bool _ended;

    public string ClientId { get; } = clientId;

    /// <summary>The connection that speaks for it; guarded by <see cref="Sessions"/>.</summary>
    public BrokerConnection? Connection { get; set; }

    /// <summary>Session Expiry Interval in seconds (MQTT 5.0 §3.1.2.11.2); guarded by <see cref="Sessions"/>.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When it lost its connection, as a timestamp; guarded by <see cref="Sessions"/>.</summary>
    public long DetachedAt { get; set; }

    /// <summary>Its subscriptions by filter; guarded by <see cref="Router"/>.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    public bool IsFull
    {
        get
        {
            lock (_lock) return QueueIsFull;
        }
    }

    private bool QueueIsFull => _queue.Count >= options.MaximumQueuedPerSession || _heldBytes >= options.MaximumQueuedBytesPerSession;

    /// <summary>Sends again what was in flight, in its order and with DUP [MQTT-4.4.0-1], then what waited.</summary>
    public void Attach(PacketOutput output, int receiveMaximum)
    {
        lock (_lock)
        {
            _output = output;
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

    /// <summary>False when the message does not fit, upon which the session has to be ended.</summary>
    /// <param name="delivery">The message with QoS and RETAIN of this delivery.</param>
    /// <param name="isKept">It is one of the retained messages that a SUBSCRIBE asked for: in memory anyway, so that it may exceed the bound.</param>
    /// <param name="output">What has to be flushed for it to go out; null when it waits.</param>
    public bool TryAdd(Delivery delivery, bool isKept, out PacketOutput? output)
    {
        lock (_lock)
        {
            output = _output;
            var unwanted = delivery.Qos == MqttQos.AtMostOnce && (output is null || QueueIsFull);
            if (_ended || unwanted)
            {
                counters.Dropped();
                return true;
            }
            if (QueueIsFull && !isKept)
            {
                counters.Dropped();
                return false;
            }
            _queue.Enqueue(delivery);
            _heldBytes += delivery.Message.Payload.Length;
            Pump();
            return true;
        }
    }

    /// <summary>PUBACK on this connection; one that was taken over meanwhile no longer speaks for the session.</summary>
    public void Acknowledge(ushort packetId, PacketOutput output)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_output, output) || !_inflight.TryRemove(packetId, out var delivery)) return;
            _heldBytes -= delivery.Message.Payload.Length;
            counters.Acknowledged();
            Pump();
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
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            _output = null;
            counters.Dropped(_queue.Count + _inflight.Count);
            _queue.Clear();
            _heldBytes = 0;
            _inflight = new InflightWindow<Delivery>();
        }
    }

    private void Pump()
    {
        if (_output is null) return;
        // What was in flight goes before what is new, and as much at once as this connection takes: it may take less than the one before.
        while (_inflight.HasUnsent && _output.HasRoom && _inflight.OnTheWay < _window && _inflight.TryTakeUnsent(out var packetId, out var again))
            Put(again, packetId, duplicate: true);
        if (_inflight.HasUnsent) return;
        while (_queue.TryPeek(out var next) && _output.HasRoom)
        {
            if (next.Qos == MqttQos.AtLeastOnce && (_inflight.OnTheWay >= _window || !_inflight.HasIdentifier)) return;
            _queue.Dequeue();
            // What is in flight is still held, and a subscriber that reads and never acknowledges must not make that endless.
            if (next.Qos == MqttQos.AtMostOnce) _heldBytes -= next.Message.Payload.Length;
            Put(next, next.Qos == MqttQos.AtLeastOnce ? _inflight.Add(next) : (ushort)0, duplicate: false);
        }
    }

    private void Put(Delivery delivery, ushort packetId, bool duplicate)
    {
        if (_output!.Append(delivery.ToPacket(packetId, duplicate)))
        {
            counters.Delivered();
            return;
        }
        // Larger than this client takes: to be dropped as if it had been sent [MQTT-3.1.2-25].
        if (_inflight.TryRemove(packetId, out _)) _heldBytes -= delivery.Message.Payload.Length;
        counters.Dropped();
    }
}
