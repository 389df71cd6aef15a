using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Feeds;

/// <summary>Messages that are kept, understood anew by the configuration of now: a topic may have been mapped, or a device been given its station, since they came.</summary>
public static class StoredMessages
{
    /// <summary>By the first feed that knows the topic; one that no feed knows is of no station.</summary>
    public static Message Read(LoadedConfiguration configuration, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt)
    {
        if (DeviceTopic.DeviceOf(topic) is not null)
        {
            return DeviceTopic.ToMessage(configuration.Plan, "", topic, payload, receivedAt);
        }

        var messages = configuration.Settings.Feeds.Where(f => f.Listen is null)
            .Select(f => new TopicRoutes(f.Name, f.Topics).ToMessage(topic, payload, isRetained: false, receivedAt)).ToList();
        return messages.Find(m => m.Raw.Station.Length > 0) ?? messages.FirstOrDefault()
            ?? new Message(new RawMessage("", topic, "", Instants.Trim(receivedAt), payload), PayloadFormat.Json, "", IsRetained: false);
    }
}
