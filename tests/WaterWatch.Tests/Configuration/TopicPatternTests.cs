using WaterWatch.Configuration.Options;

namespace WaterWatch.Tests.Configuration;

public class TopicPatternTests
{
    [Theory]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/+/+/readings")]
    [InlineData("+station", "+")]
    [InlineData("plant/+station/#", "plant/+/#")]
    [InlineData("a/+/+station", "a/+/+")]
    [InlineData("$share/bureau/a/+river/+station", "$share/bureau/a/+/+")]
    public void The_broker_is_given_plain_wildcards(string text, string filter) => Assert.Equal(filter, Pattern(text).Filter);

    [Theory]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/longjiang/lalang/readings", "longjiang", "lalang")]
    [InlineData("+station", "lalang", "", "lalang")]
    [InlineData("plant/+station/#", "plant/lalang", "", "lalang")]
    [InlineData("plant/+station/#", "plant/lalang/cd/total", "", "lalang")]
    [InlineData("a/+/+station", "a//lalang", "", "lalang")]
    [InlineData("+station/+river/x", "s/r/x", "r", "s")]
    [InlineData("$share/bureau/a/+river/+station", "a/r/s", "r", "s")]
    public void A_topic_gives_back_its_river_and_station(string text, string topic, string river, string station)
    {
        Assert.True(Pattern(text).TryMatch(topic, out var foundRiver, out var foundStation));
        Assert.Equal((river, station), (foundRiver, foundStation));
    }

    [Theory]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/longjiang/lalang/status")]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/longjiang/lalang")]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/longjiang/lalang/readings/more")]
    [InlineData("waterwatch/v1/+river/+station/readings", "waterwatch/v1/longjiang//readings")]
    [InlineData("waterwatch/v1/+river/+station/readings", "")]
    [InlineData("+station/#", "$SYS/broker")]
    public void Other_topics_do_not_match(string text, string topic)
    {
        Assert.False(Pattern(text).TryMatch(topic, out var river, out var station));
        Assert.Equal(("", ""), (river, station));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+/readings")]
    [InlineData("a/#/+station")]
    [InlineData("a/x#/+station")]
    [InlineData("a/x+station")]
    [InlineData("+station/+station")]
    [InlineData("+river/+station/+river")]
    [InlineData("+place/+station")]
    [InlineData("$share/+station")]
    [InlineData("$share//+station")]
    [InlineData("$share/+/+station")]
    public void What_is_no_pattern_says_why_and_what_to_write(string text)
    {
        Assert.False(TopicPattern.TryParse(text, out _, out var why, out var remedy));
        Assert.NotEmpty(why);
        Assert.NotEmpty(remedy);
    }

    private static TopicPattern Pattern(string text) =>
        TopicPattern.TryParse(text, out var pattern, out var why, out _) ? pattern : throw new ArgumentException(why);
}
