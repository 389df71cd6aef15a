using System.Net.Sockets;
using System.Security.Authentication;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>
/// MQTT 3.1.1 and 5.0 client that comes back by itself and acknowledges only when told to: <see cref="RunAsync"/> does the work,
/// <see cref="MqttClientOptions.OnMessage"/> gets the messages, <see cref="Acknowledge"/> lets the server forget them.
/// </summary>
public sealed class MqttClient(MqttClientOptions options) : IAsyncDisposable
{
    // A central client hears some thousand stations; 8,192 topics cost 128 KiB and their strings.
    private readonly TopicCache _topics = new(8_192);
    private readonly Publications _publications = new();
    private readonly InboundExchanges _inbound = new();
    private readonly IReadOnlyList<MqttServer> _servers = options.Servers;
    private readonly BackOff _backOff = new(options.BackOffMin, options.BackOffMax);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientConnection? _connection;
    private long? _connectedAt;
    private int _server;
    private int _vain;
    private bool _first = true;
    private int _running;
    private int _disposed;

    /// <summary>Connects, reads, and after a loss connects again, for ever. Ends with a clean DISCONNECT when cancelled or disposed. Once only.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0) throw new InvalidOperationException("This client ran already.");
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        try
        {
            while (!linked.IsCancellationRequested)
            {
                var lost = await RunOnceAsync(linked.Token).ConfigureAwait(false);
                options.OnState?.Invoke(new MqttConnectionState.Lost(_servers.Count == 1 ? lost : $"{_servers[_server]}: {lost}"));
                if (!IsAnotherLeft()) await WaitAsync(linked.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            // The asked-for end.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>
    /// The server may forget this message. From any thread, at any time, in any order; PUBACKs and PUBRECs go out in the order in which the messages came.
    /// A QoS 1 message of an earlier connection is ignored: the server sends it again. A QoS 2 message is answered when it does, and not given out again.
    /// </summary>
    public void Acknowledge(in MqttReceived message) => AcknowledgeLater(message)?.Invoke();

    /// <summary>As <see cref="Acknowledge"/>, but sent only when the answer is called: what is stored together is acknowledged in one send.</summary>
    /// <returns>The same object for each message of one connection; null when there is nothing to send.</returns>
#pragma warning disable CA1822 // The message knows its connection, but whoever reads the call should see which client it is about.
    public Action? AcknowledgeLater(in MqttReceived message)
#pragma warning restore CA1822
    {
        if (message.Exchange is { } exchange) return exchange.Stored();
        message.Connection?.Complete(message.Sequence, ReasonCode.Success, flush: false);
        return message.Connection?.Send;
    }

    /// <summary>
    /// Cuts the connection without acknowledging and comes back after the back-off: a server sends what is unacknowledged again only on reconnection
    /// (MQTT 5.0 §4.4).
    /// </summary>
    public void DropConnection(string reason) => Volatile.Read(ref _connection)?.Drop(reason);

    /// <summary>
    /// The message could not be stored: as <see cref="DropConnection"/>, and a QoS 2 message is given out again when the server sends it again.
    /// </summary>
    public void Refuse(in MqttReceived message, string reason)
    {
        message.Exchange?.NotStored();
        DropConnection(reason);
    }

    /// <summary>
    /// Publishes. QoS 1 completes at PUBACK, QoS 2 at PUBCOMP, and both survive loss of the connection; QoS 0 completes when a connection has taken it. It need not be
    /// awaited before the next call: at most the server's receive maximum is in flight, the rest waits in order.
    /// </summary>
    /// <returns>What the server answered: Success, or No matching subscribers where it says so (MQTT 5.0 §3.4.2.1).</returns>
    /// <exception cref="MqttRefusedException">The server refused it.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before it was acknowledged.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled; the message is not taken back.</exception>
    public Task<ReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtLeastOnce, bool retain = false, CancellationToken ct = default)
    {
        if (!Topics.IsName(topic)) throw new ArgumentException($"'{topic}' is no topic name.", nameof(topic));
        var published = _publications.AddAsync(new PublishPacket(topic, payload, qos, retain));
        return ct.CanBeCanceled ? published.WaitAsync(ct) : published;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _running) != 0) await _ended.Task.ConfigureAwait(false);
        _publications.Close();
        _stop.Dispose();
    }

    private async Task<string> RunOnceAsync(CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            var connection = await ClientConnection.OpenAsync(options, _servers[_server], _publications, _inbound, _topics, timeout.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var refused = await connection.ConnectAsync(options.ToPacket(_first), timeout.Token).ConfigureAwait(false);
                if (refused is not null) return refused;
                _first = false;
                return await RunConnectionAsync(connection, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return _servers.Count == 1 ? $"no answer from {_servers[_server]}" : "no answer";
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return e.Message;
        }
#pragma warning disable CA1031 // The border: whatever the receiver of messages does wrong, a client that never comes back would be deaf for good.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return $"fault while receiving: {e}";
        }
    }

    private async Task<string> RunConnectionAsync(ClientConnection connection, CancellationToken ct)
    {
        Volatile.Write(ref _connection, connection);
        try
        {
            return await connection.RunAsync(OnConnected, OnAnswers, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await connection.DisconnectAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            Volatile.Write(ref _connection, null);
        }
    }

    private void OnConnected(bool sessionPresent)
    {
        _connectedAt = options.TimeProvider.GetTimestamp();
        options.OnState?.Invoke(new MqttConnectionState.Connected(sessionPresent));
    }

    private void OnAnswers(bool again) =>
        options.OnState?.Invoke(again ? new MqttConnectionState.AnsweredAgain() : new MqttConnectionState.Unanswered(options.NoticeSilenceAfter ?? TimeSpan.Zero));

    /// <summary>Moves on from a server that took no connection; one that was lost is tried first again. True until all were tried in vain, which is waited after.</summary>
    private bool IsAnotherLeft()
    {
        if (_connectedAt is not null)
        {
            _vain = 0;
            return false;
        }
        _server = (_server + 1) % _servers.Count;
        _vain = (_vain + 1) % _servers.Count;
        return _vain != 0;
    }

    private Task WaitAsync(CancellationToken ct)
    {
        // A connection that is made and lost at once, as when nothing can be stored, is no success: only one that lasted is.
        if (_connectedAt is { } since && options.TimeProvider.GetElapsedTime(since) >= options.BackOffMax) _backOff.Reset();
        _connectedAt = null;
        return Task.Delay(_backOff.Next(Random.Shared.NextDouble()), options.TimeProvider, ct);
    }
}
