using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>
/// What this client publishes: waiting, or in flight until its PUBACK or PUBCOMP. It outlives connections, so that
/// nothing that was given to it is forgotten while the client lives.
/// </summary>
internal sealed class Publications
{
    private readonly Lock _lock = new();
    private readonly Queue<Publication> _waiting = new();
    private InflightWindow<Publication> _inflight = new();
    private PacketOutput? _output;
    private ServerLimits _limits;
    private bool _closed;

    /// <summary>Completes at PUBACK or PUBCOMP; QoS 0 when it has been handed to a connection.</summary>
    public Task<ReasonCode> AddAsync(PublishPacket packet)
    {
        var publication = new Publication(packet);
        PacketOutput? output;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MqttClient));
            _waiting.Enqueue(publication);
            output = _output;
            Pump();
        }
        output?.Flush();
        return publication.Task;
    }

    /// <summary>
    /// Sends on this connection: first what is in flight, in its order and with DUP [MQTT-4.4.0-1], then what waits. Without its session the server
    /// knows none of the identifiers, and the same messages go out under new ones.
    /// </summary>
    public void Attach(PacketOutput output, ServerLimits limits, bool sessionPresent)
    {
        lock (_lock)
        {
            _output = output;
            _limits = limits;
            _inflight.Rewind();
            if (!sessionPresent) BeginAnew();
            Pump();
        }
        output.Flush();
    }

    public void Detach()
    {
        lock (_lock) _output = null;
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP. False when it is not the answer to what was sent, which is a Protocol Error.</summary>
    public bool Answer(in AckPacket ack)
    {
        Publication? publication;
        lock (_lock)
        {
            if (!_inflight.TryGet(ack.PacketId, out publication))
            {
                // The server waits for the end of an exchange of which nothing is known here any more.
                if (ack is { Type: PacketType.PubRec, Reason: < ReasonCode.UnspecifiedError }) Release(ack.PacketId, ReasonCode.PacketIdentifierNotFound);
                return true;
            }
            if (ack.Type != publication.ExpectedFor(ack.Type)) return false;
            if (ack is { Type: PacketType.PubRec, Reason: < ReasonCode.UnspecifiedError })
            {
                publication.Received = ack.Reason;
                Release(ack.PacketId, ReasonCode.Success);
                return true;
            }
            _inflight.TryRemove(ack.PacketId, out _);
            Pump();
        }
        // What the server has received it has, whatever it says of the identifier afterwards.
        var reason = publication.Received ?? ack.Reason;
        if (reason < ReasonCode.UnspecifiedError) publication.TrySetResult(reason);
        else publication.TrySetException(new MqttRefusedException(reason));
        return true;
    }

    /// <summary>The output has room again.</summary>
    public void Resume(PacketOutput output)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_output, output) || (_waiting.Count == 0 && !_inflight.HasUnsent)) return;
            Pump();
        }
        output.Flush();
    }

    /// <summary>The client is gone: whoever waits learns that his message was not acknowledged.</summary>
    public void Close()
    {
        List<Publication> left;
        lock (_lock)
        {
            _closed = true;
            _output = null;
            left = [.. _inflight.ToList().Select(p => p.Item), .. _waiting];
            _waiting.Clear();
        }
        foreach (var publication in left) publication.TrySetException(new ObjectDisposedException(nameof(MqttClient)));
    }

    private void BeginAnew()
    {
        Publication[] all = [.. _inflight.ToList().Select(p => p.Item), .. _waiting];
        _inflight = new InflightWindow<Publication>();
        _waiting.Clear();
        foreach (var publication in all)
        {
            // The server had received it, and has forgotten only that it has yet to say so.
            if (publication.Received is { } reason) publication.TrySetResult(reason);
            else _waiting.Enqueue(publication);
        }
    }

    private void Release(ushort packetId, ReasonCode reason) => _output?.Append(new AckPacket(PacketType.PubRel, packetId, reason));

    private void Pump()
    {
        if (_output is null) return;
        while (_inflight.HasUnsent && _output.HasRoom && _inflight.OnTheWay < _limits.ReceiveMaximum && _inflight.TryTakeUnsent(out var packetId, out var again))
        {
            if (again.Received is null) Put(again, packetId, duplicate: true);
            else Release(packetId, ReasonCode.Success);
        }
        if (_inflight.HasUnsent) return;
        while (_waiting.TryPeek(out var next) && _output.HasRoom)
        {
            var counted = next.Packet.Qos != MqttQos.AtMostOnce;
            if (counted && (_inflight.OnTheWay >= _limits.MaximumFor(next.Packet.Qos) || !_inflight.HasIdentifier)) return;
            _waiting.Dequeue();
            Put(next, counted ? _inflight.Add(next) : (ushort)0, duplicate: next.WasSent);
            next.WasSent = counted;
            if (!counted) next.TrySetResult(ReasonCode.Success);
        }
    }

    private void Put(Publication publication, ushort packetId, bool duplicate)
    {
        // What the server said that it does not take would end the connection each time.
        var refusal = _limits.Judge(publication.Packet);
        if (refusal == ReasonCode.Success)
        {
            if (_output!.Append(publication.Packet with { PacketId = packetId, Duplicate = duplicate })) return;
            refusal = ReasonCode.PacketTooLarge;
        }
        _inflight.TryRemove(packetId, out _);
        publication.TrySetException(new MqttRefusedException(refusal));
    }

    private sealed class Publication(PublishPacket packet) : TaskCompletionSource<ReasonCode>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public PublishPacket Packet => packet;

        public bool WasSent { get; set; }

        /// <summary>QoS 2: what its PUBREC said; it is then known by its identifier alone until PUBCOMP.</summary>
        public ReasonCode? Received { get; set; }

        // A repeated PUBREC, after its PUBREL was lost with a connection, is as good as the first.
        public PacketType ExpectedFor(PacketType came)
        {
            if (Packet.Qos != MqttQos.ExactlyOnce) return PacketType.PubAck;
            return Received is null || came == PacketType.PubRec ? PacketType.PubRec : PacketType.PubComp;
        }
    }
}
