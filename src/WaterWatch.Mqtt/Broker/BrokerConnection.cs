using System.Net;
using System.Net.Sockets;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>One network connection of a client, from CONNECT to its end. Whatever happens here ends only this connection.</summary>
#pragma warning disable CA1001 // RunAsync disposes the stream; the token source may be cancelled by a late Abort and holds nothing that needs disposing.
internal sealed class BrokerConnection(MqttBroker broker, Socket socket)
#pragma warning restore CA1001
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly EndPoint? _remote = socket.RemoteEndPoint;
    private readonly CancellationTokenSource _end = new();
    private readonly TopicCache _topics = new(64);
    private readonly TaskCompletionSource<ConnectionLost> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectPacket? _connect;
    private MqttConnect? _who;
    private Session? _session;
    private PacketOutput? _output;
    private PublishIntake? _intake;
    private uint? _expirySeconds;
    private readonly long _acceptedAt = broker.Options.TimeProvider.GetTimestamp();
    private long _heardAt;
    private volatile bool _listening = true;

    /// <summary>Ends the connection from outside: taken over, shut down, too slow. The first reason counts.</summary>
    public void Abort(ConnectionLost lost)
    {
        // Cancelling on another thread: the caller may be anyone, and what waits for the token runs inside of Cancel.
        if (_aborted.TrySetResult(lost)) _ = _end.CancelAsync();
    }

    /// <summary>Ends the connection when its CONNECT or its next packet is overdue (MQTT 5.0 §3.1.2.10).</summary>
    public void CheckKeepAlive()
    {
        // While the gate holds this connection back nothing is read, which is not the client's silence.
        if (!_listening) return;
        // A CONNECT that trickles in byte by byte has no more time than any other; afterwards a large packet over a slow line is no silence.
        var since = _connect is null ? _acceptedAt : Volatile.Read(ref _heardAt);
        var silence = broker.Options.TimeProvider.GetElapsedTime(since);
        var limit = _connect is null ? broker.Options.ConnectTimeout : TimeSpan.FromSeconds(1.5 * _connect.KeepAliveSeconds);
        if (limit > TimeSpan.Zero && silence > limit) Abort(new(ReasonCode.KeepAliveTimeout, "keep-alive timeout"));
    }

    public async Task RunAsync()
    {
        ConnectionLost lost;
        try
        {
            lost = await ReadAsync(_end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            lost = await _aborted.Task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            lost = ConnectionLost.ByPeer(e.Message);
        }
#pragma warning disable CA1031 // The border: a fault in the gate or a delegate ends this connection and no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lost = new ConnectionLost(ReasonCode.UnspecifiedError, e.ToString());
        }
        await LeaveAsync(lost).ConfigureAwait(false);
    }

    private async Task<ConnectionLost> ReadAsync(CancellationToken ct)
    {
        var input = new PacketInput(_stream, broker.Options.MaximumPacketSize, bufferSize: 16 * 1024);
        while (await input.ReadMoreAsync(ct).ConfigureAwait(false))
        {
            _listening = false;
            FrameOutcome outcome;
            while ((outcome = input.TryRead(out var frame)) == FrameOutcome.Packet)
            {
                if (await HandleAsync(frame, ct).ConfigureAwait(false) is { } lost) return lost;
            }
            if (outcome != FrameOutcome.NeedMore) return ConnectionLost.Of(outcome);
            Volatile.Write(ref _heardAt, broker.Options.TimeProvider.GetTimestamp());
            _listening = true;
            // One flush for all that was answered and handed on; and who does not read the answers is not read from, which is his silence.
            _intake?.Flush();
            if (_output is { HasRoom: false } full) await full.DrainAsync().WaitAsync(ct).ConfigureAwait(false);
        }
        return ConnectionLost.ByPeer("closed by the client");
    }

    private ValueTask<ConnectionLost?> HandleAsync(in PacketFrame frame, CancellationToken ct)
    {
        var reader = frame.Open(_connect?.Protocol ?? MqttProtocol.V311);
        if (_connect is null) return new(frame.Type == PacketType.Connect ? Connect(ref reader) : Fault("CONNECT expected first"));
        if (frame.Type != PacketType.Publish) return new(Handle(frame.Type, ref reader));
        var publish = PublishPacket.Read(ref reader, frame.Flags, _topics);
        return reader.Fault == ReasonCode.Success ? _intake!.TakeAsync(publish, ct) : new(ConnectionLost.Of(reader.Fault, frame.Type));
    }

    private ConnectionLost? Handle(PacketType type, ref BodyReader reader)
    {
        switch (type)
        {
            case PacketType.PubAck:
                var ack = AckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success) _session!.Acknowledge(ack.PacketId, _output!);
                break;
            case PacketType.Subscribe:
                var subscribe = SubscribePacket.Read(ref reader);
                if (reader.Fault == ReasonCode.Success) return Subscribe(subscribe);
                break;
            case PacketType.Unsubscribe:
                var unsubscribe = UnsubscribePacket.Read(ref reader);
                if (reader.Fault == ReasonCode.Success) Unsubscribe(unsubscribe);
                break;
            case PacketType.PingReq:
                PingPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success) _output!.Append(PingPacket.Response);
                break;
            case PacketType.Disconnect:
                var disconnect = DisconnectPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success) return Disconnect(disconnect);
                break;
            default:
                // A second CONNECT, AUTH without a method, QoS 2 packets without QoS 2, packets that only servers send.
                return Fault($"{type} not expected");
        }
        return reader.Fault == ReasonCode.Success ? null : ConnectionLost.Of(reader.Fault, type);
    }

    private ConnectionLost? Connect(ref BodyReader reader)
    {
        var connect = ConnectPacket.Read(ref reader);
        if (connect is null)
        {
            // The version of this client is not known, so that it gets the answer of 3.1.1 (MQTT 3.1.1 §3.1.2.2), or none.
            if (reader.Fault == ReasonCode.UnsupportedProtocolVersion)
                (_output = new PacketOutput(_stream, MqttProtocol.V311)).Send(new ConnAckPacket(false, reader.Fault));
            return ConnectionLost.Of(reader.Fault, PacketType.Connect);
        }
        var largest = connect.Properties?.Number(PropertyId.MaximumPacketSize) ?? int.MaxValue;
        _output = new PacketOutput(_stream, connect.Protocol, (int)Math.Min(largest, int.MaxValue));
        var reason = Handshake.Judge(connect, broker.Options, _remote, out var who);
        _who = who;
        if (reason != ReasonCode.Success) return Refuse(reason);
        _session = broker.Sessions.Open(connect, who.ClientId, this, out var present, out var previous);
        previous?.Abort(new(ReasonCode.SessionTakenOver, "session taken over"));
        if (_session is null) return Refuse(ReasonCode.QuotaExceeded);

        if (present) broker.Wills.CameBack(_session);
        _heardAt = broker.Options.TimeProvider.GetTimestamp();
        _connect = connect;
        _intake = new PublishIntake(broker, this, who, _session, _output);
        var (session, output) = (_session, _output);
        output.Flushed = () => session.Resume(output);
        output.Broken = text => Abort(ConnectionLost.ByPeer(text));
        output.Append(Handshake.Accept(connect, who, present, broker.Options));
        session.Attach(output, (int)(connect.Properties?.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue));
        return null;
    }

    private ConnectionLost Refuse(ReasonCode reason)
    {
        broker.Counters.Refused();
        _output!.Send(new ConnAckPacket(false, reason));
        return new ConnectionLost(reason, $"refused: {reason}");
    }

    private ConnectionLost? Subscribe(SubscribePacket packet)
    {
        // Retained messages go past the bound of the queue; who asks for them again and again without reading is stopped here.
        if (_session!.IsFull) return new(ReasonCode.QuotaExceeded, "subscribes without reading");
        if (packet.Properties?.Number(PropertyId.SubscriptionIdentifier) is not null)
            return new(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are not supported");
        var reasons = packet.Subscriptions
            .Select(s => broker.Options.AuthorizeSubscribe?.Invoke(_who!, s.Filter) == false
                ? ReasonCode.NotAuthorized
                : broker.Router.Subscribe(_session, s))
            .ToArray();
        _output!.Append(new SubAckPacket(PacketType.SubAck, packet.PacketId, reasons));
        return null;
    }

    private void Unsubscribe(UnsubscribePacket packet)
    {
        var reasons = packet.Filters.Select(filter => broker.Router.Unsubscribe(_session!, filter)).ToArray();
        _output!.Append(new SubAckPacket(PacketType.UnsubAck, packet.PacketId, reasons));
    }

    private ConnectionLost Disconnect(DisconnectPacket packet)
    {
        _expirySeconds = packet.Properties?.Number(PropertyId.SessionExpiryInterval);
        // What began without a session to keep cannot ask for one at the end (MQTT 5.0 §3.14.2.2.2).
        var began = _connect!.Properties?.Number(PropertyId.SessionExpiryInterval) ?? 0;
        if (_expirySeconds > 0 && began == 0)
        {
            _expirySeconds = null;
            return Fault("session expiry set at DISCONNECT");
        }
        if (packet.Reason == ReasonCode.Success) _connect = _connect with { Will = null };
        return ConnectionLost.ByPeer("disconnected by the client");
    }

    private async Task LeaveAsync(ConnectionLost lost)
    {
        _intake?.Flush();
        if (_output is { } output)
        {
            if (_connect is { Protocol: MqttProtocol.V5 } && !lost.Silently) output.Append(DisconnectPacket.For(lost.Reason));
            await output.FarewellAsync(broker.Options.TimeProvider).ConfigureAwait(false);
            output.Close();
            _session?.Detach(output);
        }
        await _stream.DisposeAsync().ConfigureAwait(false);
        broker.Tell(_who?.ClientId ?? "", lost.Text);
        if (_session is null || _connect is null) return;
        var isLast = broker.Sessions.Leave(_session, this, _expirySeconds);
        if (_connect.Will is { } will) await broker.Wills.LeftAsync(_session, _who!, will, isLast).ConfigureAwait(false);
    }

    private static ConnectionLost Fault(string text) => new(ReasonCode.ProtocolError, text);
}
