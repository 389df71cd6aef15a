using WaterWatch.Deciding;
using WaterWatch.Incidents;

namespace WaterWatch.Feeds;

/// <summary>Where messages of stations come from. What a feed hands over is answered only after the pipeline has stored it.</summary>
public interface IStationFeed : IAsyncDisposable
{
    string Name { get; }

    /// <summary>As it is now, for <c>/readyz</c> and <c>/metrics</c>.</summary>
    FeedState State { get; }

    /// <summary>Begins to listen. A broker that is away is not an error: the feed says so and keeps trying.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>How often it was connected until now: a broker that it has come back to knows nothing of what was told the one before.</summary>
    long Connections { get; }

    /// <summary>Publishes what the broker keeps for whoever subscribes later, QoS 1. Does nothing while there is no connection.</summary>
    Task RetainAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);

    /// <summary>Whether it is this service's own broker.</summary>
    bool IsOwnBroker { get; }

    /// <summary>Publishes a command to its station: QoS 1, not retained.</summary>
    /// <returns>What the broker answered; a lost broker and a station that does not listen are answers too.</returns>
    Task<CommandTried> SendAsync(StationCommand command, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
