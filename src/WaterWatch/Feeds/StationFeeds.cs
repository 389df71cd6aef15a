using System.Net;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>The embedded broker, when it is on, and all feeds. A feed whose address is the embedded broker's takes its messages inside the process.</summary>
public sealed class StationFeeds(Settings settings, ConfigurationInForce configuration, Inbox inbox, SparkplugSessions sessions, TimeProvider clock, ILogger<StationFeeds> logger) : IAsyncDisposable
{
    private readonly List<IStationFeed> _feeds = [];
    private MqttBroker? _broker;
    private int _disposed;

    public IReadOnlyList<IStationFeed> All => _feeds;

    /// <summary>Where the embedded broker listens; null when it is off.</summary>
    public IPEndPoint? BrokerEndPoint => settings.Broker.Listen is null ? _broker?.TlsEndPoint : _broker?.LocalEndPoint;

    /// <summary>What the embedded broker has done; null when it is off.</summary>
    public MqttBrokerCounts? BrokerCounts => _broker?.Counts;

    public async Task StartAsync(CancellationToken cancellation)
    {
        EmbeddedBrokerFeed? gate = null;
        foreach (var feed in settings.Feeds)
        {
            if (feed.Listen is { } at)
            {
                _feeds.Add(new DeviceFeed(feed.Name, at, configuration, inbox, clock, logger));
                continue;
            }

            var routes = new TopicRoutes(feed.Name, feed.Topics, sessions);
            if (gate is null && settings.Broker.ListensAt(feed.Address))
            {
                gate = new EmbeddedBrokerFeed(feed.Name, routes, feed.CommandTopic, inbox, clock);
                _feeds.Add(gate);
            }
            else
            {
                _feeds.Add(MqttClients.Of(feed, routes, inbox, clock, logger, settings.Heartbeat.Topic));
            }
        }

        if (!settings.Broker.IsOff)
        {
            _broker = MqttBroker.Start(await BrokerOptionsAsync(gate, cancellation));
            if (gate is not null)
            {
                gate.Broker = _broker;
            }
        }

        foreach (var feed in _feeds)
        {
            await feed.StartAsync(cancellation);
        }
    }

    private async Task<MqttBrokerOptions> BrokerOptionsAsync(EmbeddedBrokerFeed? gate, CancellationToken cancellation)
    {
        var broker = settings.Broker;
        var limits = broker.Limits;
        var own = settings.Feeds.FirstOrDefault(f => broker.ListensAt(f.Address)) ?? FeedSettings.Local;
        var access = new BrokerAccess(broker, own.Topics, own.CommandTopic);
        gate?.Access = access;
        return new MqttBrokerOptions
        {
            Listen = broker.Listen is { } plain ? await PlaceOfAsync(plain, cancellation) : null,
            Tls = broker.Tls is { } tls
                ? new MqttTlsListener(await PlaceOfAsync(tls.Listen, cancellation), tls.Certificate, tls.Intermediates) { ClientAuthorities = tls.ClientAuthorities, RequireClientCertificate = tls.RequireClientCertificate }
                : null,
            Gate = gate,
            MaximumPacketSize = limits.PacketBytes,
            MaximumConnections = limits.Connections,
            MaximumConnectionsPerAddress = limits.ConnectionsPerAddress,
            MaximumSessions = limits.Sessions,
            MaximumQueuedPerSession = limits.QueuedMessages,
            MaximumQueuedBytesPerSession = limits.QueuedBytes,
            SlowDownAt = new MqttRate(limits.MessagesPerSecond, limits.BytesPerSecond),
            CutOffAt = new MqttRate(limits.CutOffMessagesPerSecond, limits.CutOffBytesPerSecond),
            MaximumKeepAlive = broker.MaximumKeepAlive,
            Authenticate = access.Admit,
            AuthorizePublish = access.MayPublish,
            AuthorizeSubscribe = access.MaySubscribe,
            ConnectionEnded = (client, reason) => logger.LogDebug("MQTT client {Client} is gone: {Reason}", client, reason),
        };
    }

    private static async Task<IPEndPoint> PlaceOfAsync(Configuration.Options.Endpoint listen, CancellationToken cancellation) =>
        new((await Dns.GetHostAddressesAsync(listen.Host, cancellation))[0], listen.Port);

    /// <summary>
    /// Stops listening; what is in the pipeline by then is still answered as far as its connection lives. Called by who stops the service and once more by the container
    /// that made this: the second call does nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (var feed in _feeds)
        {
            await feed.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
