using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// The way of a PUBLISH from one client: alias -> in flight -> allowed? -> gate -> subscribers -> PUBACK or PUBREC.
/// </summary>
internal sealed class PublishIntake
{
    private readonly MqttBroker _broker;
    private readonly MqttConnect _who;
    private readonly Session _session;
    private readonly PacketOutput _output;
    private readonly HashSet<PacketOutput> _touched = [];
    private readonly GivenAliases _aliases;
    private readonly AcknowledgementQueue _acknowledgements;

    public PublishIntake(MqttBroker broker, BrokerConnection connection, MqttConnect who, Session session, PacketOutput output)
    {
        (_broker, _who, _session, _output) = (broker, who, session, output);
        _aliases = new GivenAliases(broker.Options.TopicAliasMaximum);
        // Without DISCONNECT: a broken connection is what every client comes back from; a reason may make one give up.
        _acknowledgements = new AcknowledgementQueue(
            output,
            broker.Options.ReceiveMaximum,
            untilRelease: who.Protocol == MqttProtocol.V5,
            () => connection.Abort(new(ReasonCode.ImplementationSpecificError, "a message could not be stored", Silently: true)));
    }

    /// <summary>Null when all is well, else why the connection ends.</summary>
    public ValueTask<ConnectionLost?> TakeAsync(PublishPacket packet, CancellationToken ct)
    {
        _broker.Counters.Received();
        var fault = _aliases.Resolve(packet, out var topic);
        if (fault != ReasonCode.Success) return new(ConnectionLost.Of(fault, PacketType.Publish));
        if (packet.Topic.Length == 0) packet = packet with { Topic = topic };
        return packet.Qos switch
        {
            MqttQos.AtMostOnce => TakeAsync(packet, new Ticket(-1, null, InboundStep.Take), ct),
            MqttQos.AtLeastOnce => _acknowledgements.TryBegin(packet.PacketId, MqttQos.AtLeastOnce, out var sequence)
                ? TakeAsync(packet, new Ticket(sequence, null, InboundStep.Take), ct)
                : WaitForRoomAsync(packet, ct),
            _ => TakeExactlyOnceAsync(packet, ct),
        };
    }

    /// <summary>PUBREL: null when all is well, else why the connection ends.</summary>
    public ConnectionLost? Release(ushort packetId) => _session.Inbound.Release(packetId, _acknowledgements)
        ? null
        : new ConnectionLost(ReasonCode.ProtocolError, "PUBREL before PUBREC");

    /// <summary>Sends on what was read together: to its sender the answers, to its subscribers the messages.</summary>
    public void Flush()
    {
        foreach (var output in _touched) output.Flush();
        _touched.Clear();
        _output.FlushHere();
    }

    private ValueTask<ConnectionLost?> TakeExactlyOnceAsync(in PublishPacket packet, CancellationToken ct)
    {
        var step = _session.Inbound.Begin(packet, _acknowledgements, out var exchange);
        return step switch
        {
            InboundStep.Known => default,
            InboundStep.NoRoom => WaitForRoomAsync(packet, ct),
            _ => TakeAsync(packet, new Ticket(-1, exchange, step), ct),
        };
    }

    private async ValueTask<ConnectionLost?> WaitForRoomAsync(PublishPacket packet, CancellationToken ct)
    {
        if (_who.Protocol == MqttProtocol.V5) return new(ReasonCode.ReceiveMaximumExceeded, "receive maximum exceeded");
        Flush();
        await _acknowledgements.WaitForRoomAsync().WaitAsync(ct).ConfigureAwait(false);
        if (packet.Qos == MqttQos.ExactlyOnce) return await TakeExactlyOnceAsync(packet, ct).ConfigureAwait(false);
        return _acknowledgements.TryBegin(packet.PacketId, packet.Qos, out var sequence)
            ? await TakeAsync(packet, new Ticket(sequence, null, InboundStep.Take), ct).ConfigureAwait(false)
            : await WaitForRoomAsync(packet, ct).ConfigureAwait(false);
    }

