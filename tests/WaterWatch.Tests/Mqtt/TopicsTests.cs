using WaterWatch.Mqtt;

namespace WaterWatch.Tests.Mqtt;

/// <summary>The examples of MQTT 5.0 §4.7.</summary>
public class TopicsTests
{
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("#", "sport/tennis", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/monitor", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/monitor", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("ACCOUNTS", "Accounts", false)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a/b/#", "a", false)]
    public void A_filter_matches_as_the_standard_says(string filter, string topic, bool matches)
    {
        Assert.Equal(matches, Topics.Matches(filter, topic));
    }

    [Theory]
    [InlineData("#", true)]
    [InlineData("sport/tennis/#", true)]
    [InlineData("sport/tennis#", false)]
    [InlineData("sport/tennis/#/ranking", false)]
    [InlineData("+", true)]
    [InlineData("+/tennis/#", true)]
    [InlineData("sport+", false)]
    [InlineData("sport/+/player1", true)]
    [InlineData("", false)]
    [InlineData("/", true)]
    [InlineData("#/", false)]
    [InlineData("a\0b", false)]
    public void A_filter_is_valid_as_the_standard_says(string filter, bool valid)
    {
        Assert.Equal(valid, Topics.IsFilter(filter));
    }

    [Theory]
    [InlineData("镉", 21_845, true)]
    [InlineData("镉", 21_846, false)]
    [InlineData("a", 65_535, true)]
    [InlineData("a", 65_536, false)]
    public void A_name_is_as_long_as_its_bytes_fit_into_a_packet(string letter, int count, bool valid)
    {
        var topic = string.Concat(Enumerable.Repeat(letter, count));
        Assert.Equal((valid, valid), (Topics.IsName(topic), Topics.IsFilter(topic)));
    }
}
