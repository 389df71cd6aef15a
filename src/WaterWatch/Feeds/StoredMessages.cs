using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Timeline;

namespace WaterWatch.Feeds;

/// <summary>Messages that are kept, understood anew by the configuration of now: a topic may have been mapped, or a device been given its station, since they came.</summary>
/// <param name="sessions">What edge nodes of Sparkplug B are known to mean; null to learn it from the messages themselves, in the order in which they are read.</param>
public sealed class StoredMessages(LoadedConfiguration configuration, SparkplugSessions? sessions = null)
{
    private readonly List<(string Feed, TopicRoutes Routes)> _brokers = Routes(configuration, sessions ?? new SparkplugSessions(TimeProvider.System));

    /// <summary>By its own feed where that still knows the topic, else by the first that does; one that no feed knows is of no station.</summary>
    /// <param name="feed">By which it came; empty when nobody knows.</param>
    public Message Read(string feed, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt)
    {
        if (DeviceTopic.DeviceOf(topic) is not null)
        {
            return DeviceTopic.ToMessage(configuration.Plan, feed, topic, payload, receivedAt);
        }

        if (FileTopic.StationOf(topic) is { } station)
        {
            return new Message(new RawMessage(RawMessage.FileFeed, topic, station, Instants.Trim(receivedAt), payload), PayloadFormat.Json, "", IsRetained: false);
        }

        var messages = _brokers.OrderBy(b => b.Feed == feed ? 0 : 1).Select(b => b.Routes.ToMessage(topic, payload, isRetained: false, receivedAt, isNews: sessions is null)).ToList();
        return messages.Find(m => m.Raw.Station.Length > 0 || m.Mapping is not null) ?? messages.FirstOrDefault()
            ?? new Message(new RawMessage(feed, topic, "", Instants.Trim(receivedAt), payload), PayloadFormat.Json, "", IsRetained: false);
    }

    private static List<(string Feed, TopicRoutes Routes)> Routes(LoadedConfiguration configuration, SparkplugSessions sessions) =>
        [.. configuration.Settings.Feeds.Where(f => f.Listen is null).Select(f => (f.Name, new TopicRoutes(f.Name, f.Topics, sessions)))];
}
