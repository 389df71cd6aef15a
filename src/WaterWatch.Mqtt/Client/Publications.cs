using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>
/// What this client publishes: waiting, or in flight until its PUBACK. It outlives connections, so that
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

    /// <summary>Completes at PUBACK; QoS 0 when it has been handed to a connection.</summary>
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

    /// <summary>PUBACK.</summary>
    public void Complete(ushort packetId, ReasonCode reason)
    {
        Publication? publication;
        lock (_lock)
        {
            if (!_inflight.TryRemove(packetId, out publication)) return;
            Pump();
        }
        if (reason < ReasonCode.UnspecifiedError) publication.TrySetResult(reason);
        else publication.TrySetException(new MqttRefusedException(reason));
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
        foreach (var publication in all) _waiting.Enqueue(publication);
    }

    private void Pump()
    {
        if (_output is null) return;
        while (_inflight.HasUnsent && _output.HasRoom && _inflight.OnTheWay < _limits.ReceiveMaximum && _inflight.TryTakeUnsent(out var packetId, out var again))
            Put(again, packetId, duplicate: true);
        if (_inflight.HasUnsent) return;
        while (_waiting.TryPeek(out var next) && _output.HasRoom)
        {
            var counted = next.Packet.Qos != MqttQos.AtMostOnce;
            if (counted && (_inflight.OnTheWay >= _limits.ReceiveMaximum || !_inflight.HasIdentifier)) return;
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
    }
}
