using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>What is to be done with a QoS 2 PUBLISH that came.</summary>
internal enum InboundStep
{
    /// <summary>The first of its identifier: hand it on, then answer.</summary>
    Take,

    /// <summary>It came before, was handed on and could not be stored: to be stored, and not to be handed on twice.</summary>
    StoreAgain,

    /// <summary>It came before and is answered, or will be once it is stored.</summary>
    Known,

    /// <summary>The receive maximum is in flight already.</summary>
    NoRoom,
}

/// <summary>
/// QoS 2 messages that came and whose PUBREL has not (MQTT 5.0 §4.3.3, method A): part of the session state, so that a message that is sent again
/// after a reconnection is neither offered nor handed on twice. The PUBREC goes out when the message is stored, on the connection that asked last.
/// </summary>
internal sealed class InboundExchanges
{
    private readonly Lock _lock = new();

    // Most sessions never see QoS 2.
    private Dictionary<ushort, InboundExchange>? _open;

    public int Count
    {
        get
        {
            lock (_lock) return _open?.Count ?? 0;
        }
    }

    /// <summary>A PUBLISH with QoS 2 came by this connection.</summary>
    public InboundStep Begin(in PublishPacket packet, AcknowledgementQueue connection, out InboundExchange exchange)
    {
        var content = ContentOf(packet);
        lock (_lock)
        {
            _open ??= [];
            // What says something else is no repeat, but the next message of a client that has lost its own state: to answer it as known would lose it.
            var isNew = !_open.TryGetValue(packet.PacketId, out var known) || known.Content != content;
            exchange = isNew ? new InboundExchange(this, _lock, packet.PacketId, content) : known!;
            // Sent again without a reconnection, which no client may; its answer is on the way.
            if (!isNew && exchange.IsAwaitedBy(connection)) return InboundStep.Known;
            if (!connection.TryBegin(packet.PacketId, MqttQos.ExactlyOnce, out var sequence)) return InboundStep.NoRoom;
            _open[packet.PacketId] = exchange;
            return exchange.Ask(connection, sequence, isNew);
        }
    }

    /// <summary>PUBREL: the identifier is free again. False when its message has not been answered yet, which no client may.</summary>
    public bool Release(ushort packetId, AcknowledgementQueue connection)
    {
        lock (_lock)
        {
            var exchange = _open?.GetValueOrDefault(packetId);
            if (exchange is { IsStored: false }) return false;
            _open?.Remove(packetId);
            connection.Release(packetId, exchange is null ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success, exchange?.CameBy(connection) ?? false);
            return true;
        }
    }

    /// <summary>The session is gone, and its identifiers with it.</summary>
    public void Clear()
    {
        lock (_lock) _open = null;
    }

    internal void Forget(InboundExchange exchange)
    {
        if (_open is not null && _open.TryGetValue(exchange.PacketId, out var open) && ReferenceEquals(open, exchange)) _open.Remove(exchange.PacketId);
    }

    private static int ContentOf(in PublishPacket packet)
    {
        var hash = new HashCode();
        hash.Add(packet.Topic, StringComparer.Ordinal);
        hash.AddBytes(packet.Payload.Span);
        return hash.ToHashCode();
    }
}

/// <summary>One of them. It may be answered from any thread, whatever connection its session has by then.</summary>
internal sealed class InboundExchange(InboundExchanges owner, Lock @lock, ushort packetId, int content)
{
    private enum State { Offered, Stored, NotStored }

    private State _state;
    private AcknowledgementQueue? _connection;
    private long _sequence;

    internal ushort PacketId => packetId;

    /// <summary>A hash of topic and payload.</summary>
    internal int Content => content;

    internal bool IsStored => _state == State.Stored;

    /// <summary>It is stored. The PUBREC goes out when the answer is called.</summary>
    /// <returns>The same object for each message of one connection.</returns>
    public Action Stored()
    {
        lock (@lock)
        {
            _state = State.Stored;
            _connection!.Complete(_sequence, ReasonCode.Success, flush: false);
            return _connection.Send;
        }
    }

    /// <summary>It could not be stored: when its sender is back and sends it again, it is offered again.</summary>
    public void NotStored()
    {
        AcknowledgementQueue connection;
        lock (@lock)
        {
            _state = State.NotStored;
            connection = _connection!;
        }
        connection.NotStored();
    }

    /// <summary>
    /// It was not offered to the end, since the connection ended before: when it comes again, it is as new as it was. A connection that has asked for it since was told
    /// that it is known, and would wait for its answer for good: it ends, so that the message is sent again.
    /// </summary>
    /// <param name="step">As what it was offered.</param>
    /// <param name="by">The connection that it was offered for.</param>
    public void Withdraw(InboundStep step, AcknowledgementQueue by)
    {
        AcknowledgementQueue? waiting;
        lock (@lock)
        {
            waiting = _state == State.Offered && !CameBy(by) ? _connection : null;
            if (step == InboundStep.Take) owner.Forget(this);
            else _state = State.NotStored;
        }
        waiting?.NotStored();
    }

    /// <summary>A PUBREC with a reason of 0x80 or more ends the exchange (MQTT 5.0 §4.3.3).</summary>
    public void Refuse(ReasonCode reason)
    {
        lock (@lock)
        {
            owner.Forget(this);
            _connection!.Complete(_sequence, reason, flush: false);
        }
    }

    internal bool CameBy(AcknowledgementQueue connection) => ReferenceEquals(_connection, connection);

    internal bool IsAwaitedBy(AcknowledgementQueue connection) => _state == State.Offered && CameBy(connection);

    internal InboundStep Ask(AcknowledgementQueue connection, long sequence, bool isNew)
    {
        (_connection, _sequence) = (connection, sequence);
        if (isNew) return InboundStep.Take;
        if (_state == State.Stored) connection.Complete(sequence, ReasonCode.Success, flush: false);
        if (_state != State.NotStored) return InboundStep.Known;
        _state = State.Offered;
        return InboundStep.StoreAgain;
    }
}
