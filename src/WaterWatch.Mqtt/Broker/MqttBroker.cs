using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// An MQTT 3.1.1 and 5.0 server for one process: QoS 0, 1 and 2, retained messages, wills, sessions in memory, shared subscriptions, TLS, and a gate that
/// holds a sender's PUBACK or PUBREC until its message is stored. Not there: enhanced authentication (AUTH).
/// </summary>
public sealed class MqttBroker : IAsyncDisposable
{
    // Those who are one too many are still told so, and no more of them at once than this.
    private const int MostBeingRefused = 256;

    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);

    private readonly Listener? _plain;
    private readonly Listener? _tls;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<BrokerConnection, Task> _connections = new();
    private readonly ConcurrentDictionary<IPAddress, int> _addresses = new();
    private readonly ITimer _sweep;
    private Task _accepting = Task.CompletedTask;
    private int _sweeping;
    private int _disposed;

    private MqttBroker(MqttBrokerOptions options, Listener? plain, Listener? tls)
    {
        Options = options;
        (_plain, _tls) = (plain, tls);
        Router = new Router(options, Counters);
        Sessions = new Sessions(options, Router, Counters);
        Wills = new Wills(this);
        _sweep = options.TimeProvider.CreateTimer(_ => _ = SweepAsync(), null, s_sweepEvery, s_sweepEvery);
    }

    /// <summary>Where it listens without TLS, with the port that it got.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public IPEndPoint LocalEndPoint => _plain?.EndPoint ?? throw new InvalidOperationException("The broker listens with TLS only.");

    /// <summary>Where it listens with TLS; null when it does not.</summary>
    public IPEndPoint? TlsEndPoint => _tls?.EndPoint;

    public MqttBrokerCounts Counts => Counters.Read(_connections.Count, Sessions.Count);

    internal MqttBrokerOptions Options { get; }

    internal BrokerCounters Counters { get; } = new();

    internal Router Router { get; }

    internal Sessions Sessions { get; }

    internal Wills Wills { get; }

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="SocketException">An address is in use or not this machine's.</exception>
    public static MqttBroker Start(MqttBrokerOptions options)
    {
        var plain = options.Listen is { } at ? Listener.Open(at, tls: null) : null;
        Listener? tls = null;
        try
        {
            tls = options.Tls is { } with ? Listener.Open(with.Listen, with) : null;
        }
        catch (SocketException)
        {
            plain?.Dispose();
            throw;
        }
        var broker = new MqttBroker(options, plain, tls);
        Listener?[] both = [plain, tls];
        broker._accepting = Task.WhenAll(both.OfType<Listener>().Select(l => l.AcceptAsync(broker.Admit, broker._stop.Token)));
        return broker;
    }

    /// <summary>Publishes from inside the process; the gate is not asked. Completes when subscribers' queues have it.</summary>
    /// <param name="topic">Its topic name.</param>
    /// <param name="payload">Never to change.</param>
    /// <param name="qos">At most; a subscription may have asked for less.</param>
    /// <param name="retain">Whether it is kept for later subscribers.</param>
    /// <param name="isFor">
    /// Whether it is for who came in as this user. That others listen along is then no Success, and neither is a subscriber that is away and takes QoS 0 only. Null when it is for everybody.
    /// </param>
    /// <returns>Success, No matching subscribers, Topic Name invalid, or Quota exceeded when there is no room for another retained message, which is handed on and not kept.</returns>
    public ValueTask<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain = false, Func<string, bool>? isFor = null) =>
        new(Topics.IsName(topic) ? Route(new Message(topic, payload, qos, retain), isFor) : ReasonCode.TopicNameInvalid);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _plain?.Dispose();
        _tls?.Dispose();
        await _sweep.DisposeAsync().ConfigureAwait(false);
        foreach (var connection in _connections.Keys) connection.Abort(new(ReasonCode.ServerShuttingDown, "server shutting down"));
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Hands on a message that did not come with others from a connection, and sends it at once.</summary>
    internal ReasonCode Route(Message message, Func<string, bool>? isFor = null)
    {
        HashSet<PacketOutput> touched = [];
        var reason = Route(message, sender: null, touched, isFor);
        foreach (var output in touched) output.Flush();
        return reason;
    }

    internal ReasonCode Route(Message message, Session? sender, HashSet<PacketOutput> touched, Func<string, bool>? isFor = null)
    {
        var reason = Router.Route(message, sender, touched, out var overflowed, isFor);
        if (reason == ReasonCode.QuotaExceeded) Counters.Refused(MqttRefusal.Retained);
        if (overflowed is null) return reason;
        foreach (var session in overflowed) Sessions.Overflow(session);
        return reason;
    }

    internal ReasonCode Retain(Message message)
    {
        var reason = Router.Retain(message);
        if (reason == ReasonCode.QuotaExceeded) Counters.Refused(MqttRefusal.Retained);
        return reason;
    }

    /// <summary>For the log. One that fails harms nothing: the session of who left and its will still have to be seen to.</summary>
    internal void Tell(string clientId, string reason)
    {
        try
        {
            Options.ConnectionEnded?.Invoke(clientId, reason);
        }
#pragma warning disable CA1031 // The border: there is nowhere left to tell it.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Admit(Listener listener, Socket socket)
    {
        if (listener.Connections >= Options.MaximumConnections + MostBeingRefused)
        {
            Counters.Refused(MqttRefusal.Connections);
            socket.Dispose();
            return;
        }
        BrokerConnection connection;
        try
        {
            // Acknowledgements are small and awaited; coalescing is done above, where it is known what belongs together.
            socket.NoDelay = true;
            connection = new BrokerConnection(this, listener, socket);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Gone already. Whoever it was, the next one is still let in.
            socket.Dispose();
            return;
        }
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Opened();
        var ofAddress = _addresses.AddOrUpdate(connection.Address, 1, (_, count) => count + 1);
        connection.OneTooMany = listener.Connections > Options.MaximumConnections ? MqttRefusal.Connections
            : ofAddress > Options.MaximumConnectionsPerAddress ? MqttRefusal.ConnectionsOfAddress
            : null;
        _connections[connection] = RunAsync(connection, listener, begin.Task);
        begin.SetResult();
    }

    private void Closed(BrokerConnection connection, Listener listener)
    {
        listener.Closed();
        var left = _addresses.AddOrUpdate(connection.Address, 0, (_, count) => count - 1);
        // Only if nobody from there has come since.
        if (left == 0) _addresses.TryRemove(new(connection.Address, 0));
        _connections.TryRemove(connection, out _);
    }

    private async Task RunAsync(BrokerConnection connection, Listener listener, Task begin)
    {
        // Not before the connection is listed, so that its end finds it there.
        await begin.ConfigureAwait(false);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The gate was still being asked about a will when the broker stopped.
        }
        finally
        {
            Closed(connection, listener);
        }
    }

    private async Task SweepAsync()
    {
        // One that takes longer than a second must not pile up.
        if (Interlocked.Exchange(ref _sweeping, 1) != 0) return;
        try
        {
            foreach (var connection in _connections.Keys) connection.CheckKeepAlive();
            Sessions.EndExpired();
            Router.ForgetExpired();
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
        // Apart from the sweep: at a full inbox a will waits, and whoever falls silent meanwhile is to be noticed all the same.
        await Wills.PublishDueAsync().ConfigureAwait(false);
    }
}
