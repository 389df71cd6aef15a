using WaterWatch.Configuration.Options;
using WaterWatch.Feeds;
using WaterWatch.Feeds.Sparkplug;

namespace WaterWatch.Tests.Feeds;

public sealed class TopicRoutesTests
{
    [Theory]
    [InlineData("waterwatch/v1/longjiang/lalang/readings", true)]
    [InlineData("waterwatch/v1/longjiang/lalang/reading", true)]
    [InlineData("waterwatch/v1/longjiang/lalang/senml", true)]
    [InlineData("waterwatch/v1/longjiang/lalang/command", false)]
    [InlineData("waterwatch/v1/longjiang/lalang/hj212/ack", false)]
    [InlineData("home/kitchen/lamp", false)]
    public void A_topic_below_the_services_own_is_claimed_even_when_no_filter_matches_it(string topic, bool claimed) =>
        Assert.Equal(claimed, new TopicRoutes("local", FeedSettings.Local.Topics, new SparkplugSessions(TimeProvider.System)).Claims(topic));

    [Fact]
    public void A_topic_as_long_as_a_message_is_not_remembered()
    {
        var routes = new TopicRoutes("local", FeedSettings.Local.Topics, new SparkplugSessions(TimeProvider.System));
        Assert.True(routes.Claims("waterwatch/v1/longjiang/lalang/readings"));
        Assert.True(routes.Claims("waterwatch/v1/longjiang/lalang/" + new string('x', 60_000)));
        Assert.Equal(1, routes.Known);
    }

    [Theory]
    [InlineData("127.0.0.1:1883", "localhost:1883", true)]
    [InlineData("127.0.0.1:1883", "[::1]:1883", true)]
    [InlineData("127.0.0.1:1883", "127.0.0.1:1884", false)]
    [InlineData("broker:1883", "broker:1883", true)]
    [InlineData("broker:1883", "127.0.0.1:1883", false)]
    public void Loopback_is_one_place_however_it_is_written(string one, string other, bool same) =>
        Assert.Equal(same, Endpoint.Parse(one)!.Value.IsSameAs(Endpoint.Parse(other)!.Value));
}
