using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Feeds;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Notify;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Demo;

/// <summary>Runs the service in the story's time and lets ten simulated stations publish the story to it, each by its own MQTT connection.</summary>
internal static class DemoSession
{
    /// <param name="speed">Story seconds a second; infinite for as fast as it goes.</param>
    /// <param name="endWithStory">False to keep the service running afterwards, until it is stopped.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(LoadedConfiguration configuration, double speed, bool endWithStory, TextWriter output, CancellationToken cancellation)
    {
        var story = Story.Load();
        var clock = new StoryClock(story.StartAt);
        await using var app = WatchHost.Build(configuration, clock, ClockMode.OfAPlayer, LogLevel.Warning, isOpen: true);
        var names = configuration.Plan.Stations.Values.ToDictionary(s => s.Station.Id.Value, s => s.Station.Name);
        var screen = new DemoScreen(DemoScreen.WantsColour(!Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR")), names);
        app.Services.GetRequiredService<ReadingPipeline>().Committed += batch => Print(batch, screen, output);
        using var reload = Commands.ReloadOnHangup.Start(app.Services);
        await app.StartAsync(cancellation);
        await IntroduceAsync(output, story, configuration, app.Urls);

        await PlayAsync(app.Services, story, clock, speed, output, cancellation);
        await ConcludeAsync(output, app.Services.GetRequiredService<LogReader>(), story, names);
        if (!endWithStory)
        {
            await output.WriteLineAsync("The story is over; the service goes on until Ctrl-C.");
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }

        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task PlayAsync(
        IServiceProvider services, Story story, StoryClock clock, double speed, TextWriter output, CancellationToken cancellation)
    {
        var inbox = services.GetRequiredService<Inbox>();
        var broker = services.GetRequiredService<StationFeeds>().BrokerEndPoint
            ?? throw new InvalidOperationException("The demo needs the embedded broker.");
        await using var stations = new SimulatedStations(broker, story.Stations.Select(s => s.Id));
        var steps = story.Messages.Select(m => new PlayedStep(m.PublishAt, c => stations.PublishAsync(m, c))).ToList();

        steps.AddRange(story.Acts.Select(a => new PlayedStep(a.At, c => DoAsync(inbox, a, output, c))));

        // After the last message time goes on for a while, so that what falls due then is seen too.
        steps.Add(new PlayedStep(story.EndAt, _ => Task.CompletedTask));
        // With a mail server, what a story minute brings is sent before the next: as many mails at any speed, and answers in their order.
        var courier = services.GetRequiredService<Courier>();
        var commands = services.GetRequiredService<CommandSender>();
        await new Player(inbox, clock, SendAsync).PlayAsync([.. steps.OrderBy(s => s.At)], speed, null, cancellation);

        async Task SendAsync(CancellationToken c)
        {
            await commands.RoundAsync(c);
            await (courier.CanSend ? courier.RoundAsync(c) : Task.CompletedTask);
        }
    }

    /// <summary>People of the shipped configuration; another one may not have them, and then the story goes on without.</summary>
    private static async Task DoAsync(Inbox inbox, ReplayStep.Do step, TextWriter output, CancellationToken cancellation)
    {
        if (await inbox.DoAsync(step.Act, cancellation) is { IsDone: false } refused)
        {
            await output.WriteLineAsync($"What {step.Act.By} does in the story cannot be done here: {refused.Words}");
        }
    }

    /// <summary>On the pipeline's thread: a demo may wait for its terminal, and so shows every line in its order.</summary>
    private static void Print(Batch batch, DemoScreen screen, TextWriter output)
    {
        foreach (var line in batch.Entries.Select(screen.Line).OfType<string>())
        {
            output.WriteLine(line);
        }
    }

    private static async Task IntroduceAsync(TextWriter output, Story story, LoadedConfiguration configuration, IEnumerable<string> urls)
    {
        await output.WriteLineAsync("演练 EXERCISE. The Longjiang cadmium incident of January 2012: published values as they were, a plume model between them.");
        await output.WriteLineAsync($"Ten simulated stations publish {story.Messages.Count} messages to mqtt://{configuration.Settings.Broker.Listen}; the record is at {string.Join(", ", urls)}/api/v1/timeline.");
        await output.WriteLineAsync();
    }

    private static async Task ConcludeAsync(TextWriter output, LogReader log, Story story, Dictionary<string, LocalizedName> names)
    {
        var timeline = log.WholeTimeline();
        var alerts = log.Alerts(new AlertsQuery { Limit = 10_000 }).Items;
        var incidents = log.Incidents(new IncidentsQuery { Limit = 10_000 }).Items;
        await output.WriteLineAsync(DemoReport.Text(timeline, alerts, incidents, story.Milestones, names));
        var head = timeline.Count == 0 ? ChainHead.Start : new ChainHead(timeline[^1].Seq, timeline[^1].Hash);
        await output.WriteLineAsync($"Chain head {head}");
    }

    /// <summary>One MQTT client a station, as in the field.</summary>
    private sealed class SimulatedStations : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Dictionary<string, (MqttClient Client, Task Running)> _stations = [];

        public SimulatedStations(System.Net.IPEndPoint broker, IEnumerable<string> stations)
        {
            foreach (var station in stations)
            {
                var client = new MqttClient(new MqttClientOptions { Host = broker.Address.ToString(), Port = broker.Port, ClientId = $"story-{station}" });
                _stations[station] = (client, client.RunAsync(_stopping.Token));
            }
        }

        /// <summary>Complete at PUBACK, which the service sends after its commit.</summary>
        public Task<ReasonCode> PublishAsync(StoryMessage message, CancellationToken cancellation) =>
            _stations[message.Station].Client.PublishAsync(message.Topic, System.Text.Encoding.UTF8.GetBytes(message.Payload), MqttQos.AtLeastOnce, retain: false, cancellation);

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            foreach (var (client, running) in _stations.Values)
            {
                await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await client.DisposeAsync();
            }

            _stopping.Dispose();
        }
    }
}
