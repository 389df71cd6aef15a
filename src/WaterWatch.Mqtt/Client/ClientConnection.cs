using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>One network connection of the client, from CONNECT until it is lost.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    // There is one SUBSCRIBE a connection; its identifier is from the same numbers as those of PUBLISH (MQTT 5.0 §2.2.1) and never theirs.
    private const ushort SubscribeId = InflightWindow<object>.Identifiers + 1;

    private readonly MqttClientOptions _options;
    private readonly Publications _publications;
    private readonly InboundExchanges _inbound;
    private readonly Stream _stream;
    private readonly PacketInput _input;
    private readonly TopicCache _topics;
    private readonly CancellationTokenSource _end = new();
    private readonly PacketOutput _output;
    private AcknowledgementQueue _acknowledgements;
    private string? _dropped;
    private bool _sessionPresent;
    private TimeSpan _keepAlive;

    private ClientConnection(MqttClientOptions options, Publications publications, InboundExchanges inbound, Stream stream, TopicCache topics)
    {
        (_options, _publications, _inbound, _stream, _topics) = (options, publications, inbound, stream, topics);
        _keepAlive = options.KeepAlive;
        _input = new PacketInput(stream, options.MaximumPacketSize, bufferSize: 64 * 1024, mayIdle: false);
        _output = new PacketOutput(stream, options.ProtocolVersion);
        _acknowledgements = new AcknowledgementQueue(_output, ushort.MaxValue, untilRelease: false, NotStored);
    }

    /// <summary>Opens the connection, with TLS where it is asked for.</summary>
    public static async Task<ClientConnection> OpenAsync(
        MqttClientOptions options, MqttServer server, Publications publications, InboundExchanges inbound, TopicCache topics, CancellationToken timeout)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, timeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
        var stream = await SecureAsync(new NetworkStream(socket, ownsSocket: true), options.Tls, server.Host, timeout).ConfigureAwait(false);
        return new ClientConnection(options, publications, inbound, stream, topics);
    }

    /// <summary>Cuts the connection; the server keeps what was not acknowledged.</summary>
    public void Drop(string reason)
    {
        if (Interlocked.CompareExchange(ref _dropped, reason, null) is null) _ = _end.CancelAsync();
    }

    /// <summary>CONNECT and CONNACK, then SUBSCRIBE and what is to be sent again. Null when all is well, else why not.</summary>
    public async Task<string?> ConnectAsync(ConnectPacket connect, CancellationToken timeout)
    {
        _output.Send(connect);
        PacketFrame frame;
        FrameOutcome outcome;
        while ((outcome = _input.TryRead(out frame)) == FrameOutcome.NeedMore)
        {
            if (!await _input.ReadMoreAsync(timeout).ConfigureAwait(false)) return "closed by the server before CONNACK";
        }
        if (outcome != FrameOutcome.Packet || frame.Type != PacketType.ConnAck) return "CONNACK expected first";
        if (ReadConnAck(frame) is not { } answer) return "malformed CONNACK";
        if (answer.Reason != ReasonCode.Success) return $"refused: {answer.Reason}";
        Adopt(answer);
        return null;
    }

    /// <summary>Reads until the connection is lost and says why.</summary>
    /// <param name="connected">Told once the server has taken the subscriptions, with whether it still had the session.</param>
    /// <param name="answers">Told false when the server is noticed not to answer, and true when it does again.</param>
    public async Task<string> RunAsync(Action<bool> connected, Action<bool> answers, CancellationToken ct)
    {
        using var ending = ct.UnsafeRegister(static state => _ = ((CancellationTokenSource)state!).CancelAsync(), _end);
        using var watch = new ServerWatch(_options.TimeProvider, _keepAlive, _options.NoticeSilenceAfter, _output, Drop, answers);
        try
        {
            if (_options.Subscriptions.Count == 0) connected(_sessionPresent);
            do
            {
                watch.Working();
                _output.Hold();
                FrameOutcome outcome;
                while ((outcome = _input.TryRead(out var frame)) == FrameOutcome.Packet)
                {
                    if (await HandleAsync(frame, connected).ConfigureAwait(false) is { } lost) return Farewell(lost);
                }
                if (outcome != FrameOutcome.NeedMore) return Farewell(ConnectionLost.Of(outcome));
                // Before what is answered goes out: whoever has the answer may count on it that the silence began before.
                watch.Heard();
                _output.FlushHere();
            }
            while (await _input.ReadMoreAsync(_end.Token).ConfigureAwait(false));
            return "closed by the server";
        }
        catch (OperationCanceledException) when (_dropped is not null)
        {
            return _dropped;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return _dropped ?? e.Message;
        }
    }

    /// <summary>The clean end: DISCONNECT, by which the server knows that no will is due.</summary>
    public async Task DisconnectAsync()
    {
        _output.Append(DisconnectPacket.For(ReasonCode.Success));
        await _output.FarewellAsync(_options.TimeProvider).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _publications.Detach();
        // What was already appended for a fault (DISCONNECT with its reason) still goes out; a peer that does not read cannot hold this up.
        if (_dropped is null) await _output.FarewellAsync(_options.TimeProvider).ConfigureAwait(false);
        _output.Close();
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _input.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, MqttClientTls? security, string host, CancellationToken timeout)
    {
        if (security is not { } tls) return plain;
        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secured.AuthenticateAsClientAsync(TlsOptionsOf(tls, host), timeout).ConfigureAwait(false);
            return secured;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions TlsOptionsOf(MqttClientTls tls, string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (tls.Certificate is { } own) options.ClientCertificates = [own];
        if (tls.Authorities is not { } authorities) return options;
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return options;
    }

    private void NotStored() => Drop("a message could not be stored");

    private ConnAckPacket? ReadConnAck(in PacketFrame frame)
    {
        var reader = frame.Open(_options.ProtocolVersion);
        var answer = ConnAckPacket.Read(ref reader);
        return reader.Fault == ReasonCode.Success ? answer : null;
    }

    private void Adopt(ConnAckPacket answer)
    {
        _sessionPresent = answer.SessionPresent;
        if (answer.Properties?.Number(PropertyId.ServerKeepAlive) is { } seconds) _keepAlive = TimeSpan.FromSeconds(seconds);
        if (answer.Properties?.Number(PropertyId.MaximumPacketSize) is { } size) _output.MaximumPacketSize = (int)Math.Min(size, int.MaxValue);
        var isV5 = _options.ProtocolVersion == MqttProtocol.V5;
        _acknowledgements = new AcknowledgementQueue(_output, isV5 ? _options.ReceiveMaximum : ushort.MaxValue, untilRelease: isV5, NotStored);
        if (!_sessionPresent) _inbound.Clear();
        var output = _output;
        output.Flushed = () => _publications.Resume(output);
        output.Broken = Drop;
        if (_options.Subscriptions.Count > 0) AppendSubscribe();
        _publications.Attach(output, ServerLimits.Of(_options.ProtocolVersion, answer.Properties), _sessionPresent);
    }

    private void AppendSubscribe()
    {
        var filters = _options.Subscriptions
            .Select(s => new Subscription(s.Filter, s.Qos, RetainHandling: RetainHandling.SendIfNew))
            .ToArray();
        _output.Append(new SubscribePacket(SubscribeId, filters));
    }

    private ValueTask<ConnectionLost?> HandleAsync(in PacketFrame frame, Action<bool> connected)
    {
        var reader = frame.Open(_options.ProtocolVersion);
        if (frame.Type != PacketType.Publish) return new(Handle(frame.Type, ref reader, connected));
        var publish = PublishPacket.Read(ref reader, frame.Flags, _topics);
        if (reader.Fault != ReasonCode.Success) return new(ConnectionLost.Of(reader.Fault, frame.Type));
        // None was offered to the server.
        if (publish.Topic.Length == 0) return new(new ConnectionLost(ReasonCode.TopicAliasInvalid, "topic alias not offered"));
        return ReceiveAsync(publish);
    }

    private ValueTask<ConnectionLost?> ReceiveAsync(in PublishPacket publish)
    {
        var sequence = 0L;
        InboundExchange? exchange = null;
        var step = InboundStep.Take;
        if (publish.Qos == MqttQos.ExactlyOnce) step = _inbound.Begin(publish, _acknowledgements, out exchange);
        else if (publish.Qos == MqttQos.AtLeastOnce && !_acknowledgements.TryBegin(publish.PacketId, publish.Qos, out sequence)) step = InboundStep.NoRoom;
        if (step == InboundStep.Known) return default;
        if (step == InboundStep.NoRoom) return new(new ConnectionLost(ReasonCode.ReceiveMaximumExceeded, "receive maximum exceeded"));
        return GiveAsync(new MqttReceived
        {
            Topic = publish.Topic,
            Payload = publish.Payload,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
            Connection = publish.Qos == MqttQos.AtLeastOnce ? _acknowledgements : null,
            Sequence = sequence,
            Exchange = exchange,
        });
    }

    private ValueTask<ConnectionLost?> GiveAsync(in MqttReceived received)
    {
        if (_options.OnMessage is not { } onMessage)
        {
            // Nobody listens: nobody will acknowledge either.
            received.Connection?.Complete(received.Sequence, ReasonCode.Success, flush: false);
            received.Exchange?.Stored();
            return default;
        }
        ValueTask taken;
        try
        {
            taken = onMessage(received);
        }
        catch
        {
            received.Exchange?.Withdraw(InboundStep.Take, _acknowledgements);
            throw;
        }
        return taken.IsCompletedSuccessfully ? default : HeldBackAsync(taken, received.Exchange);
    }

    private async ValueTask<ConnectionLost?> HeldBackAsync(ValueTask taken, InboundExchange? exchange)
    {
        // The receiver may take its time: what is acknowledged meanwhile goes out.
        _output.FlushHere();
        var isTaken = false;
        try
        {
            await taken.ConfigureAwait(false);
            isTaken = true;
        }
        finally
        {
            // Sent again, it is to be given out again.
            if (!isTaken) exchange?.Withdraw(InboundStep.Take, _acknowledgements);
        }
        _output.Hold();
        return null;
    }

    private ConnectionLost? Handle(PacketType type, ref BodyReader reader, Action<bool> connected)
    {
        switch (type)
        {
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                var ack = AckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success && !_publications.Answer(ack)) return new ConnectionLost(ReasonCode.ProtocolError, $"{type} is not the answer to what was sent");
                break;
            case PacketType.PubRel:
                var release = AckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success && !_inbound.Release(release.PacketId, _acknowledgements)) return new ConnectionLost(ReasonCode.ProtocolError, "PUBREL before PUBREC");
                break;
            case PacketType.SubAck:
                var subAck = SubAckPacket.Read(ref reader, type);
                if (reader.Fault == ReasonCode.Success) return Subscribed(subAck, connected);
                break;
            case PacketType.PingResp:
                PingPacket.Read(ref reader, type);
                break;
            case PacketType.Disconnect:
                var disconnect = DisconnectPacket.Read(ref reader, type);
                return ConnectionLost.ByPeer($"disconnected by the server: {disconnect.Reason}");
            default:
                return new ConnectionLost(ReasonCode.ProtocolError, $"{type} not expected");
        }
        return reader.Fault == ReasonCode.Success ? null : ConnectionLost.Of(reader.Fault, type);
    }

    private ConnectionLost? Subscribed(SubAckPacket subAck, Action<bool> connected)
    {
        if (subAck.PacketId != SubscribeId) return null;
        if (subAck.Reasons.Count != _options.Subscriptions.Count) return new ConnectionLost(ReasonCode.ProtocolError, "SUBACK does not answer each filter");
        // A feed that hears only some of its topics would look healthy and be deaf: better not connected, and said so.
        for (var i = 0; i < subAck.Reasons.Count; i++)
        {
            var (filter, qos) = (_options.Subscriptions[i].Filter, _options.Subscriptions[i].Qos);
            if (subAck.Reasons[i] >= ReasonCode.UnspecifiedError)
                return new ConnectionLost(ReasonCode.Success, $"subscription to {filter} refused: {subAck.Reasons[i]}");
            // With QoS 0 nothing is acknowledged: what is not stored, or comes while this client is away, would be lost unseen.
            if (subAck.Reasons[i] == ReasonCode.Success && qos != MqttQos.AtMostOnce)
                return new ConnectionLost(ReasonCode.Success, $"subscription to {filter} granted with QoS 0 only, not {(int)qos}: ask for QoS 0 if messages may be lost, or let the server allow more");
        }
        connected(_sessionPresent);
        return null;
    }

    private string Farewell(ConnectionLost lost)
    {
        if (_options.ProtocolVersion == MqttProtocol.V5 && !lost.Silently) _output.Send(DisconnectPacket.For(lost.Reason));
        return lost.Text;
    }
}
