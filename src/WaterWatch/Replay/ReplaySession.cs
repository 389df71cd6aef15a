using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Feeds;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Replay;

/// <summary>Plays a replay through the same inbox, pipeline and log as the service, with the story's clock and without a network.</summary>
public static class ReplaySession
{
    /// <param name="sets">Laid over configurations that the replay switches to.</param>
    /// <param name="directory">Empty; the log is written there.</param>
    /// <param name="speed">Story seconds a second; infinite for as fast as it goes.</param>
    /// <returns>The whole timeline.</returns>
    public static async Task<IReadOnlyList<TimelineEntry>> PlayAsync(
        ReplayContent content, LoadedConfiguration configuration, IReadOnlyList<string> sets, string directory, double speed, Action<DateTimeOffset>? progress,
        CancellationToken cancellation)
    {
        if (content.Steps.Count == 0)
        {
            return [];
        }

        var start = content.Steps[0].At;
        var clock = new StoryClock(start);
        using var inbox = new Inbox(2 * configuration.Settings.Pipeline.Batch);
        using var log = WatchLog.Open(directory);
        var pipeline = new ReadingPipeline(
            inbox, log, log.Restore(), WatchPlan.Empty, configuration.Settings.Pipeline, clock, new PipelineHealth(), NullLogger<ReadingPipeline>.Instance);
        var running = pipeline.RunAsync();
        await inbox.ChangePlanAsync(configuration.AsExercise().Plan, start, cancellation);
        var feed = configuration.Settings.Feeds[0];
        var stage = new Stage(inbox, clock, feed.Name, new TopicRoutes(feed.Name, feed.Topics, new Feeds.Sparkplug.SparkplugSessions(TimeProvider.System)), sets);
        await stage.ListenAsync(true, start, cancellation);
        await new Player(inbox, clock).PlayAsync([.. content.Steps.Select(stage.ToPlayed)], speed, progress, cancellation);
        inbox.Close();
        await running;
        return log.Reader.WholeTimeline();
    }

    /// <summary>Every entry there is, page by page.</summary>
    internal static IReadOnlyList<TimelineEntry> WholeTimeline(this LogReader log)
    {
        var entries = new List<TimelineEntry>();
        for (string? cursor = null; ;)
        {
            var page = log.Timeline(new TimelineQuery { Limit = 1000, Cursor = cursor });
            entries.AddRange(page.Items);
            if ((cursor = page.Next) is null)
            {
                return entries;
            }
        }
    }

    private sealed class Stage(Inbox inbox, StoryClock clock, string feed, TopicRoutes routes, IReadOnlyList<string> sets)
    {
        public PlayedStep ToPlayed(ReplayStep step) => new(step.At, cancellation => step switch
        {
            ReplayStep.Publish publish => PublishAsync(publish, cancellation),
            ReplayStep.FeedLost => ListenAsync(false, step.At, cancellation),
            ReplayStep.FeedRestored => ListenAsync(true, step.At, cancellation),
            ReplayStep.Reconfigure change => ReconfigureAsync(change, cancellation),
            ReplayStep.Do done => DoAsync(done, cancellation),
            _ => inbox.TickAsync(step.At, cancellation),
        });

        public async Task ListenAsync(bool listening, DateTimeOffset at, CancellationToken cancellation) =>
            await inbox.PutAsync(new Input.FeedChanged(new FeedState(feed, listening, at), at), cancellation);

        private async Task PublishAsync(ReplayStep.Publish publish, CancellationToken cancellation)
        {
            var arrival = new AwaitedArrival(routes.ToMessage(publish.Topic, publish.Payload, isRetained: false, clock.GetUtcNow()));
            await inbox.PutAsync(arrival, cancellation);
            if (!await arrival.Answer.WaitAsync(cancellation))
            {
                throw new StorageException("The replay's log could not be written; is the disk of the temporary folder full?", retryable: true);
            }
        }

        private async Task DoAsync(ReplayStep.Do done, CancellationToken cancellation)
        {
            if (await inbox.DoAsync(done.Act, cancellation) is { IsDone: false } refused)
            {
                throw new Commands.UsageException($"What {done.Act.By} does at {Instants.Format(done.At)} cannot be done: {refused.Words}");
            }
        }

        private async Task ReconfigureAsync(ReplayStep.Reconfigure change, CancellationToken cancellation)
        {
            var result = ConfigurationFolder.Load(change.Directory, new Dictionary<string, string>(), sets);
            if (!result.TryGet(out var loaded))
            {
                throw new Commands.UsageException(string.Join(Environment.NewLine, result.Problems));
            }

            await inbox.ChangePlanAsync(loaded.AsExercise().Plan, change.At, cancellation);
        }
    }
}
