using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration.Options;
using WaterWatch.Feeds;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Mqtt;
using WaterWatch.Pipeline;

namespace WaterWatch.Tests.Feeds;

public sealed class BrokerFeedTests
{
    /// <summary>As at the end of the service, whose feeds end while the pipeline still writes what it has.</summary>
    [Fact]
    public async Task An_answer_that_nobody_publishes_any_more_stops_no_pipeline()
    {
        using var inbox = new Inbox(10);
        await using var feed = new EndedFeed(inbox);

        feed.AnswerStored("waterwatch/v1/longjiang/lalang/hj212");

        Assert.Equal(1, feed.Asked);
    }

    private sealed class EndedFeed(Inbox inbox)
        : BrokerFeed(FeedSettings.Local, new TopicRoutes("local", FeedSettings.Local.Topics, new SparkplugSessions(TimeProvider.System)), inbox, TimeProvider.System, NullLogger.Instance)
    {
        public int Asked { get; private set; }

        /// <summary>What the pipeline does after a commit, on its own thread.</summary>
        public void AnswerStored(string topic) => Answer(topic, ["##0136…"u8.ToArray()]);

        protected override Task RunAsync(CancellationToken cancellation) => Task.CompletedTask;

        protected override Task<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation)
        {
            Asked++;
            throw new ObjectDisposedException("the client");
        }

        protected override ValueTask EndAsync() => ValueTask.CompletedTask;
    }
}
