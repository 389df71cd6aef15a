using WaterWatch.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Feeds;

/// <summary>What stands for a topic where a device has called by itself: its number (MN) behind a prefix. Without a number it said none that could be read.</summary>
public static class DeviceTopic
{
    private const string Prefix = "hj212/";

    public static string Of(string device) => Prefix + device;

    /// <summary>Null when the topic is a broker's.</summary>
    public static string? DeviceOf(string topic) => topic.StartsWith(Prefix, StringComparison.Ordinal) ? topic[Prefix.Length..] : null;

    /// <summary>The message with its station; with its device number in place of one where no station has that.</summary>
    public static Message ToMessage(WatchPlan plan, string feed, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt)
    {
        var device = DeviceOf(topic) ?? "";
        var station = plan.Devices.TryGetValue(device, out var found) ? found.Station.Id.Value : device;
        return new Message(new RawMessage(feed, topic, station, Instants.Trim(receivedAt), payload), PayloadFormat.Hj212, "", IsRetained: false);
    }
}
