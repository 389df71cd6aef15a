using System.Net;
using System.Net.Sockets;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using Endpoint = WaterWatch.Configuration.Options.Endpoint;

namespace WaterWatch.Feeds;

/// <summary>
/// Devices that call by themselves and send HJ 212 over TCP, the way that the standard has it. The same promise as with a broker: a device that asks for an answer (9014)
/// gets it after the commit, and none when a batch could not be written; its connection is then closed, and it sends again.
/// </summary>
public sealed class DeviceFeed(string name, Endpoint at, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, ILogger logger) : IStationFeed
{
    /// <summary>More devices than that at once are turned away, the newest first.</summary>
    private const int MostConnections = 10_000;

    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _lock = new();
    private FeedState _state = new(name, Listening: false, clock.GetUtcNow(), "starting") { IsStarting = true };
    private Task _listening = Task.CompletedTask;
    private TcpListener? _listener;
    private long _starts;
    private long _turnedAway;

    public string Name => name;

    public FeedState State => Volatile.Read(ref _state);

    public bool IsOwnBroker => false;

    public long Connections => Interlocked.Read(ref _starts);

    /// <summary>Where it listens in truth; null while it does not.</summary>
    public IPEndPoint? ListensAt => _listener?.LocalEndpoint as IPEndPoint;

    /// <summary>Devices that are connected now.</summary>
    public int Devices
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Devices that were turned away, since too many were connected.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    public Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        Task.FromResult(new CommandTried(command.Id, CommandOutcome.Refused, "a device that calls by HJ 212 over TCP is sent no commands in this version"));

    /// <summary>There is nobody here who keeps anything.</summary>
    public Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var isOpen = TryOpen();
        await TellAsync(cancellation);
        _listening = ListenAsync(isOpen);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener?.Dispose();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private bool TryOpen()
    {
        var listener = new TcpListener(IPAddress.Parse(at.Host), at.Port);
        try
        {
            // A service that starts again takes its port back at once, whatever lingers there.
            listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Start(backlog: 512);
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            if (State.Why != failure.Message)
            {
                logger.LogWarning("Feed {Feed} cannot listen at {At}: {Reason}. It is tried again", name, at, failure.Message);
                Volatile.Write(ref _state, new FeedState(name, Listening: false, clock.GetUtcNow(), failure.Message));
            }

            return false;
        }

        _listener = listener;
        Interlocked.Increment(ref _starts);
        logger.LogInformation("Feed {Feed} listens for devices at {At}", name, listener.LocalEndpoint);
        Volatile.Write(ref _state, new FeedState(name, Listening: true, clock.GetUtcNow()));
        return true;
    }

    private async Task TellAsync(CancellationToken cancellation) => await inbox.PutAsync(new Input.FeedChanged(State, State.Since), cancellation);

    private async Task ListenAsync(bool isOpen)
    {
        while (!isOpen)
        {
            await Task.Delay(ListenAgainAfter, TimeProvider.System, _stopping.Token);
            isOpen = TryOpen();
            if (isOpen)
            {
                await TellAsync(_stopping.Token);
            }
        }

        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await _listener!.AcceptSocketAsync(_stopping.Token));
            }
            catch (SocketException failure)
            {
                // Of the one that was about to connect, or too many open files: the others go on.
                logger.LogWarning("Feed {Feed}: a device could not connect: {Reason}", name, failure.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _stopping.Token);
            }
        }
    }

    private void Serve(Socket socket)
    {
        lock (_lock)
        {
            if (_connections.Count >= MostConnections)
            {
                Interlocked.Increment(ref _turnedAway);
                logger.LogWarning("Feed {Feed}: {Remote} is turned away, since {Most} devices are connected", name, socket.RemoteEndPoint, MostConnections);
                socket.Dispose();
                return;
            }

            var connection = new DeviceConnection(socket, name, configuration, inbox, clock, logger).RunAsync(_stopping.Token);
            _connections.Add(connection);
            _ = connection.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }
}
