using WaterWatch.Configuration.Options;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>Which client speaks to brokers: the one place of the feeds where the two builds differ.</summary>
internal static class MqttClients
{
    /// <param name="statusTopic">Where the broker is to say that this service is gone; empty for nowhere.</param>
    public static BrokerFeed Of(FeedSettings settings, TopicRoutes routes, Inbox inbox, TimeProvider clock, ILogger logger, string statusTopic = "") =>
#if PACKAGED_CLIENTS
        new PackagedMqttFeed(settings, routes, inbox, clock, logger, statusTopic);
#else
        new MqttClientFeed(settings, routes, inbox, clock, logger, statusTopic);
#endif
}