    private ValueTask<ConnectionLost?> TakeAsync(in PublishPacket packet, in Ticket ticket, CancellationToken ct)
    {
        if (_broker.Options.AuthorizePublish?.Invoke(_who, packet.Topic) == false) return new(Refuse(ticket));
        return _broker.Options.Gate is { } gate ? OfferAsync(gate, packet, ticket, ct) : new(HandOn(packet, ticket, isTaken: false));
    }

    private async ValueTask<ConnectionLost?> OfferAsync(IPublishGate gate, PublishPacket packet, Ticket ticket, CancellationToken ct)
    {
        var isOffered = false;
        try
        {
            var taken = gate.OfferAsync(OfferOf(packet, ticket), ct);
            // A full pipeline holds this connection back, but not what was read from it before.
            if (!taken.IsCompleted) Flush();
            var isTaken = await taken.ConfigureAwait(false);
            isOffered = true;
            return HandOn(packet, ticket, isTaken);
        }
        finally
        {
            if (!isOffered) Withdraw(ticket);
        }
    }

    private ConnectionLost? HandOn(in PublishPacket packet, in Ticket ticket, bool isTaken)
    {
        var message = Message.Of(packet, _broker.Options.TimeProvider);
        var reason = ticket.Step != InboundStep.StoreAgain ? _broker.Route(message, _session, _touched)
            : isTaken ? ReasonCode.Success
            : _broker.Retain(message);
        if (isTaken || !ticket.IsAnswered) return null;
        // As below: 3.1.1 could only be told that the message is kept, which it is not.
        if (reason >= ReasonCode.UnspecifiedError && _who.Protocol != MqttProtocol.V5)
        {
            // It has gone to its subscribers, who must not get it twice.
            Withdraw(ticket with { Step = InboundStep.StoreAgain });
            return new(reason, $"not kept: {reason}", Silently: true);
        }
        Answer(ticket, reason);
        return null;
    }

    // 3.1.1 has no negative PUBACK, and a positive one would be a lie: the connection is closed (MQTT 3.1.1 §3.3.5).
    private ConnectionLost? Refuse(in Ticket ticket)
    {
        _broker.Counters.Refused(MqttRefusal.PublishNotAuthorized);
        if (_who.Protocol != MqttProtocol.V5)
        {
            Withdraw(ticket);
            return new(ReasonCode.NotAuthorized, "not authorized to publish there");
        }
        Answer(ticket, ReasonCode.NotAuthorized);
        return null;
    }

    // A QoS 2 message that nobody will answer must not be known when it is sent again: it would hold back all answers after its own.
    private void Withdraw(in Ticket ticket) => ticket.Exchange?.Withdraw(ticket.Step, _acknowledgements);

    private void Answer(in Ticket ticket, ReasonCode reason)
    {
        if (ticket.Exchange is not { } exchange) _acknowledgements.Complete(ticket.Sequence, reason, flush: false);
        else if (reason < ReasonCode.UnspecifiedError) exchange.Stored();
        else exchange.Refuse(reason);
    }

    private PublishOffer OfferOf(in PublishPacket packet, in Ticket ticket) => new()
    {
        ClientId = _who.ClientId,
        UserName = _who.UserName,
        Topic = packet.Topic,
        Payload = packet.Payload,
        Qos = packet.Qos,
        Retain = packet.Retain,
        Duplicate = packet.Duplicate,
        Sequence = ticket.Sequence,
        Acknowledgements = ticket.Sequence >= 0 ? _acknowledgements : null,
        Exchange = ticket.Exchange,
    };

    /// <summary>By what a PUBLISH is answered: its place in the queue (QoS 1), its exchange (QoS 2), or nothing.</summary>
    private readonly record struct Ticket(long Sequence, InboundExchange? Exchange, InboundStep Step)
    {
        public bool IsAnswered => Sequence >= 0 || Exchange is not null;
    }
}
