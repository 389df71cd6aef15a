using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Tests.Configuration;

public class OverridesTests
{
    [Fact]
    public void The_environment_wins_over_the_file_and_set_over_the_environment()
    {
        var environment = new Dictionary<string, string> { ["WATERWATCH__DATA"] = "from-environment", ["WATERWATCH__PIPELINE__BATCH"] = "7", ["PATH"] = "/bin" };
        var settings = Repository.MustLoad(ConfigurationFolder.Load(Repository.Config, environment, ["data=from-set"])).Settings;
        Assert.Equal(("from-set", 7), (settings.DataDirectory, settings.Pipeline.Batch));
        Assert.Equal(TimeSpan.FromMilliseconds(5), settings.Pipeline.BatchWait);
    }

    [Fact]
    public void The_later_of_two_sets_wins() => Assert.Equal("two", Repository.Shipped("data=one", "data=two").Settings.DataDirectory);

    [Theory]
    [InlineData("WATERWATCH__FEEDS__0__ADDRESS")]
    [InlineData("waterwatch__feeds__0__address")]
    public void An_item_of_a_list_is_named_by_its_number(string name)
    {
        var environment = new Dictionary<string, string> { [name] = "broker.example.org:1884" };
        var settings = Repository.MustLoad(ConfigurationFolder.Load(Repository.Config, environment, [])).Settings;
        Assert.Equal(new Endpoint("broker.example.org", 1884), Assert.Single(settings.Feeds).Address);
        Assert.Equal(4, settings.Feeds[0].Topics.Count);
    }

    [Fact]
    public void The_number_after_the_last_adds_an_item()
    {
        var environment = new Dictionary<string, string>
        {
            ["WATERWATCH__FEEDS__1__TOPICS__0__FILTER"] = "lab/+station",
            ["WATERWATCH__FEEDS__1__TOPICS__0__FORMAT"] = "json",
            ["WATERWATCH__FEEDS__1__NAME"] = "lab",
            ["WATERWATCH__FEEDS__1__ADDRESS"] = "[::1]:1884",
            ["WATERWATCH__FEEDS__1__PROTOCOL"] = "3.1.1",
        };
        var feed = Repository.MustLoad(ConfigurationFolder.Load(Repository.Config, environment, [])).Settings.Feeds[1];
        Assert.Equal(("lab", "waterwatch-lab", FeedProtocol.Mqtt311, "::1"), (feed.Name, feed.ClientId, feed.Protocol, feed.Address.Host));
    }

    [Fact]
    public void A_whole_list_can_be_set_at_once() =>
        Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], Repository.Shipped("""web.urls=["http://127.0.0.1:1", "http://127.0.0.1:2"]""").Settings.WebUrls);

    [Fact]
    public void An_empty_value_switches_the_broker_off() => Assert.Null(Repository.Shipped("broker.listen=").Settings.Broker.Listen);

    [Fact]
    public void A_secret_never_prints()
    {
        var settings = Repository.Shipped("feeds.0.password=hunter2", "influxdb.token=hunter2", "smtp.password=hunter2").Settings;
        Assert.Equal("hunter2", settings.Feeds[0].Password.Reveal());
        Assert.DoesNotContain("hunter2", $"{settings.Feeds[0]}{settings.Influx}{settings.Smtp}{settings}", StringComparison.Ordinal);
        Assert.Equal("***", settings.Feeds[0].Password.ToString());
    }

    [Fact]
    public void A_secret_is_read_from_its_file_without_the_line_break()
    {
        var feeds = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "every-option"))).Settings.Feeds;
        Assert.Equal("from a file", feeds[0].Password.Reveal());
    }

    [Fact]
    public void The_hash_is_of_the_files_alone_and_changes_with_them()
    {
        var shipped = Repository.Shipped();
        Assert.Matches("^[0-9a-f]{64}$", shipped.Hash);
        Assert.Equal(shipped.Hash, shipped.Plan.ConfigurationHash);
        Assert.Equal(shipped.Hash, Repository.Shipped("data=elsewhere").Hash);
        var other = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "smallest")));
        Assert.NotEqual(shipped.Hash, other.Hash);
    }
}
