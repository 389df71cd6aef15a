using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>One network connection of a client, from CONNECT to its end. Whatever happens here ends only this connection.</summary>
#pragma warning disable CA1001 // RunAsync disposes the stream; the token source may be cancelled by a late Abort and holds nothing that needs disposing.
internal sealed class BrokerConnection(MqttBroker broker, Listener listener, Socket socket)
#pragma warning restore CA1001
{
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private readonly EndPoint? _remote = socket.RemoteEndPoint;
    private readonly CancellationTokenSource _end = new();
    private readonly TopicCache _topics = new(64);
    private readonly TaskCompletionSource<ConnectionLost> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PublishRate _rate = new(broker.Options.SlowDownAt, broker.Options.CutOffAt, broker.Options.TimeProvider);
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private ConnectPacket? _connect;
    private MqttConnect? _who;
    private Session? _session;
    private PacketOutput? _output;
    private PublishIntake? _intake;
    private uint? _expirySeconds;
    private readonly long _acceptedAt = broker.Options.TimeProvider.GetTimestamp();
    private TimeSpan _keepAlive;
    private long _heardAt;
    private volatile bool _listening = true;

    /// <summary>Where it comes from.</summary>
    public IPAddress Address => (_remote as IPEndPoint)?.Address ?? IPAddress.None;

    /// <summary>Set when it is to be refused whatever it says.</summary>
    public MqttRefusal? OneTooMany { get; set; }

    private bool IsV5 => _connect is { Protocol: MqttProtocol.V5 };

    /// <summary>Ends the connection from outside: taken over, shut down, too slow. The first reason counts.</summary>
    public void Abort(ConnectionLost lost)
    {
        // Cancelling on another thread: the caller may be anyone, and what waits for the token runs inside of Cancel.
        if (_aborted.TrySetResult(lost)) _ = _end.CancelAsync();
    }

    /// <summary>Ends the connection when its CONNECT or its next packet is overdue (MQTT 5.0 §3.1.2.10).</summary>
    public void CheckKeepAlive()
    {
        // While the gate or its rate holds this connection back nothing is read, which is not the client's silence.
        if (!_listening) return;
        // A CONNECT that trickles in byte by byte has no more time than any other; afterwards a large packet over a slow line is no silence.
        var since = _connect is null ? _acceptedAt : Volatile.Read(ref _heardAt);
        var silence = broker.Options.TimeProvider.GetElapsedTime(since);
        var limit = _connect is null ? broker.Options.ConnectTimeout : 1.5 * _keepAlive;
        if (limit > TimeSpan.Zero && silence > limit) Abort(new(ReasonCode.KeepAliveTimeout, "keep-alive timeout"));
    }

    public async Task RunAsync()
    {
        ConnectionLost lost;
        try
        {
            lost = await SecureAsync(_end.Token).ConfigureAwait(false) ?? await ReadAsync(_end.Token).ConfigureAwait(false);
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

    private async Task<ConnectionLost?> SecureAsync(CancellationToken ct)
    {
        if (listener.Tls is not { } options) return null;
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secured;
        try
        {
            await secured.AuthenticateAsServerAsync(options, ct).ConfigureAwait(false);
            return null;
        }
        catch (AuthenticationException e)
        {
            broker.Counters.Refused(MqttRefusal.Tls);
            return ConnectionLost.ByPeer($"no TLS: {e.Message}");
        }
    }

    private async Task<ConnectionLost> ReadAsync(CancellationToken ct)
    {
        var input = new PacketInput(_stream, broker.Options.MaximumPacketSize, bufferSize: 16 * 1024, mayIdle: true);
        try
        {
            while (await input.ReadMoreAsync(ct).ConfigureAwait(false))
            {
                _listening = false;
                FrameOutcome outcome;
                while ((outcome = input.TryRead(out var frame)) == FrameOutcome.Packet)
                {
                    // Who was taken over, or is cut off, does not go on with what was read from it before.
                    ct.ThrowIfCancellationRequested();
                    if (await HandleAsync(frame, ct).ConfigureAwait(false) is { } lost) return lost;
                }
                if (outcome != FrameOutcome.NeedMore) return ConnectionLost.Of(outcome);
                if (await SettleAsync(ct).ConfigureAwait(false) is { } fast) return fast;
                // Who does not read the answers is not read from, which is his silence.
                if (_output is { HasRoom: false } full) await full.DrainAsync().WaitAsync(ct).ConfigureAwait(false);
            }
            return ConnectionLost.ByPeer("closed by the client");
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One flush for all that was answered and handed on; then a sender that is too fast waits, or is cut off.</summary>
    private async ValueTask<ConnectionLost?> SettleAsync(CancellationToken ct)
    {
        // Silence is counted from before the answers go out.
        Listen();
        _intake?.Flush();
        if (_rate.IsUnbound) return null;
        if (!_rate.TrySettle(out var wait)) return new(ReasonCode.MessageRateTooHigh, "message rate too high");
        if (wait == TimeSpan.Zero) return null;
        broker.Counters.SlowedDown();
        _listening = false;
        await Task.Delay(wait, broker.Options.TimeProvider, ct).ConfigureAwait(false);
        Listen();
        return null;
    }

    private void Listen()
    {
        Volatile.Write(ref _heardAt, broker.Options.TimeProvider.GetTimestamp());
        _listening = true;
    }

    private ValueTask<ConnectionLost?> HandleAsync(in PacketFrame frame, CancellationToken ct)
    {
        var reader = frame.Open(_connect?.Protocol ?? MqttProtocol.V311);
        if (_connect is null) return new(frame.Type == PacketType.Connect ? Connect(ref reader) : Fault("CONNECT expected first"));
        if (frame.Type != PacketType.Publish) return new(Handle(frame.Type, ref reader));
        _rate.Add(frame.Body.Length);
        var publish = PublishPacket.Read(ref reader, frame.Flags, _topics);
        return reader.Fault == ReasonCode.Success ? _intake!.TakeAsync(publish, ct) : new(ConnectionLost.Of(reader.Fault, frame.Type));
    }

    private ConnectionLost? Handle(PacketType type, ref BodyReader reader)
    {
        switch (type)
        {
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                var ack = AckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success && !_session!.Answer(ack, _output!)) return Fault($"{type} is not the answer to what was sent");
                break;
            case PacketType.PubRel:
                var release = AckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success) return _intake!.Release(release.PacketId);
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
                // A second CONNECT, AUTH without a method, packets that only servers send.
                return Fault($"{type} not expected");
        }
        return reader.Fault == ReasonCode.Success ? null : ConnectionLost.Of(reader.Fault, type);
    }

    private ConnectionLost? Connect(ref BodyReader reader)
    {
        var connect = ConnectPacket.Read(ref reader);
        if (connect is not null) return Connect(connect);
        if (reader.Fault != ReasonCode.UnsupportedProtocolVersion) return ConnectionLost.Of(reader.Fault, PacketType.Connect);
        // The version of this client is not known, so that it gets the answer of 3.1.1 (MQTT 3.1.1 §3.1.2.2).
        _output = new PacketOutput(_stream, MqttProtocol.V311);
        return Refuse(reader.Fault, MqttRefusal.Connect);
    }

    private ConnectionLost? Connect(ConnectPacket connect)
    {
        var largest = connect.Properties?.Number(PropertyId.MaximumPacketSize) ?? int.MaxValue;
        _output = new PacketOutput(_stream, connect.Protocol) { MaximumPacketSize = (int)Math.Min(largest, int.MaxValue) };
        if (OneTooMany is { } refusal) return Refuse(refusal == MqttRefusal.Connections ? ReasonCode.ServerBusy : ReasonCode.QuotaExceeded, refusal);
        var certificate = (_stream as SslStream)?.RemoteCertificate;
        var who = Handshake.WhoIs(connect, _remote, certificate as X509Certificate2);
        var reason = Handshake.Judge(connect, ref who, broker.Options);
        _who = who;
        if (reason != ReasonCode.Success) return Refuse(reason, Handshake.RefusalOf(reason));
        var opened = broker.Sessions.Open(connect, who, this);
        opened.Previous?.Abort(new(ReasonCode.SessionTakenOver, "session taken over"));
        if (opened.Session is not { } session) return Refuse(opened.Reason, Handshake.RefusalOf(opened.Reason));
        if (opened.IsPresent) broker.Wills.CameBack(session);
        _session = session;
        Begin(connect, who, session, opened, _output);
        return null;
    }

    private void Begin(ConnectPacket connect, MqttConnect who, Session session, in Opened opened, PacketOutput output)
    {
        _heardAt = broker.Options.TimeProvider.GetTimestamp();
        _keepAlive = TimeSpan.FromSeconds(Handshake.KeepAliveOf(connect, broker.Options));
        _connect = connect;
        _intake = new PublishIntake(broker, this, who, session, output);
        output.Flushed = () => session.Resume(output);
        output.Broken = text => Abort(ConnectionLost.ByPeer(text));
        output.Append(Handshake.Accept(connect, who, opened.IsPresent, broker.Options));
        var aliases = Math.Min(connect.Properties?.Number(PropertyId.TopicAliasMaximum) ?? 0, broker.Options.TopicAliasMaximum);
        session.Attach(output, opened.Turn, (int)(connect.Properties?.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue), (int)aliases);
    }

    private ConnectionLost Refuse(ReasonCode reason, MqttRefusal refusal)
    {
        broker.Counters.Refused(refusal);
        _output!.Send(new ConnAckPacket(false, reason));
        return new ConnectionLost(reason, $"refused: {reason}", Silently: true);
    }

    private ConnectionLost? Subscribe(SubscribePacket packet)
    {
        // Retained messages go past the bound of the queue; who asks for them again and again without reading is stopped here.
        if (_session!.IsFull) return new(ReasonCode.QuotaExceeded, "subscribes without reading");
        var identifier = packet.Properties?.Number(PropertyId.SubscriptionIdentifier);
        var reasons = packet.Subscriptions.Select((s, i) => Subscribe(s, identifier, i)).ToArray();
        _output!.Append(new SubAckPacket(PacketType.SubAck, packet.PacketId, reasons));
        return null;
    }

    private ReasonCode Subscribe(in Subscription subscription, uint? identifier, int place)
    {
        var filter = Topics.WithoutShare(subscription.Filter, out _);
        // One packet may ask for all retained messages a hundred thousand times, by as many filters or by the same one.
        var isTooMuch = place > 0 && (place >= broker.Options.MaximumSubscriptionsPerSession || _session!.IsFull);
        var reason = isTooMuch ? ReasonCode.QuotaExceeded
            : broker.Options.AuthorizeSubscribe?.Invoke(_who!, filter) == false ? ReasonCode.NotAuthorized
            : broker.Router.Subscribe(_session!, subscription, identifier);
        if (reason >= ReasonCode.UnspecifiedError)
            broker.Counters.Refused(reason == ReasonCode.QuotaExceeded ? MqttRefusal.Subscriptions : MqttRefusal.Subscribe);
        return reason;
    }

    private void Unsubscribe(UnsubscribePacket packet)
    {
        var reasons = packet.Filters.Select(filter => broker.Router.Unsubscribe(_session!, filter)).ToArray();
        _output!.Append(new SubAckPacket(PacketType.UnsubAck, packet.PacketId, reasons));
    }

    private ConnectionLost Disconnect(DisconnectPacket packet)
    {
        _expirySeconds = packet.Properties?.Number(PropertyId.SessionExpiryInterval);
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
        if (!lost.Silently) broker.Counters.Ended(lost.Reason);
        if (_output is { } output)
        {
            if (IsV5 && !lost.Silently) AppendDisconnect(output, lost);
            await output.FarewellAsync(broker.Options.TimeProvider).ConfigureAwait(false);
            output.Close();
            _session?.Detach(output);
        }
        var closing = CloseAsync();
        broker.Tell(_who?.ClientId ?? "", lost.Text);
        if (_session is not null && _connect is not null)
        {
            var isLast = broker.Sessions.Leave(_session, this, _expirySeconds);
            if (_connect.Will is { } will) await broker.Wills.LeftAsync(_session, _who!, will, isLast).ConfigureAwait(false);
        }
        await closing.ConfigureAwait(false);
    }

    private void AppendDisconnect(PacketOutput output, ConnectionLost lost)
    {
        // Reason strings are for who wants them (MQTT 5.0 §3.1.2.11.7); of a fault of ours there is nothing in it for a client.
        var says = _connect!.Properties?.Number(PropertyId.RequestProblemInformation) != 0 && lost.Reason != ReasonCode.UnspecifiedError;
        var disconnect = DisconnectPacket.For(lost.Reason);
        if (says && output.Append(disconnect with { Properties = MqttProperties.Of(MqttProperty.Of(PropertyId.ReasonString, lost.Text)) })) return;
        output.Append(disconnect);
    }

    /// <summary>
    /// Closes so that the peer still reads why: a socket that is closed over unread bytes is reset, which takes from the peer what it has not read yet.
    /// </summary>
    private async Task CloseAsync()
    {
        try
        {
            if (_stream is SslStream { IsAuthenticated: true } secured) await secured.ShutdownAsync().WaitAsync(s_linger).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            using var patience = new CancellationTokenSource(s_linger);
            var unread = new byte[4096];
            while (await socket.ReceiveAsync(unread, patience.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            // Gone already, or not willing to go.
        }
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private static ConnectionLost Fault(string text) => new(ReasonCode.ProtocolError, text);
}
