using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>
/// A small MQTT 3.1.1 and 5.0 server for one process: QoS 0 and 1, retained messages, wills, persistent sessions in memory, and a gate that holds
/// a sender's PUBACK until its message is stored. Not there, and announced so: QoS 2, topic aliases, shared subscriptions, subscription identifiers.
/// </summary>
public sealed class MqttBroker : IAsyncDisposable
{
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_acceptAgain = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<BrokerConnection, Task> _connections = new();
    private readonly ITimer _sweep;
    private Task _accepting = Task.CompletedTask;
    private int _sweeping;
    private int _disposed;

    private MqttBroker(MqttBrokerOptions options, Socket listener)
    {
        Options = options;
        _listener = listener;
        Router = new Router(options);
        Sessions = new Sessions(options, Router, Counters);
        Wills = new Wills(this);
        _sweep = options.TimeProvider.CreateTimer(_ => _ = SweepAsync(), null, s_sweepEvery, s_sweepEvery);
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public MqttBrokerCounts Counts => Counters.Read(_connections.Count, Sessions.Count);

    internal MqttBrokerOptions Options { get; }

    internal BrokerCounters Counters { get; } = new();

    internal Router Router { get; }

    internal Sessions Sessions { get; }

    internal Wills Wills { get; }

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="SocketException">The address is in use or not this machine's.</exception>
    public static MqttBroker Start(MqttBrokerOptions options)
    {
        var listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen(512);
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
        var broker = new MqttBroker(options, listener);
        broker._accepting = broker.AcceptAsync();
        return broker;
    }

    /// <summary>Publishes from inside the process; the gate is not asked. Completes when subscribers' queues have it.</summary>
    /// <returns>Success, No matching subscribers, Topic Name invalid, or Quota exceeded when there is no room for another retained message.</returns>
    public ValueTask<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain = false) =>
        new(Topics.IsName(topic) ? Route(new Message(topic, payload, qos, retain)) : ReasonCode.TopicNameInvalid);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        await _sweep.DisposeAsync().ConfigureAwait(false);
        foreach (var connection in _connections.Keys) connection.Abort(new(ReasonCode.ServerShuttingDown, "server shutting down"));
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Hands on a message that did not come with others from a connection, and sends it at once.</summary>
    internal ReasonCode Route(Message message)
    {
        HashSet<PacketOutput> touched = [];
        var reason = Route(message, sender: null, touched);
        foreach (var output in touched) output.Flush();
        return reason;
    }

    internal ReasonCode Route(Message message, Session? sender, HashSet<PacketOutput> touched)
    {
        var reason = Router.Route(message, sender, touched, out var overflowed);
        if (reason == ReasonCode.QuotaExceeded) Counters.Refused();
        if (overflowed is null) return reason;
        foreach (var session in overflowed)
            Sessions.End(session)?.Abort(new(ReasonCode.QuotaExceeded, "the subscriber does not keep up"));
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

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Admit(await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was accepted, or the process is out of handles, which trying at full speed does not mend.
                await Task.Delay(s_acceptAgain, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (_connections.Count >= Options.MaximumConnections)
        {
            Counters.Refused();
            socket.Dispose();
            return;
        }
        BrokerConnection connection;
        try
        {
            // Acknowledgements are small and awaited; coalescing is done above, where it is known what belongs together.
            socket.NoDelay = true;
            connection = new BrokerConnection(this, socket);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Gone already. Whoever it was, the next one is still let in.
            socket.Dispose();
            return;
        }
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = RunAsync(connection, begin.Task);
        begin.SetResult();
    }

    private async Task RunAsync(BrokerConnection connection, Task begin)
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
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task SweepAsync()
    {
        // A gate that holds a will back must not pile up sweeps.
        if (Interlocked.Exchange(ref _sweeping, 1) != 0) return;
        try
        {
            foreach (var connection in _connections.Keys) connection.CheckKeepAlive();
            Sessions.EndExpired();
            await Wills.PublishDueAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while a will waited at the gate.
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }
}
