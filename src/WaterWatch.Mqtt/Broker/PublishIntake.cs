using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// The way of a PUBLISH from one client: allowed? -> in flight -> gate -> subscribers -> PUBACK.
/// </summary>
internal sealed class PublishIntake
{
    private readonly MqttBroker _broker;
    private readonly BrokerConnection _connection;
    private readonly MqttConnect _who;
    private readonly Session _session;
    private readonly PacketOutput _output;
    private readonly HashSet<PacketOutput> _touched = [];
    private readonly AcknowledgementQueue _acknowledgements;
    private readonly Action<PublishOffer, bool> _completed;

    public PublishIntake(MqttBroker broker, BrokerConnection connection, MqttConnect who, Session session, PacketOutput output)
    {
        (_broker, _connection, _who, _session, _output) = (broker, connection, who, session, output);
        _acknowledgements = new AcknowledgementQueue(output, broker.Options.ReceiveMaximum);
        _completed = OnCompleted;
    }

    /// <summary>Null when all is well, else why the connection ends.</summary>
    public async ValueTask<ConnectionLost?> TakeAsync(PublishPacket packet, CancellationToken ct)
    {
        _broker.Counters.Received();
        if (packet.Properties?.Number(PropertyId.TopicAlias) is not null) return new(ReasonCode.TopicAliasInvalid, "topic alias not offered");
        // A server that announced Maximum QoS 1 answers QoS 2 by closing (MQTT 5.0 §3.2.2.3.4).
        if (packet.Qos == MqttQos.ExactlyOnce) return new(ReasonCode.QosNotSupported, "QoS 2 is not supported");

        var sequence = -1L;
        if (packet.Qos == MqttQos.AtLeastOnce)
        {
            while (!_acknowledgements.TryBegin(packet.PacketId, out sequence))
            {
                if (_who.Protocol == MqttProtocol.V5) return new(ReasonCode.ReceiveMaximumExceeded, "receive maximum exceeded");
                Flush();
                await _acknowledgements.WaitForRoomAsync().WaitAsync(ct).ConfigureAwait(false);
            }
        }
        if (_broker.Options.AuthorizePublish?.Invoke(_who, packet.Topic) == false) return Refuse(sequence);

        var taken = _broker.Options.Gate is { } gate && await OfferAsync(gate, OfferOf(packet, sequence), ct).ConfigureAwait(false);
        var reason = _broker.Route(Message.Of(packet), _session, _touched);
        if (taken || sequence < 0) return null;
        // As below: 3.1.1 could only be told that the message is kept, which it is not.
        if (reason >= ReasonCode.UnspecifiedError && _who.Protocol != MqttProtocol.V5) return new(reason, $"not kept: {reason}");
        _acknowledgements.Complete(sequence, reason, flush: false);
        return null;
    }

    /// <summary>Sends on what was read together: to its sender the answers, to its subscribers the messages.</summary>
    public void Flush()
    {
        foreach (var output in _touched) output.Flush();
        _touched.Clear();
        _output.FlushHere();
    }

    private async ValueTask<bool> OfferAsync(IPublishGate gate, PublishOffer offer, CancellationToken ct)
    {
        var taken = gate.OfferAsync(offer, ct);
        // A full pipeline holds this connection back, but not what was read from it before.
        if (!taken.IsCompleted) Flush();
        return await taken.ConfigureAwait(false);
    }

    // 3.1.1 has no negative PUBACK, and a positive one would be a lie: the connection is closed (MQTT 3.1.1 §3.3.5).
    private ConnectionLost? Refuse(long sequence)
    {
        _broker.Counters.Refused();
        if (_who.Protocol != MqttProtocol.V5) return new(ReasonCode.NotAuthorized, "not authorized to publish there");
        if (sequence >= 0) _acknowledgements.Complete(sequence, ReasonCode.NotAuthorized, flush: false);
        return null;
    }

    private PublishOffer OfferOf(in PublishPacket packet, long sequence) => new(sequence >= 0 ? _completed : null)
    {
        ClientId = _who.ClientId,
        UserName = _who.UserName,
        Topic = packet.Topic,
        Payload = packet.Payload,
        Qos = packet.Qos,
        Retain = packet.Retain,
        Duplicate = packet.Duplicate,
        Sequence = sequence,
        Acknowledgements = sequence >= 0 ? _acknowledgements : null,
    };

    private void OnCompleted(PublishOffer offer, bool stored)
    {
        if (stored) _acknowledgements.Complete(offer.Sequence, ReasonCode.Success);
        // Without DISCONNECT: a broken connection is what every client comes back from; a reason may make one give up.
        else _connection.Abort(new(ReasonCode.ImplementationSpecificError, "a message could not be stored", Silently: true));
    }
}
